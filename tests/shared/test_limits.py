"""Which limit runs for a case, from its start over every event to its end."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from deploy.schemas import contracts
from services.intake.commands import ReceiveReport
from shared.deadlines.limits import Limits
from shared.deadlines.steps import NoteApproaching, NoteOver
from shared.policy.deadlines import Deadline
from shared.write.session import Stamp
from tests.services.test_procedures import VALUES
from tests.support.life import CASE, MONDAY, RULES, Life

EXAMINATION = datetime(2026, 12, 1, 3, tzinfo=UTC)
"""The day of the summons in `VALUES`."""


def test_a_limit_starts_runs_on_and_is_over() -> None:
    life = Life("intake")
    received = life.give("ReceiveReport")
    assert received.due is not None
    assert (received.due.limit, received.due.on) == ("kajian-awal@1", date(2026, 11, 25))
    assert received.due.until == datetime(2026, 11, 25, 17, tzinfo=UTC), "24:00 in Bandung"
    begun = life.give("BeginReview", MONDAY + timedelta(days=1))
    assert begun.due == received.due, "the review has the time that was left"
    assert life.give("RegisterCase", MONDAY + timedelta(days=2)).due is None


def test_a_clock_starts_when_it_happened_not_when_it_was_recorded() -> None:
    late = MONDAY - timedelta(days=10)
    case = Life("triage").give("QueueStudy", late)
    assert case.due is not None
    assert case.due.on == RULES.calendar.after(late.date(), 7, "working", "32.08")


@pytest.mark.parametrize(
    ("steps", "limits"),
    [
        (
            ["QueueRecommendation", "IssueRecommendation", "FormExaminationTeam", "IssueSummons",
             "HoldExamination", "SignBap", "IssueDecision", "RecordDelivery"],
            ["rekomendasi@1", "tindak-lanjut-ppk@1", "tindak-lanjut-ppk@1", "pemeriksaan@1", "berita-acara@1",
             None, "penyampaian@1", "masa-tunggu-berlaku@1"],
        ),
    ],
)  # fmt: skip
def test_each_state_has_the_limit_that_policy_gives_it(steps: list[str], limits: list[str | None]) -> None:
    life = Life("sanctions")
    summons = steps.index("IssueSummons")
    days = [MONDAY if n <= summons else EXAMINATION for n in range(len(steps))]
    fields: list[dict[str, Any]] = [
        {"received_on": EXAMINATION.date()} if step == "RecordDelivery" else {} for step in steps
    ]
    found = [life.give(step, at, **more).due for step, at, more in zip(steps, days, fields, strict=True)]
    assert [due and due.limit for due in found] == limits


def test_a_limit_may_start_on_a_day_that_the_event_tells_of() -> None:
    """Worked case of the domain: received on 13 May 2024, in effect from 5 June on, after two holidays."""
    life = Life("sanctions")
    at = datetime(2024, 5, 14, 3, tzinfo=UTC)
    early = at - timedelta(days=40)
    life.give("QueueRecommendation", early)
    life.give("IssueRecommendation", early, acted_on=date(2024, 1, 1), contest="pemilu-2024-presiden")
    life.give("FormExaminationTeam", early)
    life.give("IssueSummons", at - timedelta(days=39), examination_on=date(2024, 4, 16), reason="urgent")
    for step in ("HoldExamination", "SignBap", "IssueDecision"):
        life.give(step, at - timedelta(days=20))
    waiting = life.give("RecordDelivery", at, received_on=date(2024, 5, 13)).due
    assert waiting is not None
    assert (waiting.limit, waiting.on) == ("masa-tunggu-berlaku@1", date(2024, 6, 4))


def test_a_limit_of_bkn_ends_by_the_clocks_of_jakarta_and_the_ppks_by_those_of_its_region() -> None:
    life = Life("sanctions")
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    """Still Monday in Jakarta, Tuesday in Timika."""
    bkn = life.give("QueueRecommendation", late, region="94.04").due
    assert bkn is not None
    assert (bkn.on, bkn.until) == (date(2026, 12, 7), datetime(2026, 12, 7, 17, tzinfo=UTC))
    ppk = life.give("IssueRecommendation", late + timedelta(minutes=1), override="elsewhere").due
    assert ppk is not None
    assert (ppk.on, ppk.until) == (date(2026, 12, 8), datetime(2026, 12, 8, 15, tzinfo=UTC))


def test_an_absence_ends_the_limit_of_its_summons_and_starts_that_of_the_second() -> None:
    """Counted from the day that was missed, however late the absence is recorded; nothing was missed else."""
    life = Life("sanctions")
    for step in ("QueueRecommendation", "IssueRecommendation", "FormExaminationTeam", "IssueSummons"):
        life.give(step)
    absent = life.give("RecordAbsence", EXAMINATION + timedelta(days=1)).due
    assert absent is not None
    assert (absent.limit, absent.on) == ("panggilan-kedua@1", date(2026, 12, 10))
    on = date(2026, 12, 9)
    second = life.give("IssueSecondSummons", EXAMINATION + timedelta(days=2), examination_on=on).due
    assert (second and second.limit, second and second.on) == ("pemeriksaan@1", date(2026, 12, 14))
    assert life.give("RecordAbsence", EXAMINATION + timedelta(days=8)).due is None
    assert "DeadlineMissed" not in life.types


def test_a_second_summons_that_never_comes_is_missed() -> None:
    life = Life("sanctions")
    for step in ("QueueRecommendation", "IssueRecommendation", "IssueSummons"):
        life.give(step)
    due = life.give("RecordAbsence", EXAMINATION).due
    assert due is not None
    life.note(NoteOver(case_id=CASE, limit=due.limit, on=due.on))
    assert life.types[-1] == "DeadlineMissed"


def test_minutes_are_due_anew_when_a_team_examines_again() -> None:
    life = Life("sanctions")
    given: dict[str, Any] = {"act": "DS-08", "level": "medium"}
    life.give("QueueRecommendation")
    life.give("IssueRecommendation", **given)
    life.give("IssueSummons")
    first = life.give("HoldExamination", EXAMINATION).due
    assert first == life.give("FormExaminationTeam", EXAMINATION + timedelta(days=1)).due
    again = life.give("HoldExamination", EXAMINATION + timedelta(days=2)).due
    assert first is not None
    assert again is not None
    assert (first.limit, first.on, again.on) == ("berita-acara@1", date(2026, 12, 10), date(2026, 12, 14))


def test_a_report_that_became_information_is_traced_in_time_like_any_other() -> None:
    life = Life("intake")
    life.give("ReceiveReport")
    due = life.give("ConvertToInformation").due
    assert due is not None
    assert (due.limit, due.on) == ("penelusuran@1", date(2026, 12, 2))


def test_a_merged_report_stops_its_clock_and_a_returned_one_starts_anew() -> None:
    life = Life("intake")
    life.give("ReceiveReport")
    other = ReceiveReport(case_id=UUID(int=2), **{n: VALUES[n] for n in _fields()})
    life.session.carry_out(other, Stamp("officer", MONDAY))
    assert life.give("LinkDuplicate", master=UUID(int=2)).due is None
    back = life.give("ReturnDuplicate", MONDAY + timedelta(days=7), master=UUID(int=2))
    assert back.due is not None
    assert back.due.on == date(2026, 12, 2)


def _fields() -> list[str]:
    return [name for name in ReceiveReport.model_fields if name in VALUES]


def test_what_is_noted_is_noted_once_and_belongs_to_its_limit() -> None:
    life = Life("intake")
    due = life.give("ReceiveReport").due
    assert due is not None
    about = {"case_id": CASE, "limit": due.limit, "on": due.on}
    near = life.note(NoteApproaching(**about))
    assert (near.noted, near.due, near.state) == ("approaching", due, "K01")
    assert life.note(NoteApproaching(**about)).version == near.version
    missed = life.note(NoteOver(**about))
    assert (missed.noted, missed.version) == ("missed", near.version + 1)
    assert life.note(NoteOver(**about)).version == missed.version
    assert life.note(NoteApproaching(**about)).version == missed.version
    assert life.give("BeginReview").noted == "missed", "the review begun late is late still"
    assert life.give("RegisterCase").noted is None


def test_a_note_about_another_limit_changes_nothing() -> None:
    life = Life("intake")
    case = life.give("ReceiveReport")
    stale = NoteOver(case_id=CASE, limit="kajian-awal@1", on=date(2026, 11, 1))
    assert life.note(stale).version == case.version


@pytest.mark.parametrize(
    ("whose", "on"), [("citizen", date(2026, 11, 30)), ("authority", date(2026, 11, 28))]
)
def test_only_a_citizens_calendar_day_moves_off_a_free_day(whose: str, on: date) -> None:
    (known,) = RULES.deadlines.versions("kajian-awal")
    given = {"regime": None, "unit": "calendar", "days": 5, "warn": 1, "whose": whose}
    limit = Deadline.model_validate({**known.model_dump(), **given})
    limits = Limits("intake", [limit], RULES.calendar, RULES.terms)
    data = Life("intake").session
    data.carry_out(ReceiveReport(case_id=CASE, **{n: VALUES[n] for n in _fields()}), Stamp("o", MONDAY))
    due = limits(None, data.written[0].data, MONDAY).due
    assert due is not None
    assert due.on == on


def test_every_limit_of_policy_starts_somewhere_and_rests_on_a_rule() -> None:
    models = {f"{c.source}.{name}": model for c in contracts() for name, model in c.events.items()}
    for deadline in RULES.deadlines:
        assert deadline.rule is None or deadline.rule in RULES.rules
        assert deadline.states <= RULES.states.keys()
        for event in (*deadline.starts, *deadline.ends):
            assert event in models
        if deadline.counts_from:
            assert all(deadline.counts_from in models[start].model_fields for start in deadline.starts)
