"""What ended is kept as long as policy says; then it is to be erased, and whoever does not is told. Pure."""

from datetime import datetime, timedelta
from typing import Any

from services.intake.contract import LegalHoldLifted, RetentionEnded
from shared.case import Case
from shared.deadlines.steps import NoteOver
from shared.scope import NATIONAL
from tests.support.life import CASE, MONDAY, RULES, Life

A_YEAR = RULES.calendar.end_of(MONDAY.date().replace(year=MONDAY.year + 1), NATIONAL)
ERASE_BY = timedelta(days=1 + 30)
"""Day 0 is the day after the last one."""
OVER: dict[str, Any] = {"reason": "retention-over", "master": None}


def limits(case: Case[Any]) -> dict[str, datetime]:
    return {clock.due.limit.partition("@")[0]: clock.due.until for clock in case.beside}


def discontinued() -> Life:
    life = Life("intake")
    life.give("ReceiveReport")
    life.give("BeginReview")
    life.give("DiscontinueReport", reason="no-evidence")
    return life


def passed(life: Life, limit: str) -> Case[Any]:
    """The case once that limit of it is over and noted."""
    clock = next(one for one in life.session.cases[CASE].clocks if one.due.limit.startswith(f"{limit}@"))
    return life.note(NoteOver(case_id=CASE, limit=clock.due.limit, on=clock.due.on), clock.due.until)


def test_the_time_of_an_outcome_runs_from_the_day_on_which_the_case_ended() -> None:
    life = discontinued()
    assert limits(life.session.cases[CASE]) == {"retensi-k91": A_YEAR}


def test_what_ended_at_a_later_stage_is_kept_by_that_outcome_from_then_on() -> None:
    life = Life("intake")
    for step in ("ReceiveReport", "BeginReview", "RegisterCase"):
        life.give(step)
    assert limits(life.give("NoteProgress", stage="sanctions", progress="K60")) == {}
    served = MONDAY + timedelta(days=400)
    kept = limits(life.give("NoteProgress", at=served, stage="sanctions", progress="K95"))
    last = served.date().replace(year=served.year + 5)
    assert kept == {"retensi-k95": RULES.calendar.end_of(last, NATIONAL)}
    again = life.give("NoteProgress", at=served, stage="sanctions", progress="K60")
    assert limits(again) == {}, "a remedy opened it again"


def test_an_erasure_that_does_not_come_is_missed() -> None:
    life = discontinued()
    after = passed(life, "retensi-k91")
    ended = life.session.written[-1].data
    assert isinstance(ended, RetentionEnded)
    assert ended.erasure == "due"
    erase_by = A_YEAR + ERASE_BY
    assert limits(after) == {"penghapusan-data": erase_by}
    passed(life, "penghapusan-data")
    assert life.types[-1] == "DeadlineMissed"
    erased = life.give("ErasePersonalData", at=erase_by, on=erase_by.date(), ended_on=MONDAY.date(), **OVER)
    assert limits(erased) == {}


def test_a_hold_stops_the_erasure_and_its_end_starts_it_again() -> None:
    life = discontinued()
    life.give("PlaceLegalHold", reason="court-proceedings")
    after = passed(life, "retensi-k91")
    assert limits(after) == {}, "it is held"
    later = A_YEAR + timedelta(days=100)
    lifted = life.give("LiftLegalHold", at=later)
    data = life.session.written[-1].data
    assert isinstance(data, LegalHoldLifted)
    assert data.erasure == "due"
    assert set(limits(lifted)) == {"penghapusan-data"}
    assert limits(life.give("PlaceLegalHold", at=later, reason="court-proceedings")) == {}


def test_a_hold_that_is_lifted_before_the_time_is_over_leaves_it_running() -> None:
    life = discontinued()
    life.give("PlaceLegalHold", reason="court-proceedings")
    assert limits(life.give("LiftLegalHold")) == {"retensi-k91": A_YEAR}


def test_every_outcome_says_how_long_on_what_basis_and_how_sure() -> None:
    ends = {state.id for state in RULES.states.values() if state.final}
    kept = {one.state: one for one in RULES.retention.kept}
    assert ends == kept.keys() | RULES.retention.with_master
    assert all(one.source and one.confidence for one in kept.values())
