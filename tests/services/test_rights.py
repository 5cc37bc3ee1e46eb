"""What a person asks about his or her own data is answered in time, and never shows who reported. Pure."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.contract import DataRequestReceived
from services.notify.domain import QueueNotification
from services.notify.reactions import reactions
from shared.contract import DeadlineNoted, EventData
from shared.deadlines.steps import NoteOver
from shared.outcome import Done
from tests.support.life import CASE, MONDAY, RULES, Life

THREE_DAYS = timedelta(hours=72)
BY_RESPONDENT: dict[str, Any] = {"subject": "respondent"}


def reported() -> Life:
    life = Life("intake")
    life.give("ReceiveReport")
    return life


def ended() -> Life:
    life = reported()
    life.give("BeginReview")
    life.give("DiscontinueReport", reason="no-evidence")
    return life


def told(life: Life) -> EventData:
    return life.session.written[-1].data


@pytest.mark.parametrize("kind", ["access", "correction", "restriction"])
@pytest.mark.parametrize("subject", ["reporter", "respondent"])
def test_a_request_runs_for_three_times_24_hours_from_its_very_moment(subject: str, kind: str) -> None:
    life = reported()
    asked = life.give("ReceiveDataRequest", subject=subject, kind=kind)
    (clock,) = asked.beside
    assert clock.due.until == MONDAY + THREE_DAYS
    assert clock.due.warn_from == MONDAY + timedelta(hours=48)
    limit = RULES.deadlines.stamped(clock.due.limit)
    assert limit
    assert limit.confidence in {"found", "known"}
    assert asked.state == "K01"
    assert asked.due is not None, "the case's own limit goes on"


def test_the_answer_ends_the_limit_of_that_request_alone() -> None:
    life = reported()
    for asked in ({}, {"kind": "correction"}, BY_RESPONDENT):
        life.give("ReceiveDataRequest", **asked)
    answered = life.give("RefuseDataRequest", reason="law-enforcement")
    assert {clock.due.limit.partition("@")[0] for clock in answered.beside} == {
        "perbaikan-data-pelapor",
        "salinan-data-terlapor",
    }
    assert answered.facts.asked("reporter", "access").outcome == "refused"
    assert answered.facts.unanswered == ("reporter.correction", "respondent.access")


def test_a_request_that_nobody_answers_is_missed_and_the_duty_goes_on() -> None:
    life = reported()
    life.give("ReceiveDataRequest")
    late = MONDAY + THREE_DAYS
    case = life.give("RefuseDataRequest", at=late, reason="law-enforcement")
    noted = [
        (w.data.limit, w.event.occurred_at) for w in life.session.written if isinstance(w.data, DeadlineNoted)
    ]
    assert ("salinan-data-pelapor@1", late) in noted
    assert case.beside == ()


def test_one_of_a_kind_waits_at_a_time_and_what_stands_is_known() -> None:
    life = reported()
    life.give("ReceiveDataRequest")
    assert life.refused("ReceiveDataRequest") == "conflict"
    life.give("GrantDataRequest")
    before = life.types
    with pytest.raises(AssertionError, match="Known"):
        life.give("ReceiveDataRequest")
    assert life.types == before
    assert life.refused("GrantDataRequest") == "conflict"


def test_nobody_asks_as_a_reporter_where_nobody_reported() -> None:
    life = Life("intake")
    life.give("LogPreliminaryInfo")
    assert life.refused("ReceiveDataRequest") == "conflict"
    life.give("ReceiveDataRequest", **BY_RESPONDENT)


def test_a_case_that_is_open_is_not_restricted_and_one_that_ended_may_be() -> None:
    life = reported()
    life.give("ReceiveDataRequest", kind="restriction")
    assert life.refused("GrantDataRequest", kind="restriction") == "legal-hold"
    life.give("RefuseDataRequest", kind="restriction", reason="case-still-open")
    life = ended()
    life.give("ReceiveDataRequest", kind="restriction")
    assert life.give("GrantDataRequest", kind="restriction").facts.restricted == ("reporter",)
    assert life.refused("LiftRestriction", subject="respondent") == "conflict"
    assert life.give("LiftRestriction", subject="reporter").facts.restricted == ()


def test_what_was_asked_is_answered_before_the_data_is_erased() -> None:
    life = ended()
    life.give("ReceiveDataRequest")
    erasing: dict[str, Any] = {"reason": "court-order", "master": None}
    assert life.refused("ErasePersonalData", **erasing) == "conflict"
    life.give("RefuseDataRequest", reason="data-is-right")
    life.give("ErasePersonalData", **erasing)
    assert life.refused("ReceiveDataRequest", kind="correction") == "erased"


def test_a_request_says_who_and_what_and_nothing_of_a_person() -> None:
    life = reported()
    life.give("ReceiveDataRequest", **BY_RESPONDENT)
    data = told(life)
    assert isinstance(data, DataRequestReceived)
    said = data.model_dump(exclude_none=True, exclude={"beside", "due"})
    assert set(said) == {"state_from", "state", "office", "region", "channel", "subject", "kind"}


def test_every_refusal_says_on_which_provision_it_rests() -> None:
    reasons = RULES.reasons_for("intake.RefuseDataRequest")
    assert {"law-enforcement", "case-still-open", "safety-of-others"} <= set(reasons)
    assert all((found := RULES.reasons.latest(one)) and found.source for one in reasons)


def mails(life: Life) -> set[tuple[str, str]]:
    """Who is told of the last event, and with which words."""
    last = life.session.written[-1]
    outcome = reactions(RULES).handlers[type(last.data)](last.event, last.data)
    assert isinstance(outcome, Done)
    queued = [one for one in outcome.commands if isinstance(one, QueueNotification)]
    return {(one.recipient, one.template) for one in queued}


def test_a_reporter_is_told_of_the_own_requests_and_never_of_a_respondents() -> None:
    life = reported()
    life.give("ReceiveDataRequest")
    assert mails(life) == {("reporter", "data-request"), ("bawaslu-32.08", "data-request")}
    life.give("RefuseDataRequest", reason="law-enforcement")
    assert mails(life) == {("reporter", "data-request-decided")}
    life.give("ReceiveDataRequest", **BY_RESPONDENT)
    assert mails(life) == {("bawaslu-32.08", "data-request")}
    life.give("RefuseDataRequest", reason="law-enforcement", **BY_RESPONDENT)
    assert mails(life) == set()


def test_a_missed_answer_is_told_to_the_desk_alone_also_while_a_reporter_is_waited_for() -> None:
    life = reported()
    life.give("BeginReview")
    waiting = life.give("RequestCompletion", reason="evidence")
    assert waiting.state == "K03"
    asked = life.give("ReceiveDataRequest", **BY_RESPONDENT)
    (clock,) = asked.beside
    life.note(NoteOver(case_id=CASE, limit=clock.due.limit, on=clock.due.on), clock.due.until)
    assert mails(life) == {("bawaslu-32.08", "missed-hours")}
