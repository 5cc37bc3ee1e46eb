"""What keeps a step at the front desk from being taken, rule by rule."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.support.life import CASE, MONDAY, RULES, Life

IN_TIME = date(2026, 11, 12)
"""The first day of which a report on `MONDAY` comes in time."""
OTHER, THIRD = UUID(int=2), UUID(int=3)


def received(**fields: Any) -> Life:
    life = Life("intake")
    life.give("ReceiveReport", **fields)
    return life


def test_a_report_says_whether_it_came_in_time() -> None:
    assert received(date_known=date(2026, 11, 12)).refused("LapseReport") == "in-time"
    assert received(date_known=date(2026, 11, 11)).give("LapseReport").state == "K90"


def test_what_was_known_before_there_was_a_limit_is_not_in_time_for_ever() -> None:
    for known in (date(2021, 12, 31), date(2020, 8, 28)):
        assert received(date_known=known).give("LapseReport").state == "K90"
        assert Life("intake").refused("RecordFinding", found_on=known) == "too-late"


def test_nobodys_time_to_complete_is_cut_short() -> None:
    life = received()
    life.give("BeginReview")
    asked = life.give("RequestCompletion", reason="evidence")
    assert asked.due is not None
    assert (asked.due.limit, asked.due.on) == ("kelengkapan@1", date(2026, 11, 25))
    assert life.refused("DiscontinueReport", asked.due.until - timedelta(seconds=1)) == "too-early"
    assert life.give("DiscontinueReport", asked.due.until).state == "K91"


def test_a_completed_report_is_reviewed_again_in_full_time() -> None:
    life = received()
    life.give("BeginReview")
    life.give("RequestCompletion")
    back = life.give("CompleteReport", MONDAY + timedelta(days=1))
    assert back.due is not None
    assert (back.state, back.due.limit, back.due.on) == ("K02", "kajian-awal@1", date(2026, 11, 26))


def test_out_of_scope_is_remembered_with_the_reason_that_says_where_to_go() -> None:
    life = received()
    life.give("BeginReview")
    assert life.give("DeclareOutOfScope", reason="village-head").facts.reason == "village-head"
    told = RULES.reasons.latest("village-head")
    assert told
    assert "Pemda" in told.indonesian


def test_what_came_late_is_not_registered_but_may_become_information() -> None:
    life = received(date_known=date(2026, 11, 11))
    life.give("BeginReview")
    assert life.refused("RegisterCase") == "late"
    assert life.give("ConvertToInformation").state == "K00"
    assert life.give("EstablishFinding").state == "K10"


def test_withdrawn_before_registration_it_is_closed_or_becomes_information() -> None:
    for step, state in (("CloseWithdrawn", "K96"), ("ConvertToInformation", "K00")):
        life = received()
        life.give("BeginReview")
        assert life.refused("CloseWithdrawn") == "conflict"
        life.give("WithdrawReport", actor="public")
        assert life.refused("RegisterCase") == "withdrawn"
        assert life.give(step).state == state


def test_a_master_does_not_end_while_another_report_stands_in_it() -> None:
    late = date(2026, 11, 11)
    for known, step in ((IN_TIME, "CloseWithdrawn"), (late, "LapseReport")):
        life = received(date_known=known)
        life.give("ReceiveReport", case=OTHER, date_known=IN_TIME)
        life.give("LinkDuplicate", case=OTHER, master=CASE)
        life.give("WithdrawReport", actor="public")
        assert life.refused(step) == "another-stands"
        assert life.give("ConvertToInformation").state == "K00"
        assert life.give("EstablishFinding").state == "K10"


@pytest.mark.parametrize(("known", "withdrawn"), [(date(2026, 11, 11), False), (IN_TIME, True)])
def test_a_report_that_stands_for_nothing_keeps_no_master_open(known: date, withdrawn: bool) -> None:
    life = received()
    life.give("ReceiveReport", case=OTHER, date_known=known)
    if withdrawn:
        life.give("WithdrawReport", actor="public", case=OTHER)
    life.give("LinkDuplicate", case=OTHER, master=CASE)
    life.give("WithdrawReport", actor="public")
    assert life.give("CloseWithdrawn").state == "K96"


def test_what_stands_in_a_merged_case_stands_in_its_master_too() -> None:
    life = received()
    for case in (OTHER, THIRD):
        life.give("ReceiveReport", case=case)
    life.give("LinkDuplicate", case=THIRD, master=OTHER)
    life.give("WithdrawReport", actor="public", case=OTHER)
    life.give("LinkDuplicate", case=OTHER, master=CASE)
    life.give("WithdrawReport", actor="public")
    assert life.refused("CloseWithdrawn") == "another-stands"


def test_a_report_that_is_not_completed_ends_alone() -> None:
    life = received()
    life.give("BeginReview")
    life.give("ReceiveReport", case=OTHER)
    asked = life.give("RequestCompletion")
    life.give("LinkDuplicate", case=OTHER, master=CASE)
    assert asked.due is not None
    assert life.refused("DiscontinueReport", asked.due.until) == "another-stands"
    assert life.give("ConvertToInformation", asked.due.until).state == "K00"


def test_a_withdrawn_master_takes_nothing_in_until_it_is_information() -> None:
    life = received()
    life.give("ReceiveReport", case=OTHER)
    life.give("WithdrawReport", actor="public")
    assert life.refused("LinkDuplicate", case=OTHER, master=CASE) == "conflict"
    life.give("ConvertToInformation")
    assert life.give("LinkDuplicate", case=OTHER, master=CASE).state == "K04"


@pytest.mark.parametrize(
    ("progress", "open"), [("K20", True), ("K30", True), ("K60", False), ("K93", False), ("K95", False)]
)
def test_a_master_that_ended_at_sanctions_takes_nothing_in(progress: str, open: bool) -> None:
    life = received()
    life.give("BeginReview")
    life.give("RegisterCase")
    life.give("NoteProgress", progress=progress)
    life.give("ReceiveReport", case=OTHER)
    if open:
        assert life.give("LinkDuplicate", case=OTHER, master=CASE).state == "K04"
    else:
        assert life.refused("LinkDuplicate", case=OTHER, master=CASE) == "conflict"


def test_withdrawn_after_registration_the_case_goes_on() -> None:
    life = received()
    life.give("BeginReview")
    life.give("RegisterCase")
    assert life.give("WithdrawReport", actor="public").state == "K10"
    assert life.give("NoteProgress").facts.progress == "K20"


def test_an_officers_finding_is_established_in_time() -> None:
    assert Life("intake").refused("RecordFinding", found_on=date(2026, 11, 11)) == "too-late"
    assert Life("intake").refused("RecordFinding", found_on=date(2026, 11, 24)) == "invalid-input"
    life = Life("intake")
    found = life.give("RecordFinding", found_on=date(2026, 11, 12))
    assert (found.state, found.channel) == ("K10", "bawaslu")
    assert life.types == ["FindingRecorded", "CaseRegistered"]
