"""Cases that are at triage by themselves are merged there; what ended at sanctions takes none in."""

from uuid import UUID

import pytest

from tests.support.life import CASE, MONDAY, Life

MASTER = UUID(int=2)


def both() -> Life:
    """A registered case, and a report of the same that came to BKN's SBT."""
    life = Life("triage")
    life.give("QueueStudy", case=MASTER)
    life.give("QueueVerification", actor="service:triage")
    return life


def handed_over(life: Life) -> None:
    life.give("BeginStudy", case=MASTER, actor="analyst")
    life.give("ForwardToBkn", case=MASTER, actor="analyst")
    life.give("VerifyReport", case=MASTER, actor="verifier")
    assert life.give("ValidateReport", case=MASTER, actor="validator").state == "K23"


def test_a_report_to_sbt_goes_on_in_a_case_that_bkn_has_already() -> None:
    life = both()
    handed_over(life)
    merged = life.give("LinkDuplicate", master=MASTER)
    assert (merged.state, merged.due) == ("K04", None)
    assert life.types[-2:] == ["DuplicateLinked", "DuplicateAccepted"]
    assert life.session.cases[MASTER].facts.absorbed == (CASE,)
    assert life.session.cases[MASTER].state == "K23", "only the clocks of the absorbed one stop"


def test_the_master_goes_on_with_its_own_clocks() -> None:
    life = both()
    before = life.session.cases[MASTER].due
    life.give("LinkDuplicate", master=MASTER)
    assert before is not None
    assert life.session.cases[MASTER].due == before


@pytest.mark.parametrize("ended", ["K60", "K93", "K94", "K95"])
def test_what_ended_at_sanctions_takes_none_in(ended: str) -> None:
    life = both()
    handed_over(life)
    life.give("NoteEnd", case=MASTER, actor="service:triage", ended=ended)
    assert life.refused("LinkDuplicate", master=MASTER) == "conflict"
    assert life.session.cases[CASE].state == "K21"


def test_nothing_is_merged_into_itself_what_is_unknown_or_what_was_merged() -> None:
    life = both()
    assert life.refused("LinkDuplicate", master=CASE) == "conflict"
    assert life.refused("LinkDuplicate", master=UUID(int=9)) == "invalid-input"
    life.give("LinkDuplicate", case=MASTER, master=CASE)
    life.give("QueueStudy", case=UUID(int=3))
    assert life.refused("LinkDuplicate", case=UUID(int=3), master=MASTER) == "conflict"


def test_a_merged_case_refuses_one_from_the_front_desk() -> None:
    life = both()
    life.give("LinkDuplicate", master=MASTER)
    life.give("AnswerDuplicate", case=CASE, absorbed=UUID(int=3))
    assert life.types[-1] == "DuplicateRefused"


def test_its_receipt_shows_the_way_of_the_case_that_it_goes_on_in() -> None:
    life = Life("intake")
    life.give("ReceiveSbtReport")
    facts = life.give("NoteProgress", progress="K04", master=MASTER).facts
    assert (facts.progress, facts.master) == ("K04", MASTER)
    life.give("ReceiveReport", case=UUID(int=3))
    assert life.refused("LinkDuplicate", MONDAY, case=UUID(int=3), master=CASE) == "conflict"
