"""Random commands never take a case where its stage's table does not lead, and the events rebuild it."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given
from pydantic import BaseModel

from services.intake import domain as intake
from services.notify import domain as notify
from services.sanctions import domain as sanctions
from services.triage import domain as triage
from shared import policy
from shared.case import BACK, STAYS, Case, Procedure, Transition
from shared.contract import Command
from shared.event import GENESIS
from shared.write.session import Change, Session, Stamp
from tests.support.imposed import IMPOSED, TEACHER

RULES = policy.load()
PROCEDURES: list[Procedure[Any]] = [module.procedure(RULES) for module in (intake, triage, sanctions, notify)]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CASES = [UUID(int=n) for n in (1, 2, 3)]
VALUES: dict[str, Any] = {
    "item": "a" * 64,
    "content": "b" * 64,
    "published": None,
    "former": None,
    "receipt": "c" * 64,
    "date_known": date(2026, 11, 20),
    "reachable": True,
    "office": "bawaslu-32.08",
    "region": "32.08",
    "channel": "public",
    "ended_on": date(2026, 11, 20),
    "reason": "late",
    "of": UUID(int=2),
    "evidence": ("video",),
    "parts": (),
    "stage": "triage",
    "progress": "K20",
    "master_version": 1,
    "act": "DS-06",
    "default": "effect-unit",
    "option": "calendar",
    "level": "heavy",
    **TEACHER,
    "circumstances": None,
    **IMPOSED["heavy"],
    "vacant": (),
    "conditions": (),
    "contest": "pilkada-2024",
    "acted_on": date(2024, 10, 1),
    "legal_basis": None,
    "ministry": "mendagri",
    "agency": None,
    "to_agency": "33.18",
    "override": None,
    "origin": "report",
    "hearing": "heard",
    "found_on": date(2026, 11, 20),
    "studied_by": "analyst",
    "verified_by": "verifier",
    "examination_on": date(2026, 12, 1),
    "also": (),
    "repetition": (),
    "corrects": 1,
    "changes": (),
    "told": None,
    "examiner_signed": True,
    "respondent_signed": True,
    "refusal": None,
    "copy_given": True,
    "barred": "ppk",
    "upheld": True,
    "received_on": date(2026, 11, 23),
    "subject": "reporter",
    "kind": "access",
    "notification": UUID(int=9),
    "of_event": UUID(int=10),
    "of_source": "intake",
    "of_version": 1,
    "recipient": "bkn",
    "template": "default",
    "state": "K10",
    "attempts": 1,
    "whom": "witness",
    "effective_on": date(2026, 11, 20),
    "step": "kajian-pidana",
    "outcome": "stopped",
    "ruling": "upheld",
    "ground": None,
    "filed_on": date(2026, 11, 23),
    "none_filed": True,
    "formed_by": "ppk",
    "stayed": False,
    "asn_act": False,
    "ended": "K60",
    "limit": "kajian-awal@1",
    "on": date(2026, 11, 24),
}

Pick = tuple[int, int, int]
picks = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 2), st.integers(0, 2)), max_size=60)


def command_of(row: Transition[Any], case: UUID, other: UUID, at: datetime) -> Command:
    """The row's command about this case, with `other` where it names a second one, and days that fit."""
    days = {"examination_on": (at + timedelta(days=1)).date(), "received_on": at.date()}
    values = {**VALUES, **days, "master": other, "absorbed": other, "of": other}
    fields: type[BaseModel] = row.command
    own = {name: values[name] for name in fields.model_fields if name != "case_id"}
    command: Command = row.command(case_id=case, **own)
    return command


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.stage)
@given(picks=picks)
def test_only_the_table_moves_a_case_and_its_events_rebuild_it(
    procedure: Procedure[Any], picks: list[Pick]
) -> None:
    ids = count(1)
    session = Session(procedure, lambda: UUID(int=1000 + next(ids)), NOW)
    states = set(RULES.states)
    for number, (row_at, case_at, other_at) in enumerate(picks):
        row = procedure.rows[row_at % len(procedure.rows)]
        before = dict(session.cases)
        at = NOW + timedelta(hours=8 * number)
        command = command_of(row, CASES[case_at], CASES[other_at], at)
        result = session.carry_out(command, Stamp("officer", at))
        if not isinstance(result, Change):
            assert session.cases == before
            continue
        held = before.get(command.case_id)
        own = [w for w in result.written if w.event.case_id == command.case_id]
        if own:  # a limit that was over may be noted first
            assert (held.state if held else None) in row.leaves
            assert own[-1].event.legal_basis.partition("@")[0] == row.basis
        assert all(w.case.state in states for w in result.written)
    _rebuilt(procedure, session)


def _rebuilt(procedure: Procedure[Any], session: Session) -> None:
    cases: dict[UUID, Case[Any]] = {}
    chains: dict[UUID, bytes] = {}
    for written in session.written:
        event = written.event
        previous = cases.get(event.case_id)
        assert event.version == (previous.version + 1 if previous else 1)
        assert event.link(chains.get(event.case_id, GENESIS)) == event.chain
        model = type(written.data)
        data = model.read(event.data)
        cases[event.case_id] = procedure.apply(previous, event.case_id, data, event.occurred_at, event.actor)
        chains[event.case_id] = event.chain
    for case_id, case in session.cases.items():
        rebuilt = cases[case_id]
        assert (rebuilt.state, rebuilt.version, rebuilt.facts) == (case.state, case.version, case.facts)
        assert (rebuilt.due, rebuilt.noted) == (case.due, case.noted)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.stage)
def test_every_row_rests_on_a_rule_and_names_known_states(procedure: Procedure[Any]) -> None:
    for row in procedure.rows:
        assert row.basis in RULES.rules
        assert {leaf for leaf in row.leaves if leaf} <= RULES.states.keys()
        assert row.enters in {*RULES.states, STAYS, BACK}
