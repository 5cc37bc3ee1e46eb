"""A conflict of interest of who would decide (konflik kepentingan): the superior official decides. Pure.

UU 30/2014 Pasal 42-45. While a conflict is open nobody decides the case; one that is upheld bars its
authority, and the next above decides instead. It may turn out in every state: a decision of who is barred is
taken back as long as it has no effect, and after that the remedies are decided by the official above.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.commands import (
    APART,
    ByThePpk,
    DecideConflict,
    DecideNotProven,
    DeclareConflict,
    SanctionsFacts,
)
from services.sanctions.competence import Competence
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import EventData
from shared.events import one, place, publishing
from shared.policy import Policy
from shared.policy.offices import PPK

OPEN = states(
    "K24", "K30", "K31", "K32", "K33", "K34", "K35", "K36", "K37", "K50", "K52", "K53", "K60", "K70"
)
"""Where it may turn out, and be decided: from the recommendation until the case has ended."""
TAKEN_BACK = ("K36", "K37")
"""Where a decision has no effect yet."""
NO_DECISION: Mapping[str, Any] = {
    **dict.fromkeys(("decided_in", "decided_on", "decided_by", "delivered", "remedy", "sanction")),
    "waited": False,
}
"""What is remembered no more of a decision that is taken back."""
Events = Sequence[tuple[UUID, EventData]]


class Conflicts:
    """The guards and hindrances of the table about conflicts of interest."""

    def __init__(self, policy: Policy, competence: Competence) -> None:
        self._policy = policy
        self._competence = competence
        self._agency = policy.offices.of_an_agency

    def rows(self) -> list[Transition[Any]]:
        """Its part of the table of transitions."""
        stays = tuple((state,) for state in OPEN)
        return [
            Transition("DeclareConflict", DeclareConflict, OPEN, STAYS,
                       "konflik-kepentingan", self.declared, self.may_be_barred,
                       hindrance=self.one_at_a_time),
            Transition("DecideConflict", DecideConflict, OPEN, STAYS,
                       "konflik-kepentingan", self.decided, self.is_superior, APART | {"ConflictDeclared"},
                       (*stays, *((state, "K35") for state in TAKEN_BACK)), hindrance=self.is_declared),
        ]  # fmt: skip

    def may_be_barred(self, command: DeclareConflict, cases: Cases, step: Step) -> Decision | None:
        """An authority that somebody is above, and that is not barred already."""
        if command.barred not in self._policy.authorities:
            return Refused("invalid-input", "body.barred is no authority of policy")
        case = cases.get(command.case_id)
        if case is None:
            return None
        facts: SanctionsFacts = case.facts
        if command.barred not in self._policy.offices.with_a_say(case.office):
            return Refused(
                "invalid-input", f"body.barred: {command.barred} has no say in a case of {case.office}"
            )
        if not self._above(command.barred, case):
            return Refused("invalid-input", f"body.barred: nobody is above {command.barred}")
        if command.barred in facts.barred:
            return Refused("conflict", f"{command.barred} is barred already")
        return None

    def one_at_a_time(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """Another conflict is declared once that one is decided."""
        if case.facts.conflict is not None:
            return Refused("conflict-open", f"the conflict of {case.facts.conflict} is to be decided first")
        return None

    def is_declared(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """There is a conflict to decide."""
        if case.facts.conflict is None:
            return Refused("conflict", "no conflict of interest is declared that is not decided yet")
        return None

    def is_superior(self, command: DecideConflict, cases: Cases, step: Step) -> Decision | None:
        """The next official above, of those who are not barred themselves."""
        if command.authority not in self._policy.authorities:
            return Refused("invalid-input", "body.authority is no authority of policy")
        case = cases.get(command.case_id)
        conflict = case.facts.conflict if case else None
        if case is None or conflict is None:
            return None
        superiors = self._above(conflict, case)
        if command.authority not in superiors:
            detail = f"the conflict of {conflict} is decided by the official above: {', '.join(superiors)}"
            return Refused("not-competent", detail)
        return None

    def none_is_open(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """Nobody decides before it is clear who may."""
        if case.facts.conflict is not None:
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

    def in_place_of_the_ppk(self, command: ByThePpk, cases: Cases, _: Step) -> Decision | None:
        """No PPK that is barred takes the step; the official above does in its place, and nobody else."""
        if command.authority is not None and command.authority not in self._policy.authorities:
            return Refused("invalid-input", "body.authority is no authority of policy")
        case = cases.get(command.case_id)
        if case is None or (command.authority is None and PPK not in case.facts.barred):
            return None
        facts: SanctionsFacts = case.facts
        return self._named(command, facts, self._above(PPK, case) if PPK in facts.barred else (PPK,))

    @publishing(ev.ConflictDeclared)
    def declared(self, command: DeclareConflict, cases: Cases, step: Step) -> Events:
        """With the office above, which decides it."""
        case = cases[command.case_id]
        superior = self._above(command.barred, case)[0]
        decided_at = self._policy.offices.of(superior, case.office)
        return one(ev.ConflictDeclared, decided_at=decided_at)(command, cases, step)

    @publishing(ev.ConflictDecided)
    def decided(self, command: DecideConflict, cases: Cases, step: Step) -> Events:
        """Upheld, what the barred one decided is taken back as long as it has no effect, and decided anew."""
        case = cases[command.case_id]
        facts: SanctionsFacts = case.facts
        without_effect = case.state in TAKEN_BACK and facts.decided_by == facts.conflict
        taken_back = command.upheld and without_effect
        data = ev.ConflictDecided(
            state_from=step.state_from,
            state="K35" if taken_back else case.state,
            **place(cases, case.id),
            barred=facts.conflict or "",
            authority=command.authority,
            upheld=command.upheld,
            taken_back=taken_back or None,
        )
        return [(case.id, data)]

    def _named(
        self, command: DecideNotProven | ByThePpk, facts: SanctionsFacts, may: Collection[str]
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
