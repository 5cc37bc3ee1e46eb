"""The ethics panel (Majelis Kode Etik): who forms it, and what of it is remembered. Pure.

Source: PP 42/2004. It is formed by whoever declares the moral statement: the PPK, for a Sekda of a regency or
city the Gubernur, of a province Mendagri; where that one is barred the next above (authorities.yaml).
"""

from collections.abc import Sequence
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.acts import OF_BRANCH
from services.sanctions.commands import FormEthicsPanel
from services.sanctions.competence import POSITION_UNKNOWN, Competence
from shared.case import Cases, Decision, Refused, Step
from shared.contract import EventData
from shared.events import one, publishing
from shared.policy import Policy


class Panel:
    """What the table asks of the forming of a panel."""

    def __init__(self, policy: Policy, competence: Competence) -> None:
        self._policy = policy
        self._competence = competence

    def may_form(self, command: FormEthicsPanel, cases: Cases, step: Step) -> Decision | None:
        """Whoever may declare the moral statement that the panel may advise."""
        if command.formed_by not in self._policy.authorities:
            return Refused("invalid-input", "body.formed_by is no authority of policy")
        case = cases.get(command.case_id)
        if case is None or case.state not in {"K24", "K30"}:
            return None
        standing = case.facts.standing.corrected(command)
        day = self._policy.calendar.day_at(step.at, case)
        (level,) = OF_BRANCH["ethics"]
        deciders = self._competence.deciders(standing, level, day, case.facts.barred)
        if not deciders:
            return POSITION_UNKNOWN
        if command.formed_by in {one.authority.id for one in deciders}:
            return None
        may = self._competence.in_words(deciders, day)
        return Refused("not-competent", f"{command.formed_by} forms no panel for this respondent; {may}")

    @publishing(ev.EthicsPanelFormed)
    def formed(self, command: FormEthicsPanel, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        """The panel is there, and upon whom it sits is known."""
        standing = cases[command.case_id].facts.standing.corrected(command)
        return one(ev.EthicsPanelFormed, **vars(standing))(command, cases, step)
