"""Linked cases: what has ended stays so, and a part of a report has the day 0 of the whole."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.case import Case
from tests.support.life import CASE, MONDAY, Life

NEW, OTHER = UUID(int=2), UUID(int=3)
EVIDENCE: dict[str, Any] = {"of": CASE, "reason": "new-evidence", "evidence": ("video",)}


def reviewed(**fields: Any) -> Life:
    life = Life("intake")
    life.give("ReceiveReport", **fields)
    life.give("BeginReview")
    return life


def came_to(state: str) -> Life:
    """A report that ended here, or that came so far at a later stage."""
    life = reviewed()
    if state == "K91":
        life.give("DiscontinueReport")
    else:
        life.give("RegisterCase")
        life.give("NoteProgress", progress=state)
    return life


def split(life: Life, at: timedelta = timedelta(), **fields: Any) -> Case[Any]:
    return life.give(
        "SplitReport", MONDAY + at, case=NEW, **{"of": CASE, "reason": "several-persons", **fields}
    )


class TestReopening:
    @pytest.mark.parametrize("state", ["K91", "K92", "K93", "K95"])
    def test_new_evidence_begins_a_case_and_the_ended_one_stays_so(self, state: str) -> None:
        life = came_to(state)
        before = life.session.cases[CASE]
        opened = life.give("ReopenCase", MONDAY + timedelta(days=1), case=NEW, **EVIDENCE)
        assert life.types[-2:] == ["CaseReopened", "CaseLinked"]
        assert (opened.state, opened.office, opened.channel) == ("K02", "bawaslu-32.08", "bawaslu")
        assert opened.due is not None
        assert (opened.due.limit, opened.due.since) == ("kajian-awal@1", date(2026, 11, 24))
        told: Any = life.session.written[-2].data
        assert (told.of, told.ended_in, told.evidence) == (CASE, state, ("video",))
        after = life.session.cases[CASE]
        assert (after.state, after.facts.progress) == (before.state, before.facts.progress)
        assert after.facts.linked == (NEW,)
        assert life.refused("BeginReview") == "wrong-state"

    @pytest.mark.parametrize("state", ["K20", "K60", "K94"])
    def test_what_has_not_ended_or_fell_with_the_status_is_not_reopened(self, state: str) -> None:
        assert came_to(state).refused("ReopenCase", case=NEW, **EVIDENCE) == "conflict"

    @pytest.mark.parametrize("evidence", [(), ("hearsay",), ("video", "hearsay")])
    def test_something_new_is_there_of_a_kind_that_policy_names(self, evidence: tuple[str, ...]) -> None:
        given = {**EVIDENCE, "evidence": evidence}
        assert came_to("K91").refused("ReopenCase", case=NEW, **given) == "invalid-input"

    def test_it_is_established_in_its_time_and_in_its_region(self) -> None:
        life = came_to("K91")
        assert life.refused("ReopenCase", case=NEW, **EVIDENCE, found_on=date(2026, 11, 2)) == "too-late"
        assert life.refused("ReopenCase", case=NEW, **EVIDENCE, region="33.18") == "invalid-input"
        nothing = {**EVIDENCE, "of": OTHER}
        assert life.refused("ReopenCase", case=NEW, **nothing) == "invalid-input"

    def test_it_is_registered_as_a_finding(self) -> None:
        life = came_to("K91")
        life.give("ReopenCase", case=NEW, **EVIDENCE)
        life.give("RegisterCase", case=NEW)
        registered: Any = life.session.written[-1].data
        assert registered.origin == "finding", "nobody reported it: Bawaslu need not validate it again"


class TestSplitting:
    def test_the_part_has_the_clock_and_the_days_of_the_report(self) -> None:
        life = reviewed()
        part = split(life, timedelta(days=1))
        whole = life.session.cases[CASE]
        assert (part.state, part.due, part.channel) == ("K02", whole.due, "public")
        assert part.due is not None
        assert part.due.since == MONDAY.date()
        assert (part.facts.known_on, part.facts.received_on) == (
            whole.facts.known_on,
            whole.facts.received_on,
        )
        assert whole.facts.linked == (NEW,)

    def test_it_is_late_where_the_report_is(self) -> None:
        life = reviewed(date_known=date(2026, 1, 5))
        split(life)
        assert life.refused("RegisterCase", case=NEW) == "late"

    def test_each_goes_on_by_itself(self) -> None:
        life = reviewed()
        split(life)
        assert life.give("DeclareOutOfScope", case=NEW, reason="village-head").state == "K91"
        assert life.give("RegisterCase").state == "K10"

    @pytest.mark.parametrize("step", [None, "RequestCompletion", "RegisterCase", "DiscontinueReport"])
    def test_a_report_is_split_in_its_review(self, step: str | None) -> None:
        life = Life("intake")
        life.give("ReceiveReport")
        if step:
            life.give("BeginReview")
            life.give(step)
        assert life.refused("SplitReport", case=NEW, of=CASE) == "wrong-state"

    def test_what_was_withdrawn_is_not_split(self) -> None:
        life = reviewed()
        life.give("WithdrawReport")
        assert life.refused("SplitReport", case=NEW, of=CASE) == "withdrawn"

    def test_with_the_report_its_open_parts_are_withdrawn(self) -> None:
        life = reviewed()
        split(life)
        life.give("SplitReport", case=OTHER, of=CASE)
        life.give("DeclareOutOfScope", case=OTHER, reason="village-head")
        life.give("WithdrawReport", parts=(NEW, OTHER))
        cases = life.session.cases
        assert [cases[one].facts.withdrawn for one in (CASE, NEW, OTHER)] == [True, True, False]
        assert life.give("CloseWithdrawn", case=NEW).state == "K96"

    def test_what_was_merged_into_the_report_stands_in_its_part_too(self) -> None:
        life = reviewed()
        life.give("ReceiveReport", case=OTHER)
        life.give("LinkDuplicate", case=OTHER, master=CASE)
        split(life)
        life.give("WithdrawReport", parts=(NEW,))
        assert life.refused("CloseWithdrawn", case=NEW) == "another-stands"


class TestTellingAgain:
    @pytest.mark.parametrize("state", ["K60", "K91", "K93", "K95"])
    def test_a_report_about_what_is_over_is_linked_only_and_goes_on(self, state: str) -> None:
        life = came_to(state)
        life.give("ReceiveReport", case=NEW)
        linked = life.give("LinkEarlierCase", case=NEW, of=CASE, reason="same-person-and-act")
        assert (linked.state, linked.due is not None) == ("K01", True)
        assert life.types[-2:] == ["CaseLinked", "CaseLinked"]
        assert life.session.cases[CASE].facts.linked == (), "its reporter has another receipt"

    def test_what_is_not_over_takes_it_in_instead(self) -> None:
        life = came_to("K20")
        life.give("ReceiveReport", case=NEW)
        assert life.refused("LinkEarlierCase", case=NEW, of=CASE) == "conflict"
        assert life.refused("LinkEarlierCase", case=NEW, of=NEW) == "conflict"
        assert life.refused("LinkEarlierCase", case=NEW, of=OTHER) == "invalid-input"
