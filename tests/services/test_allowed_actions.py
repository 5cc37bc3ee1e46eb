"""What is told of the next steps is what happens when somebody takes them."""

from typing import Any

import pytest

from shared.case import Case, Known, Procedure, Refused, Transition
from tests.services.test_every_transition import Node, commands, others, walk
from tests.support.life import CASE, PROCEDURES, RULES

OF_FIELDS: dict[str, set[str]] = {
    "Correct": {"not-told-again", "lasting", "separation-of-duties", "conflict", "too-early"},
    "OverrideDefault": {"not-in-a-case", "wrong-state"},
    "RecordCriminalStep": {"wrong-state"},
    "RecordOutcome": {"wrong-state", "too-early"},
    "LapseStudy": {"forward-first"},
    "DeclareConflict": {"conflict"},
    "IssueDecision": {"level-does-not-fit", "not-competent", "team-needed"},
    "DecideNotProven": {"not-competent"},
    "GrantDataRequest": {"conflict", "legal-hold"},
    "RefuseDataRequest": {"conflict"},
    "LiftRestriction": {"conflict"},
    "AssignAgency": {"conflict"},
    "FormEthicsPanel": {"not-competent"},
    "RecordCourtFiling": {"conflict"},
    "CompleteSanction": {"confirmation-needed"},
    "DisputeRecommendation": {"not-competent"},
    "FormExaminationTeam": {"not-competent"},
    "DecideObjection": {"not-competent"},
    "AnswerAppeal": {"not-competent"},
    "RevokeDecision": {"not-competent"},
}
"""What a step with nothing missing is still refused for: what its command says, beside invalid input."""
STRANGER = "somebody-else"
NEVER = {"ReportToPresident"}
"""Nobody takes it since KASN ended, and the walk begins later."""


def by_people(stage: str, procedure: Procedure[Any]) -> dict[str, Transition[Any]]:
    table = RULES.permissions(stage)
    return {row.name: row for row in procedure.rows if table[row.name].by_people and row.leaves != {None}}


def reached(procedure: Procedure[Any]) -> list[Node]:
    """The cases that a walk comes to, one of those for which the same steps are open and hindered alike."""
    found = {told_by(procedure, after): after for _, _, after in walk(procedure)}
    return list(found.values())


def told_by(procedure: Procedure[Any], node: Node) -> object:
    assert node.case is not None
    actions = procedure.actions(node.case, node.at, STRANGER)
    return node.case.state, tuple((one.row.name, one.missing[:1] and one.missing[0].code) for one in actions)


def actors(case: Case[Any]) -> list[str]:
    return [STRANGER, *sorted(set(case.facts.by.values()))]


@pytest.mark.parametrize("stage", list(PROCEDURES))
def test_a_step_is_refused_for_what_is_missing_and_else_for_its_fields_alone(stage: str) -> None:
    procedure = PROCEDURES[stage]
    people, known = by_people(stage, procedure), others(procedure)
    wrong: dict[tuple[str, str], str] = {}
    free: set[str] = set()
    hindered: set[str] = set()
    for node in reached(procedure):
        case = node.case
        assert case is not None
        for actor in actors(case):
            shown = {one.row.name for one in procedure.actions(case, node.at, actor)}
            assert shown == {row.name for row in procedure.rows if case.state in row.leaves}
            for row in (people[name] for name in sorted(shown & people.keys())):
                for command, at in commands(procedure, row, node):
                    (action,) = [one for one in procedure.actions(case, at, actor) if one.row is row]
                    verdict = procedure.decide(command, known | {CASE: case}, actor, at)
                    refused = verdict.code if isinstance(verdict, Refused) else None
                    told = f"{row.name} in {case.state} by {actor}: {verdict}"
                    if action.missing:
                        hindered.add(row.name)
                        same = isinstance(verdict, Known) or refused == action.missing[0].code
                        if not same:
                            wrong[row.name, f"missing {action.missing[0].code}"] = told
                    else:
                        free.add(row.name)
                        allowed = {None, "invalid-input"} | OF_FIELDS.get(row.name, set())
                        if refused not in allowed:
                            wrong[row.name, str(refused)] = told
    assert not wrong, "\n".join(wrong.values())
    assert free == people.keys() - NEVER, "each is open in some case"
    assert {row.name for row in people.values() if row.apart} <= hindered
