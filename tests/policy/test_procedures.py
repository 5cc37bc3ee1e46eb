"""No decision of sanctions' table is reached without what the procedures of policy demand before it."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from shutil import copytree
from typing import Any, get_args
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from deploy.schemas import contracts
from services.sanctions import commands
from services.sanctions.domain import procedure
from shared import policy
from shared.case import STAYS
from shared.policy import FOLDER, Policy
from shared.policy.catalogue import Level
from shared.policy.loading import load
from shared.policy.procedures import due_before
from shared.write.session import Session, Stamp, Written
from tests.promises.test_4_every_transition_is_legal import SELDOM, command_of
from tests.support.imposed import IMPOSED, TEACHER

LAW = policy.load()
TABLE = procedure(LAW)
DECIDED, EFFECTIVE = "sanctions.DecisionIssued", "sanctions.DecisionEffective"
START = datetime(2024, 10, 7, 3, tzinfo=UTC)
CASE, OTHER = UUID(int=1), UUID(int=2)
RECOMMENDED = [
    {"act": "KE-04", "level": "moral", "acted_on": date(2024, 9, 10)},
    {"act": "PD-N2", "level": "medium", "acted_on": date(2024, 10, 1)},
    {"act": "DS-06", "level": "heavy", "acted_on": date(2024, 10, 1)},
    {"act": "DS-05", "level": "ptdh", "acted_on": date(2024, 10, 1)},
]
FITTING = {**TEACHER, "circumstances": (), "vacant": (), "conditions": ()}
DAYS = (0, 1, 2, 9, 40)
LIVES, MOST_LIVES = 60, 3000
Pick = tuple[int, int, int]
picks = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(DAYS)), min_size=5, max_size=40
)


def life(recommended: dict[str, Any], picks: Sequence[Pick]) -> Session:
    """A case from its recommendation on: steps that fit its state, with all kinds of values."""
    ids, now = count(1), START
    session = Session(TABLE, lambda: UUID(int=1000 + next(ids)), START)
    rows = {row.name: row for row in TABLE.rows}
    for name in ("QueueRecommendation", "IssueRecommendation"):
        opening = command_of(rows[name], CASE, OTHER, 0, now.date())
        own = {key: value for key, value in recommended.items() if key in type(opening).model_fields}
        session.carry_out(opening.model_copy(update={**own, "override": None}), Stamp("auditor", now))
    for row_at, number, days in picks:
        now += timedelta(days=days, seconds=1)
        state = session.cases[CASE].state
        fitting = [
            row
            for row in TABLE.rows
            if state in row.leaves
            and (row.enters == STAYS or row.command.__module__ == commands.__name__)
            and (row.name not in SELDOM or number % 6 == 0)
        ]
        if not fitting:
            break
        today = LAW.calendar.day_of(now, "32.08")
        command = command_of(fitting[row_at % len(fitting)], CASE, OTHER, number, today)
        if "level" in type(command).model_fields and number % 4:
            command = command.model_copy(update={"level": recommended["level"]})
        if isinstance(command, commands.IssueDecision) and number % 3:
            command = command.model_copy(update={**FITTING, **IMPOSED[command.level]})
        session.carry_out(command, Stamp("superior", now))
    return session


def decisions(session: Session) -> Iterator[tuple[str, Level, list[str], Written]]:
    """Every decision of a case, and every effect of one: its level, and the events before it."""
    history: list[str] = []
    level: Level | None = None
    for written in session.written:
        event = f"sanctions.{written.event.type}"
        if event == DECIDED:
            level = written.data.level  # type: ignore[attr-defined]
        if event in {DECIDED, EFFECTIVE} and level:
            yield event, level, list(history), written
        history.append(event)


def unlawful(law: Policy, session: Session) -> list[str]:
    """The steps that decisions of this case lack."""
    return [
        f"{level} {event}: {step.english}"
        for event, level, history, written in decisions(session)
        for due in due_before(law.procedures, event, level, "pns", written.event.occurred_at.date())
        for step in due.lacking(history)
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RECOMMENDED), picks)
def test_no_walk_over_the_table_reaches_a_decision_without_its_steps(
    recommended: dict[str, Any], picks: list[Pick]
) -> None:
    assert unlawful(LAW, life(recommended, picks)) == []


def lives(chance: random.Random, most: int = MOST_LIVES) -> Iterator[Session]:
    for number in range(most):
        steps = [(chance.randrange(10**6), chance.randrange(10**6), chance.choice(DAYS)) for _ in range(30)]
        yield life(RECOMMENDED[number % len(RECOMMENDED)], steps)


def test_decisions_of_every_kind_are_reached_and_lawful(chance: random.Random) -> None:
    """A walk that never comes to a decision would prove nothing: it goes on until each was met."""
    wanted = {(DECIDED, "moral"), (DECIDED, "medium"), (DECIDED, "heavy"), (DECIDED, "ptdh")}
    wanted |= {(EFFECTIVE, "moral"), (EFFECTIVE, "heavy")}
    ways = {"sanctions.PanelConcluded", "sanctions.BapSigned", "sanctions.RespondentAbsent"}
    met, went = set[tuple[str, str]](), set[str]()
    for number, session in enumerate(lives(chance)):
        assert unlawful(LAW, session) == []
        for event, level, history, _ in decisions(session):
            met.add((event, level))
            went |= ways.intersection(history)
        if number >= LIVES and wanted <= met and ways <= went:
            return
    assert (wanted - met, ways - went) == (set(), set())


@pytest.mark.parametrize(
    ("id", "stricter"),
    [
        ("disiplin-sedang", "sanctions.ExaminationTeamFormed"),
        ("disiplin-berat", "sanctions.WarningSent"),
        ("ptdh", "sanctions.EthicsPanelFormed"),
        ("etik", "sanctions.BapSigned"),
    ],
)
def test_a_step_that_the_table_does_not_enforce_is_noticed(
    id: str, stricter: str, tmp_path: Path, chance: random.Random
) -> None:
    copy = copytree(FOLDER, tmp_path / "data")
    file = copy / "procedures.yaml"
    before, entry, rest = file.read_text(encoding="utf-8").partition(f"id: {id},")
    step = (
        f"steps: [{{ways: [[{stricter}]], legal_basis: [{{instrument: pp-94-2021, article: stricter}}],"
        " indonesian: Lebih ketat, english: stricter},"
    )
    file.write_text(before + entry + rest.replace("steps: [", step, 1), encoding="utf-8")
    changed = load.__wrapped__(copy)
    assert any("stricter" in fault for session in lives(chance) for fault in unlawful(changed, session))


def test_procedures_name_events_that_exist() -> None:
    events = {f"{contract.source}.{name}" for contract in contracts() for name in contract.events}
    for due in LAW.procedures:
        assert {due.before, *(name for step in due.steps for way in step.ways for name in way)} <= events


@pytest.mark.parametrize("event", [DECIDED, EFFECTIVE])
@pytest.mark.parametrize("level", get_args(Level))
@pytest.mark.parametrize("respondent", ["pns", "cpns", "pppk"])
def test_one_procedure_leads_to_every_decision(event: str, level: Level, respondent: str) -> None:
    assert len(due_before(LAW.procedures, event, level, respondent, date(2024, 10, 1))) == 1
    assert len(due_before(LAW.procedures, event, level, respondent, date(2000, 1, 1))) == 1


SUMMONS, ABSENT = "sanctions.SummonsIssued", "sanctions.RespondentAbsent"
HELD, BAP = "sanctions.ExaminationHeld", "sanctions.BapSigned"
TEAM = "sanctions.ExaminationTeamFormed"


@pytest.mark.parametrize(
    ("level", "history", "lacks"),
    [
        ("light", [SUMMONS, HELD, BAP], 0),
        ("light", [SUMMONS, HELD], 1),
        ("light", [HELD, BAP], 1),
        ("medium", [SUMMONS, ABSENT, SUMMONS, ABSENT], 0),
        ("medium", [SUMMONS, ABSENT, ABSENT], 1),
        ("medium", [SUMMONS, SUMMONS, ABSENT], 1),
        ("medium", [SUMMONS, ABSENT, SUMMONS, HELD, BAP], 0),
        ("heavy", [SUMMONS, TEAM, HELD, BAP], 0),
        ("heavy", [SUMMONS, HELD, TEAM, BAP], 1),
        ("heavy", [SUMMONS, HELD, BAP], 2),
        ("heavy", [SUMMONS, HELD, TEAM, HELD, BAP], 0),
        ("heavy", [SUMMONS, ABSENT, SUMMONS, ABSENT, TEAM], 0),
        ("heavy", [SUMMONS, ABSENT, SUMMONS, ABSENT], 1),
        ("heavy", [], 3),
        ("moral", ["sanctions.EthicsPanelFormed", "sanctions.PanelConcluded"], 0),
        ("moral", ["sanctions.PanelConcluded"], 1),
    ],
)
def test_what_a_case_lacks(level: Level, history: list[str], lacks: int) -> None:
    (due,) = due_before(LAW.procedures, DECIDED, level, "pns", date(2024, 10, 1))
    assert len(due.lacking(history)) == lacks
