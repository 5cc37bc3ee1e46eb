"""Repetition (pengulangan): whoever was sanctioned before is sanctioned more heavily than last time. Pure.

PP 94/2021. Every case here is about neutrality in elections, so each breach of discipline is of the same
nature. Only a sanction that took effect counts, never a moral statement nor an annulled decision.
"""

from datetime import date

from services.sanctions.acts import OF_BRANCH, Acts
from services.sanctions.commands import Earlier, IssueDecision, SanctionsFacts
from services.sanctions.competence import Competence, awaiting
from services.sanctions.standing import Standing
from shared.case import Cases, Decision, Refused, Step
from shared.policy import Policy


class Repetition:
    """The guard of the table about repetition."""

    def __init__(self, policy: Policy, acts: Acts, competence: Competence) -> None:
        self._policy = policy
        self._acts = acts
        self._competence = competence

    def is_heavier(self, command: IssueDecision, cases: Cases, step: Step) -> Decision | None:
        """Heavier than the last one, or as heavy as is left; an officer may say why not."""
        case = awaiting(cases, command)
        last = last_of(command, self._policy.calendar.day_at(step.at, case)) if case else None
        if case is None or last is None or command.level in OF_BRANCH["ethics"]:
            return None
        if command.override is not None:
            return None
        facts: SanctionsFacts = case.facts
        standing = facts.standing.corrected(command)
        day = self._policy.calendar.day_at(step.at, case)
        weight = self._weight(last, standing)
        left = self._acts.may_be_decided(facts, day)
        types = sorted(
            (one for level in left for one in self._competence.types(standing, level, day)),
            key=lambda one: one.weight,
        )
        wanted = [one.id for one in types if one.weight > weight] or [one.id for one in types[-1:]]
        if command.sanction in wanted:
            return None
        earlier = f"{last.sanction or last.level} is in effect since {last.effective_on}"
        choose = f"choose one of: {', '.join(wanted)}; or override with a reason"
        return Refused("heavier-needed", f"{earlier}, and repetition is sanctioned more heavily: {choose}")

    def _weight(self, earlier: Earlier, standing: Standing) -> int:
        """Of an earlier type, or of the lightest of its level where the decision named none."""
        known = self._policy.sanctions.on_or_first(earlier.sanction or "", earlier.effective_on)
        if known is not None:
            return known.weight
        types = self._competence.types(standing, earlier.level, earlier.effective_on)
        return types[0].weight if types else 0


def last_of(command: IssueDecision, day: date) -> Earlier | None:
    """The earlier sanction that took effect last, of those that had until the day of the step."""
    until_then = [one for one in command.repetition if one.effective_on <= day]
    return max(until_then, key=_since, default=None)


def _since(earlier: Earlier) -> date:
    return earlier.effective_on
