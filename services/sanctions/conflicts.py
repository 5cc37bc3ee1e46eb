"""A conflict of interest of who would decide (konflik kepentingan): the superior official decides. Pure.

UU 30/2014 Pasal 42-45. While a conflict is open nobody decides the case; one that is upheld bars its
authority, and the next above decides instead.
"""

from collections.abc import Collection

from services.sanctions.commands import (
    DecideConflict,
    DecideNotProven,
    DeclareConflict,
    IssueDecision,
    SanctionsFacts,
)
from services.sanctions.competence import Competence
from services.sanctions.remedies import DecideObjection
from shared.case import Case, Cases, Decision, Refused, Step
from shared.policy import Policy
from shared.policy.offices import PPK


class Conflicts:
    """The guards of the table about conflicts of interest."""

    def __init__(self, policy: Policy, competence: Competence) -> None:
        self._policy = policy
        self._competence = competence
        self._agency = policy.offices.of_an_agency

    def may_be_barred(self, command: DeclareConflict, cases: Cases, step: Step) -> Decision | None:
        """An authority that somebody is above, and one conflict at a time."""
        if command.barred not in self._policy.authorities:
            return Refused("invalid-input", "body.barred is no authority of policy")
        case = cases.get(command.case_id)
        if case is None:
            return None
        facts: SanctionsFacts = case.facts
        if not self._above(command.barred, case):
            return Refused("invalid-input", f"body.barred: nobody is above {command.barred}")
        if facts.conflict is not None:
            return Refused("conflict-open", f"the conflict of {facts.conflict} is to be decided first")
        if command.barred in facts.barred:
            return Refused("conflict", f"{command.barred} is barred already")
        return None

    def is_superior(self, command: DecideConflict, cases: Cases, step: Step) -> Decision | None:
        """The next official above, of those who are not barred themselves."""
        if command.authority not in self._policy.authorities:
            return Refused("invalid-input", "body.authority is no authority of policy")
        case = cases.get(command.case_id)
        if case is None:
            return None
        conflict = case.facts.conflict
        if conflict is None:
            return Refused("conflict", "no conflict of interest is declared that is not decided yet")
        superiors = self._above(conflict, case)
        if command.authority not in superiors:
            detail = f"the conflict of {conflict} is decided by the official above: {', '.join(superiors)}"
            return Refused("not-competent", detail)
        return None

    def none_is_open(
        self, command: IssueDecision | DecideNotProven, cases: Cases, step: Step
    ) -> Decision | None:
        """Nobody decides before it is clear who may."""
        case = cases.get(command.case_id)
        if case and case.facts.conflict is not None:
            detail = f"a conflict of interest of {case.facts.conflict} is declared: it is decided first"
            return Refused("conflict-open", detail)
        return None

    def may_acquit(self, command: DecideNotProven, cases: Cases, step: Step) -> Decision | None:
        """Whoever might decide on the recommended level; nobody is named where that is one of the agency."""
        if command.authority is not None and command.authority not in self._policy.authorities:
            return Refused("invalid-input", "body.authority is no authority of policy")
        case = cases.get(command.case_id)
        if case is None:
            return None
        may = self._instead(case, step)
        if command.authority is None and not case.facts.barred and self._agency.intersection(may):
            return None
        return self._named(command, case.facts, may)

    def may_decide_objection(self, command: DecideObjection, cases: Cases, _: Step) -> Decision | None:
        """Nobody barred decides an objection; in the place of the PPK the official above does."""
        if command.authority is not None and command.authority not in self._policy.authorities:
            return Refused("invalid-input", "body.authority is no authority of policy")
        case = cases.get(command.case_id)
        if case is None or (command.authority is None and PPK not in case.facts.barred):
            return None
        facts: SanctionsFacts = case.facts
        return self._named(command, facts, self._above(PPK, case) if PPK in facts.barred else (PPK,))

    def _named(
        self, command: DecideNotProven | DecideObjection, facts: SanctionsFacts, may: Collection[str]
    ) -> Refused | None:
        if command.authority in may:
            return None
        who = ", ".join(facts.barred) or command.authority or PPK
        return Refused("not-competent", f"{who} may not decide; name in authority one of: {', '.join(may)}")

    def _instead(self, case: Case[SanctionsFacts], step: Step) -> Collection[str]:
        """Who may decide on the recommended level; of the agency all where the standing is not known.

        There too the official above stands in for a PPK that is barred.
        """
        facts, day = case.facts, self._policy.calendar.day_at(step.at, case)
        found = self._competence.deciders(facts.standing, facts.level or "", day, facts.barred)
        free = sorted(self._agency - set(facts.barred))
        above = self._above(PPK, case) if PPK in facts.barred else ()
        return [one.authority.id for one in found] or [*free, *above]

    def _above(self, authority: str, case: Case[SanctionsFacts]) -> tuple[str, ...]:
        """The next above, past those barred too; in any tier where none is known, neither from the office."""
        known = self._policy.authorities.latest(authority)
        facts = case.facts
        tier = facts.standing.tier or self._policy.offices.tier(case.office)
        above = {id for at, id in known.above.items() if tier in (None, at)} if known else set()
        free = above - set(facts.barred)
        for id in above - free:
            free |= set(self._above(id, case)) or {id}
        return tuple(sorted(free))
