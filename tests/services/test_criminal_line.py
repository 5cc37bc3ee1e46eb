"""The criminal line beside a case's way: its steps in order, its limits, and that it moves nothing else."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from shared.case import Refused
from shared.deadlines.steps import NoteOver
from shared.write.session import Change, Session, Stamp, Written
from tests.services.test_procedures import VALUES
from tests.support.life import CASE, PROCEDURES, RULES, Life

FILE = ("berkas-diserahkan", "berkas-dikembalikan", "berkas-dilengkapi")
TO_COURT = ("pembahasan-3", "penuntutan", "pengadilan-negeri", "putusan-negeri")


def at(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 3, tzinfo=UTC)


STUDIED = at(10, 21)


def referred(contest: str | None = "pilkada-2024", when: datetime = STUDIED) -> Life:
    life = Life("triage")
    life.give("QueueStudy", when - timedelta(days=3), contest=contest)
    life.give("BeginStudy", when - timedelta(days=3))
    life.give("ReferToGakkumdu", when, act="PID-188")
    return life


def step(life: Life, name: str, when: datetime) -> list[tuple[str, date]]:
    """The limits that run beside after the line came to this step."""
    case = life.give("RecordCriminalStep", when, step=name)
    assert case.facts.criminal == name
    return [(clock.due.limit, clock.due.on) for clock in case.beside]


def test_a_camat_is_acquitted_and_the_other_line_goes_on() -> None:
    """Worked case 6 of the domain: 8 and 15 November, and the judgment on the 22nd."""
    life = referred()
    assert life.give("ForwardToBkn", at(10, 21), actor="analyst").state == "K21"
    assert step(life, "kajian-pidana", at(10, 21)) == []
    assert step(life, "pembahasan-2", at(10, 21)) == []
    assert step(life, "penyidikan", at(10, 21)) == [("penyidikan@1", date(2024, 11, 8))]
    assert life.give("VerifyReport", at(10, 28), actor="verifier").state == "K22"
    assert step(life, FILE[0], at(11, 8)) == [("pengembalian-berkas@1", date(2024, 11, 13))]
    assert step(life, TO_COURT[0], at(11, 8)) == []
    assert step(life, TO_COURT[1], at(11, 8)) == [("penuntutan@1", date(2024, 11, 15))]
    assert step(life, TO_COURT[2], at(11, 15)) == [("putusan-pengadilan-pilkada@1", date(2024, 11, 22))]
    (limit,) = step(life, TO_COURT[3], at(11, 22))
    assert limit == ("banding-pidana-pilkada@1", date(2024, 11, 25))
    assert life.refused("RecordOutcome", at(11, 25), outcome="acquitted") == "too-early"
    ended = life.give("RecordOutcome", at(11, 26), outcome="acquitted")
    assert (ended.state, ended.facts.criminal, ended.beside) == ("K22", "bebas", ())
    assert life.give("ValidateReport", at(11, 26), actor="validator").state == "K23"


def test_of_a_pemilu_the_courts_count_working_days() -> None:
    life = referred("pemilu-2024-presiden")
    for name in ("kajian-pidana", "pembahasan-2", "penyidikan", FILE[0], *TO_COURT[:2]):
        step(life, name, at(10, 21))
    assert step(life, "pengadilan-negeri", at(10, 21)) == [("putusan-pengadilan@1", date(2024, 10, 30))]


def test_the_file_is_returned_once_and_the_high_court_is_the_last() -> None:
    life = referred()
    for name in ("kajian-pidana", "pembahasan-2", "penyidikan", *FILE):
        step(life, name, at(10, 22))
    assert life.refused("RecordCriminalStep", at(10, 23), step="berkas-dikembalikan") == "wrong-state"
    for name in (*TO_COURT, "banding"):
        step(life, name, at(10, 23))
    assert life.give("RecordOutcome", at(10, 28), outcome="convicted").facts.criminal == "terpidana"
    assert life.refused("RecordCriminalStep", at(10, 29), step="banding") == "wrong-state"


@pytest.mark.parametrize("stopped_at", ["pembahasan-1", "pembahasan-2", "pembahasan-3"])
def test_a_discussion_may_stop_it_and_an_investigation_may_not(stopped_at: str) -> None:
    life = referred()
    for name in ("kajian-pidana", "pembahasan-2", "penyidikan", FILE[0], "pembahasan-3"):
        at_now = life.session.cases[CASE].facts.criminal
        if at_now == stopped_at:
            break
        if at_now not in ("pembahasan-1", "pembahasan-2"):
            assert life.refused("RecordOutcome", at(10, 22), outcome="stopped") == "wrong-state"
        step(life, name, at(10, 22))
    assert life.give("RecordOutcome", at(10, 22), outcome="stopped").facts.criminal == "dihentikan"


def test_a_step_out_of_order_is_told_what_may_follow() -> None:
    life = referred()
    row = next(row for row in PROCEDURES["triage"].rows if row.name == "RecordCriminalStep")
    command: Any = row.command
    wrong = life.session.carry_out(command(case_id=CASE, step="penuntutan"), Stamp("liaison", at(10, 22)))
    assert isinstance(wrong, Refused)
    assert wrong.code == "wrong-state"
    assert "kajian-pidana" in wrong.detail
    assert "stopped" in wrong.detail
    assert life.refused("RecordCriminalStep", at(10, 22), step="no-step") == "invalid-input"
    assert life.refused("ReferToGakkumdu", at(10, 22), act="PID-188") == "conflict"
    assert life.refused("ReferToGakkumdu", at(10, 22), act="KE-04") == "conflict", "whatever the act"


def test_a_crime_alone_goes_on_when_the_study_ends() -> None:
    life = referred()
    assert life.give("DiscontinueStudy", at(10, 21), reason="no-violation").state == "K91"
    concluded: Any = life.session.written[-1].data
    assert concluded.outcome == "crime"
    step(life, "kajian-pidana", at(10, 22))
    step(life, "pembahasan-2", at(10, 22))
    assert step(life, "penyidikan", at(10, 22)) == [("penyidikan@1", date(2024, 11, 11))]
    assert life.refused("ReferToGakkumdu", at(10, 22), act="PID-188") == "wrong-state"


def test_what_was_never_referred_has_no_line() -> None:
    life = Life("triage")
    life.give("QueueStudy")
    assert life.refused("ReferToGakkumdu", act="PID-188") == "wrong-state", "it is being studied first"
    life.give("BeginStudy")
    assert life.refused("RecordCriminalStep", step="kajian-pidana") == "wrong-state"
    assert life.refused("RecordOutcome", outcome="stopped") == "wrong-state"


def test_policy_leads_from_the_referral_to_every_step_and_from_every_step_to_an_end() -> None:
    steps = list(RULES.criminal)
    (first,) = [one.id for one in steps if not one.after]
    reached, ending = {first}, {one.id for one in steps if one.outcome}
    for _ in steps:
        reached |= {one.id for one in steps if reached & {*one.after}}
        ending |= {before for one in steps if one.id in ending for before in one.after}
    assert reached == ending == {one.id for one in steps}


CRIMINAL = {"ReferToGakkumdu", "RecordCriminalStep", "RecordOutcome"}


def told(life: Life, name: str, when: datetime, actor: str, **fields: object) -> object:
    """A step that an officer dates."""
    model: Any = next(row.command for row in PROCEDURES["triage"].rows if row.name == name)
    return life.session.carry_out(model(case_id=CASE, **fields), Stamp(actor, when, told=True))


def test_a_late_record_of_the_criminal_line_bars_no_step_of_the_case_dated_before_it() -> None:
    life = referred()
    life.give("ForwardToBkn", at(10, 21), actor="analyst")
    assert isinstance(told(life, "RecordCriminalStep", at(11, 8), "liaison", step="kajian-pidana"), Change)
    assert "DeadlineMissed" not in life.types, "what is noted of one line waits for its own next step"
    assert isinstance(told(life, "VerifyReport", at(10, 28), "verifier"), Change)
    assert isinstance(told(life, "RecordCriminalStep", at(11, 9), "liaison", step="pembahasan-2"), Change)
    assert isinstance(told(life, "ValidateReport", at(10, 30), "validator"), Change)
    assert "DeadlineMissed" not in life.types, "each step of the case was in time"


def test_nor_does_a_step_of_the_case_bar_one_of_the_criminal_line() -> None:
    life = referred()
    life.give("ForwardToBkn", at(10, 21), actor="analyst")
    life.give("VerifyReport", at(10, 28), actor="verifier")
    assert isinstance(told(life, "RecordCriminalStep", at(10, 22), "liaison", step="kajian-pidana"), Change)


def test_neither_line_is_dated_before_its_own_last_step_or_the_referral() -> None:
    life = referred()
    life.give("RecordCriminalStep", at(10, 25), step="kajian-pidana")
    for name, when, fields in (
        ("RecordCriminalStep", at(10, 24), {"step": "pembahasan-2"}),
        ("ForwardToBkn", at(10, 20), {}),
    ):
        answer = told(life, name, when, "analyst", **fields)
        assert isinstance(answer, Refused)
        assert answer.code == "invalid-input"
    life.give("ForwardToBkn", at(10, 28), actor="analyst")
    assert isinstance(told(life, "VerifyReport", at(10, 26), "verifier"), Refused)


NAMES = [row.name for row in PROCEDURES["triage"].rows if row.name not in {"NoteApproaching", "NoteOver"}]
MAIN = [name for name in NAMES if name not in CRIMINAL]
OFTEN = [*MAIN, *MAIN, *(8 * sorted(CRIMINAL))]
Pick = tuple[str, int, int]
picks = st.lists(
    st.tuples(st.sampled_from(OFTEN), st.integers(0, 99), st.integers(0, 3)),
    min_size=20,
    max_size=60,
)


def play(picks: list[Pick]) -> list[Written]:
    """These steps of both lines, each some days after the one before it."""
    ids, now = count(1), at(10, 7)
    session = Session(PROCEDURES["triage"], lambda: UUID(int=1000 + next(ids)), now)
    rows = {row.name: row for row in PROCEDURES["triage"].rows}
    steps, outcomes = sorted(RULES.criminal.ids), ("stopped", "acquitted", "convicted")
    for name, number, days in [("QueueStudy", 0, 0), ("BeginStudy", 0, 0), *picks]:
        now += timedelta(days=days, seconds=1)
        case = session.cases.get(CASE)
        if case and case.due and case.due.until <= now:  # as the sweep would, whoever comes next
            note = NoteOver(case_id=CASE, limit=case.due.limit, on=case.due.on)
            session.carry_out(note, Stamp("service:triage", case.due.until))
        if name == "":
            continue
        values = {**VALUES, "step": steps[number % len(steps)], "outcome": outcomes[number % 3],
                  "act": "PID-188", "absorbed": UUID(int=9), "master": UUID(int=9),
                  "effective_on": date(2024, 10, 1)}  # fmt: skip
        model: Any = rows[name].command
        command = model(
            case_id=CASE, **{field: values[field] for field in model.model_fields if field in values}
        )
        session.carry_out(command, Stamp(f"officer-{number % 3}", now))
    return session.written


def of_the_main_line(written: list[Written]) -> list[tuple[Any, ...]]:
    """Its events, with what runs for its way; without what runs beside, and what is noted about that."""
    found: list[tuple[Any, ...]] = []
    beside: set[str] = set()
    for one in written:
        data: Any = one.data
        if "Criminal" in one.event.type:
            assert data.state == data.state_from
        elif getattr(data, "limit", None) not in beside:
            told = data.model_dump(exclude={"beside"})
            found.append((one.event.type, one.event.actor, one.event.occurred_at, told))
        beside |= {due.limit for due in data.beside or ()}
    return found


@settings(max_examples=60, deadline=None)
@given(picks=picks)
def test_the_main_line_is_the_same_with_and_without_the_criminal_one(picks: list[Pick]) -> None:
    without = [("", 0, days) if name in CRIMINAL else (name, number, days) for name, number, days in picks]
    both, alone = of_the_main_line(play(picks)), of_the_main_line(play(without))
    crime_alone = [one for one in both if one[3].get("outcome") == "crime"]
    for one in crime_alone:  # the one word that says why the study ended: no act of a civil servant, a crime
        one[3]["outcome"] = "no-violation"
    assert both == alone
