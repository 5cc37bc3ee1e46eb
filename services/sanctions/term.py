"""How long a sanction lasts (masa hukuman), and what must be over before it is completed. Pure.

A type with months ends so many months after the day on which the decision takes effect, on the day before
that day of the month (PP 94/2021). The days for which it was in effect before a remedy suspended it count.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.acts import ETHICS
from services.sanctions.commands import PutIntoEffect, SanctionsFacts
from shared.case import Case, Cases, Refused, Step
from shared.contract import Command, EventData
from shared.events import Builder, one, publishing
from shared.policy import Policy
from shared.policy.instruments import cited
from shared.policy.sanctions import Sanction
from shared.policy.workdays import A_DAY

MONTHS = 12  # of a year
OF_DISCIPLINE, IN_PUBLIC = "discipline", "open-statement"
"""As what a decision waits for its effect, as policy says it."""


class Term:
    """When sanctions begin and end."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @publishing(ev.DecisionEffective)
    def in_effect(self, command: PutIntoEffect, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        """The decision takes effect, and its time begins."""
        return one(ev.DecisionEffective, **self.begins(cases[command.case_id], step))(command, cases, step)

    def begins(self, case: Case[SanctionsFacts], step: Step, sanction: str | None = None) -> dict[str, Any]:
        """From when on, and until when, what was decided is in effect, or what a remedy made of it."""
        facts, day = case.facts, self._day(case, step)
        served = self.served(case, step)
        imposed = self._type(sanction, day) if sanction else self._imposed(facts, day)
        ends_on = None
        if imposed is not None and imposed.months is not None:
            ends_on = max(day, last_day(day, imposed.months) - (served or 0) * A_DAY)
        return {"effective_on": day, "ends_on": ends_on, "served": served}

    def served(self, case: Case[SanctionsFacts], step: Step) -> int | None:
        """For how many days it was in effect by now; None where it was not, or nobody counted."""
        facts = case.facts
        if facts.effective_on is None:
            return facts.served
        return (facts.served or 0) + (self._day(case, step) - facts.effective_on).days

    def suspended(self, filed: Builder) -> Builder:
        """What `filed` builds, which suspends the decision; the days of its effect are remembered."""

        @publishing(*filed.publishes)
        def build(command: Command, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
            (about, data), *more = filed(command, cases, step)
            served = self.served(cases[command.case_id], step)
            return [(about, data.model_copy(update={"served": served})), *more]

        return build

    def runs(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Nothing is completed before the last day of its time is over; what has none may be at once."""
        facts, day = case.facts, self._day(case, step)
        if self.over(case, step):
            return None
        imposed = self._imposed(facts, day)
        basis = ", ".join(cited(imposed.legal_basis, self._policy.instruments, day)) if imposed else ""
        rule = f" ({imposed.id}, by {basis or imposed.source})" if imposed else ""
        return Refused("too-early", f"the sanction lasts until the end of {facts.ends_on}{rule}")

    def over(self, case: Case[SanctionsFacts], step: Step) -> bool:
        """Whether the last day is over, or there is none."""
        ends_on = case.facts.ends_on
        return ends_on is None or self._day(case, step) > ends_on

    def waits_as(self, facts: SanctionsFacts) -> str | None:
        """As what a decision that is delivered waits: as one on discipline, or as a statement in public."""
        if facts.decided_in != ETHICS:
            return facts.decided_in and OF_DISCIPLINE
        imposed = self._imposed(facts, facts.decided_on or date.max)
        return IN_PUBLIC if imposed and imposed.public else None

    def _imposed(self, facts: SanctionsFacts, day: date) -> Sanction | None:
        return self._type(facts.sanction, facts.decided_on or day)

    def _type(self, sanction: str | None, day: date) -> Sanction | None:
        return self._policy.sanctions.on_or_first(sanction, day) if sanction else None

    def _day(self, case: Case[SanctionsFacts], step: Step) -> date:
        return self._policy.calendar.day_at(step.at, case)


def last_day(first: date, months: int) -> date:
    """The day before the one so many months later; where that month has no such day, its last one."""
    years, month = divmod(first.month - 1 + months, MONTHS)
    year, month = first.year + years, month + 1
    length = monthrange(year, month)[1]
    return date(year, month, length) if first.day > length else date(year, month, first.day) - A_DAY


def counted(data: EventData) -> dict[str, Any]:
    """What sanctions remembers of the time of a sanction."""
    match data:
        case ev.DecisionEffective() if data.effective_on:
            return {"effective_on": data.effective_on, "ends_on": data.ends_on, "served": data.served}
        case ev.ObjectionFiled() | ev.AppealFiled() | ev.CourtFilingRecorded() if data.served is not None:
            return {"effective_on": None, "ends_on": None, "served": data.served}
        case _:
            return {}
