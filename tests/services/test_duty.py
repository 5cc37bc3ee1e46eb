"""A superior acts by an own duty: no recommendation is waited for, and no step is left out."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake import reactions as intake
from services.sanctions.contract import BY_DUTY, DutyOpened
from shared.event import Event
from shared.outcome import Done
from tests.support.life import CASE, MONDAY, Life

SUMMONED: dict[str, Any] = {
    "act": "DS-08",
    "level": "medium",
    "examination_on": date(2026, 12, 2),
    "reason": None,
}
"""For the last day that a summons of Monday leaves."""


def opened(**fields: object) -> Life:
    life = Life("sanctions")
    life.give("OpenByDuty", **{**SUMMONED, **fields})
    return life


def of(life: Life, type: str) -> Any:
    return next(w.data for w in life.session.written if w.event.type == type)


def test_a_case_begins_with_its_first_summons() -> None:
    life = opened()
    case = life.session.cases[CASE]
    assert life.types == ["DutyOpened", "SummonsIssued"]
    assert (case.state, case.office, case.region, case.channel) == ("K32", "ppk-32.08", "32.08", BY_DUTY)
    assert case.due is not None
    assert (case.due.limit, case.due.on) == ("pemeriksaan@1", date(2026, 12, 2))
    duty = of(life, "DutyOpened")
    assert (duty.act, duty.level, duty.branch, duty.suggested) == ("DS-08", "medium", "DS", "DS")
    assert (duty.respondent_type, duty.position, duty.tier) == ("pns", "jf", "regency")
    assert {w.event.legal_basis for w in life.session.written} == {"kewajiban-atasan@1"}


def test_a_case_that_waits_at_bkn_is_taken_up_and_never_recommended() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    case = life.give("OpenByDuty", **SUMMONED)
    assert (case.state, case.office, case.channel) == ("K32", "ppk-32.08", "public")
    assert life.refused("IssueRecommendation") == "wrong-state"
    assert life.refused("OpenByDuty", **SUMMONED) == "wrong-state"


def test_from_there_it_goes_to_its_decision_like_any_other() -> None:
    life = opened()
    life.give("HoldExamination", MONDAY + timedelta(days=9))
    life.give("SignBap", MONDAY + timedelta(days=9))
    decided = life.give("IssueDecision", MONDAY + timedelta(days=10), level="medium")
    assert (decided.state, decided.facts.act, decided.facts.level) == ("K36", "DS-08", "medium")


def test_a_heavy_one_needs_a_team_all_the_same() -> None:
    life = opened(act="DS-06", level="heavy")
    assert life.refused("HoldExamination", MONDAY + timedelta(days=9)) == "team-needed"


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("wrong-branch", {"act": "KE-04", "level": "moral", "acted_on": date(2024, 9, 10)}),
        ("level-does-not-fit", {"act": "PD-N2", "level": "heavy"}),
        ("branch-unknown", {"act": "DS-06", "level": "heavy", "contest": None}),
        ("invalid-input", {"act": "DS-99"}),
        ("invalid-input", {"acted_on": date(2026, 12, 1)}),
        ("invalid-input", {"respondent_type": "village-head"}),
        ("invalid-input", {"region": "99.99"}),
        ("invalid-input", {"examination_on": date(2026, 12, 3)}),
        ("invalid-input", {"examination_on": date(2026, 11, 23)}),
        ("reason-needed", {"examination_on": date(2026, 11, 25)}),
    ],
)
@pytest.mark.parametrize("queued", [False, True])
def test_what_a_recommendation_or_a_summons_may_not_say_it_may_not_either(
    code: str, fields: dict[str, Any], queued: bool
) -> None:
    life = Life("sanctions")
    if queued:
        life.give("QueueRecommendation")
    assert life.refused("OpenByDuty", **{**SUMMONED, **fields}) == code


def test_a_case_of_another_region_is_not_taken_up() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    assert life.refused("OpenByDuty", **{**SUMMONED, "region": "33.18"}) == "invalid-input"


def test_whoever_studied_or_verified_it_does_not_take_it_up() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation", actor="service:sanctions")
    assert life.refused("OpenByDuty", actor="verifier", **SUMMONED) == "separation-of-duties"


@pytest.mark.parametrize(("channel", "noted"), [(BY_DUTY, 0), ("public", 1)])
def test_intake_notes_it_for_a_reporter_where_there_is_one(channel: str, noted: int) -> None:
    life = opened()
    written = next(w for w in life.session.written if isinstance(w.data, DutyOpened))
    event: Event = written.event
    outcome = intake.note_progress(event, written.data.model_copy(update={"channel": channel}))
    assert isinstance(outcome, Done)
    assert len(outcome.commands) == noted
