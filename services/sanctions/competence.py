"""Who may decide a case, what type of sanction fits it, and what its decision needs besides. Pure.

The power to punish and what a decision needs go by the day of the step (PP 94/2021; authorities.yaml,
conditions.yaml). Nobody is left without somebody competent: where nobody is there, or has a conflict of
interest, the next higher decides.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from services.sanctions.commands import IssueDecision, SanctionsFacts, UponWhom
from services.sanctions.standing import Standing
from shared.case import Case, Cases, Decision, Refused, Step
from shared.policy import Policy
from shared.policy.authorities import Authority, Condition
from shared.policy.instruments import cited
from shared.policy.sanctions import Sanction, applicable

POSITION_UNKNOWN = Refused(
    "position-unknown",
    "who may decide follows from the respondent's standing: give respondent_type, position and tier",
)


class Decider(NamedTuple):
    """An authority that may decide, and what its decision needs besides."""

    authority: Authority
    needs: tuple[Condition, ...]


class Competence:
    """The policy's powers to punish, as sanctions asks for them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def types(self, standing: Standing, level: str, day: date) -> tuple[Sanction, ...]:
        """The types of a level that may be imposed on such a person on that day, the lightest first."""
        respondent = standing.respondent_type or ""
        fitting = applicable(self._policy.sanctions, day, respondent, standing.position)
        return tuple(one for one in fitting if one.level == level)

    def deciders(
        self,
        standing: Standing,
        imposed: str,
        day: date,
        barred: Collection[str] = (),
        vacant: Collection[str] = (),
    ) -> tuple[Decider, ...]:
        """Who may impose it, the one to propose first; none where the standing is not known, else never.

        `barred` have a conflict of interest, and are told so in the case; `vacant` are not there.
        """
        asked = standing.asked(imposed)
        if asked is None:
            return ()
        usual = {one.id for one in self._policy.competent(asked, day, barred)}
        found = self._policy.competent(asked, day, {*barred, *vacant})
        return tuple(self._decider(standing, imposed, day, one, one.id in usual) for one in found)

    def _decider(
        self, standing: Standing, imposed: str, day: date, authority: Authority, usual: bool
    ) -> Decider:
        asked = standing.asked(imposed, *(() if usual else ("vacant",)))
        return Decider(authority, self._policy.needed(asked, day, authority.id) if asked else ())

    def standing_fits(self, command: UponWhom, _cases: Cases, _step: Step) -> Decision | None:
        """The respondent is of a kind that is within the procedure."""
        inside = [one.id for one in self._policy.respondents if one.scope == "inside"]
        if command.respondent_type is not None and command.respondent_type not in inside:
            return Refused("invalid-input", f"body.respondent_type is none of: {', '.join(inside)}")
        return None

    def type_fits(self, command: IssueDecision, cases: Cases, step: Step) -> Decision | None:
        """The type of sanction is one of the decided level, in force, and fits upon whom it is imposed."""
        if command.sanction not in self._policy.sanctions:
            return Refused("invalid-input", "body.sanction is no type of sanctions.yaml")
        case = awaiting(cases, command)
        if case is None:
            return None
        standing, day = case.facts.standing.corrected(command), self._day(case, step)
        if standing.asked(command.sanction) is None:
            return POSITION_UNKNOWN
        fitting = [one.id for one in self.types(standing, command.level, day)]
        if command.sanction not in fitting:
            detail = (
                f"{command.sanction} may not be imposed as {command.level} on {_words(standing)} on {day}:"
                f" choose one of: {', '.join(fitting)}"
            )
            return Refused("sanction-does-not-fit", detail)
        return None

    def may_decide(self, command: IssueDecision, cases: Cases, step: Step) -> Decision | None:
        """The authority may impose it, and what its decision needs lies with it."""
        known = self._policy.authorities
        named = {"authority": (command.authority,), "vacant": command.vacant}
        for field, ids in named.items():
            if wrong := [id for id in ids if id not in known]:
                return Refused("invalid-input", f"body.{field}: no authority of policy: {', '.join(wrong)}")
        if wrong := [id for id in command.conditions if id not in self._policy.conditions]:
            return Refused("invalid-input", f"body.conditions: none of policy: {', '.join(wrong)}")
        case = awaiting(cases, command)
        if case is None:
            return None
        facts: SanctionsFacts = case.facts
        standing, day = facts.standing.corrected(command), self._day(case, step)
        deciders = self.deciders(standing, command.sanction, day, facts.barred, command.vacant)
        for decider in deciders:
            if decider.authority.id == command.authority:
                return self._lacks(command, decider, day)
        return self._not_competent(command, standing, deciders, day)

    def _not_competent(
        self, command: IssueDecision, standing: Standing, deciders: Sequence[Decider], day: date
    ) -> Refused:
        who = f"{command.authority} may not impose {command.sanction} on {_words(standing)}"
        return Refused("not-competent", f"{who}; {self.in_words(deciders, day)}")

    def in_words(self, deciders: Sequence[Decider], day: date) -> str:
        """Who is competent, and by what."""
        may = (
            f"{one.authority.id} ({one.authority.indonesian} / {one.authority.english}), by"
            f" {self._basis(one.authority, day)}"
            for one in deciders
        )
        return f"competent is {'; or '.join(may)}"

    def _lacks(self, command: IssueDecision, decider: Decider, day: date) -> Refused | None:
        lacking = [one for one in decider.needs if one.id not in command.conditions]
        if not lacking:
            return None
        needed = "; ".join(
            f"{one.id} ({one.indonesian} / {one.english}), by {self._basis(one, day)}" for one in lacking
        )
        detail = f"a decision of {decider.authority.id} needs besides, named in conditions: {needed}"
        return Refused("approval-needed", detail)

    def _basis(self, entry: Authority | Condition, day: date) -> str:
        return ", ".join(cited(entry.legal_basis, self._policy.instruments, day)) or entry.source

    def _day(self, case: Case[SanctionsFacts], step: Step) -> date:
        return self._policy.calendar.day_at(step.at, case)


def awaiting(cases: Cases, command: IssueDecision) -> Case[SanctionsFacts] | None:
    """The case that awaits this decision; None for one that does not."""
    case = cases.get(command.case_id)
    return case if case and case.state == "K35" else None


def _words(standing: Standing) -> str:
    more = f"; {', '.join(standing.circumstances)}" if standing.circumstances else ""
    return f"a {standing.position} who is {standing.respondent_type} ({standing.tier}{more})"
