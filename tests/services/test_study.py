"""The study of a registered case: whom it hears, how long it may take, and how it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.life import MONDAY, Life

PEMILU, PILKADA = "pemilu-2024-presiden", "pilkada-2024"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 3, tzinfo=UTC)


def begun(contest: str | None = None, when: datetime = MONDAY, region: str = "32.08") -> Life:
    life = Life("triage")
    life.give("QueueStudy", when, contest=contest, region=region)
    life.give("BeginStudy", when)
    return life


@pytest.mark.parametrize(
    ("contest", "region", "registered", "until", "extended"),
    [
        (PILKADA, "94.71", at(2024, 10, 2), date(2024, 10, 5), date(2024, 10, 7)),
        (PEMILU, "32.08", at(2023, 12, 29), date(2024, 1, 10), date(2024, 1, 19)),
        (PILKADA, "32.08", at(2024, 10, 16), date(2024, 10, 19), date(2024, 10, 21)),
        (None, "32.08", at(2023, 12, 29), date(2024, 1, 10), date(2024, 1, 19)),
    ],
)
def test_the_longer_time_counts_from_the_registration_too(
    contest: str | None, region: str, registered: datetime, until: date, extended: date
) -> None:
    """Worked cases 1, 2 and 6 of the domain; where nobody knows the contest the longer limit stands."""
    life = begun(contest, registered, region)
    later = registered + timedelta(days=2)
    before = life.give("RecordClarification", later, whom="respondent").due
    assert before is not None
    assert before.on == until
    case = life.give("ExtendStudy", later, reason="statements-needed")
    assert case.due is not None
    assert (case.state, case.due.on, case.due.since) == ("K11", extended, before.since)
    assert life.refused("LapseStudy", before.until) == "too-early", "only the shorter one is over"
    assert life.give("LapseStudy", case.due.until).state == "K90"


def test_it_is_extended_once_and_before_its_time_is_over() -> None:
    life = begun()
    due = life.give("ExtendStudy", reason="statements-needed").due
    assert due is not None
    assert life.refused("ExtendStudy", reason="statements-needed") == "conflict"
    late = begun()
    due = late.session.cases[next(iter(late.session.cases))].due
    assert due is not None
    assert late.refused("ExtendStudy", due.until, reason="statements-needed") == "too-late"
    late.give("ExtendStudy", due.until - timedelta(seconds=1), reason="statements-needed")


def test_nothing_lapses_while_an_act_of_a_civil_servant_is_alleged() -> None:
    life = begun()
    over = MONDAY + timedelta(days=60)
    assert life.refused("LapseStudy", over, asn_act=True) == "forward-first"
    assert life.give("ForwardToBkn", over).state == "K21"


def test_a_case_falls_with_a_status_that_was_lost_by_then_alone() -> None:
    life = begun()
    assert life.refused("ConfirmStatusLoss", reason="retired") == "wrong-state"
    life.give("ForwardToBkn")
    pending = (MONDAY + timedelta(days=1)).date()
    assert life.refused("ConfirmStatusLoss", reason="resigned", effective_on=pending) == "too-early"
    case = life.give("ConfirmStatusLoss", reason="resigned", effective_on=MONDAY.date())
    assert (case.state, case.due) == ("K94", None)
