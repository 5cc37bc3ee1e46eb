"""No case is ever left with nobody competent: in no state, whoever is barred, of whatever agency.

Somebody is competent whom the guards let take a step, for whom an office acts, in a role that may and that
knows of the case. Asked of every state that a walk over the whole table reaches.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, combinations, product
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from services.sanctions.commands import SanctionsFacts
from services.sanctions.competence import Competence
from services.sanctions.conflicts import OPEN
from services.sanctions.standing import Standing
from shared.case import Case, Refused, Step, Transition
from shared.contract import ACTS_AS
from tests.services.test_every_transition import Node, commands, may_be, walk
from tests.support.imposed import AGENCIES
from tests.support.life import CASE, PROCEDURES, RULES

TABLE = PROCEDURES["sanctions"]
ROWS = {row.name: row for row in TABLE.rows}
ROLES = RULES.permissions("sanctions")
POWERS = Competence(RULES)
HELD_UP = {"not-competent", "conflict-open"}
"""The refusals that say: not by this one, or not yet."""
LOWER = {
    tier: tuple(sorted(RULES.offices.with_a_say(f"ppk-{agency}") - {"presiden"}))
    for tier, agency in AGENCIES.items()
}
"""Those who may be barred: they have a say at an agency of that tier, and somebody is above them."""
HIGHER = {"ppk", "gubernur", "mendagri"}
DECIDE = ("IssueDecision", "FormEthicsPanel")
"""What is decided by whoever may impose; other steps are the PPK's, or taken in its place."""


def subsets(of: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(of, many) for many in range(len(of) + 1))


def of_an_authority(row: Transition[Any]) -> bool:
    return any(ACTS_AS in field.metadata for field in row.command.model_fields.values())


@cache
def reached() -> Mapping[str, Sequence[Node]]:
    """Every case that the walk comes to at a PPK, by its state."""
    found = defaultdict[str, list[Node]](list)

    nodes = {node.known_by: node for _, _, node in walk(TABLE)}
    for node in nodes.values():
        if node.case and RULES.offices.tier(node.case.office) and not RULES.states[node.case.state].final:
            found[node.case.state].append(node)
    return found


def of_an_agency(
    node: Node, tier: str, barred: Sequence[str], conflict: str | None = None
) -> Case[SanctionsFacts]:
    """The case at the PPK of an agency of that tier, with these barred."""
    assert node.case
    facts: SanctionsFacts = node.case.facts
    standing = Standing(respondent_type="pns", position="jf").corrected(facts.standing)
    own = standing.model_copy(update={"tier": tier})
    changed = {"standing": own, "barred": tuple(barred), "conflict": conflict}
    return node.case._replace(office=f"ppk-{AGENCIES[tier]}", facts=facts.model_copy(update=changed))


def acting(row: str, authority: str, case: Case[SanctionsFacts]) -> bool:
    """Whether an office acts for that authority whose officers may take the step and know of the case."""
    office = RULES.offices.of(authority, case.office)
    may = [role for role in ROLES[row].roles if RULES.scope([role], office, None).covers(case.office, "")]
    return bool(may) and authority in RULES.offices.acts_for(office)


def may_take(row: str, node: Node, case: Case[SanctionsFacts]) -> Iterator[str]:
    """The authorities that the guards of a step let take it."""
    if row in DECIDE:
        level = case.facts.level if row == "IssueDecision" else "moral"
        day = RULES.calendar.day_at(node.at, case)
        found = POWERS.deciders(case.facts.standing, level or "moral", day, case.facts.barred)
        yield from (one.authority.id for one in found)
        return
    command, at = next(commands(TABLE, ROWS[row], node))
    (field,) = [name for name, one in type(command).model_fields.items() if ACTS_AS in one.metadata]
    for authority in RULES.authorities.ids:
        asked = command.model_copy(update={field: authority})
        verdict = TABLE.decide(asked, {CASE: case}, "superior", at)
        if not (isinstance(verdict, Refused) and verdict.code in HELD_UP):
            yield authority


def open_to_an_authority(node: Node) -> list[Transition[Any]]:
    """The rows of an authority that nothing hinders there but, it may be, a conflict."""
    assert node.case
    step = Step(node.case.state, node.case.state, "superior", node.at)
    rows = (row for row in TABLE.rows if node.case.state in row.leaves and of_an_authority(row))
    return [row for row in rows if row.name == "DecideConflict" or not row.hindrance(node.case, step)]


def for_each_row(state: str) -> list[Node]:
    """A case in that state for each row of an authority: one in which nothing hinders it."""
    first: dict[str, Node] = {}
    for node in reached()[state]:
        for row in open_to_an_authority(node):
            first.setdefault(row.name, node)
    rows = (row for row in TABLE.rows if state in row.leaves and of_an_authority(row))
    left = {row.name for row in rows if may_be(TABLE, state, row)}
    assert first.keys() == left
    return list({id(node): node for node in first.values()}.values())


def somebody_takes_every_step(node: Node, case: Case[SanctionsFacts]) -> None:
    names = {row.name for row in open_to_an_authority(node)} - {"DecideConflict"}
    if case.facts.conflict is not None:
        names = {"DecideConflict"}
    for name in names:
        may = list(may_take(name, node, case))
        assert any(acting(name, one, case) for one in may), (name, may)
        assert not set(may) & set(case.facts.barred), "nobody barred takes it"


def test_every_state_at_a_ppk_is_reached_and_in_each_a_conflict_may_turn_out() -> None:
    at_a_ppk = {state for state in OPEN if state is not None}
    assert set(reached()) == at_a_ppk
    for state in at_a_ppk:
        for name in ("DeclareConflict", "DecideConflict"):
            assert state in ROWS[name].leaves


@pytest.mark.parametrize("tier", list(AGENCIES))
@pytest.mark.parametrize("state", sorted(one for one in OPEN if one))
def test_whoever_is_barred_somebody_takes_each_step(state: str, tier: str) -> None:
    """Where it is decided whoever it is; elsewhere the PPK and those above, for the others have no step."""
    able = [one for one in LOWER[tier] if state == "K35" or one in HIGHER]
    for node, barred in product(for_each_row(state), list(subsets(able))):
        somebody_takes_every_step(node, of_an_agency(node, tier, barred))
        for conflict in set(able) - set(barred):
            somebody_takes_every_step(node, of_an_agency(node, tier, barred, conflict))


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from(list(AGENCIES)), st.booleans())
def test_in_whatever_way_a_case_came_there(data: st.DataObject, tier: str, declared: bool) -> None:
    barred = data.draw(st.sampled_from(list(subsets(LOWER[tier]))))
    node = data.draw(st.sampled_from([one for found in reached().values() for one in found]))
    left = sorted(set(LOWER[tier]) - set(barred))
    conflict = data.draw(st.sampled_from(left)) if declared and left else None
    somebody_takes_every_step(node, of_an_agency(node, tier, barred, conflict))


def test_the_walk_names_one_who_may_for_each_of_these_steps() -> None:
    assert {row.name for row in TABLE.rows if of_an_authority(row)} == {
        *DECIDE, "DecideConflict", "DecideNotProven", "DecideObjection", "AnswerAppeal", "RevokeDecision",
        "FormExaminationTeam", "DisputeRecommendation",
    }  # fmt: skip
