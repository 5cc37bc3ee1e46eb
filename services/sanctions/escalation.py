"""The escalation (eskalasi) against a PPK that does not follow up, beside the state of the case. Pure.

Source: Perpres 116/2022, Peraturan BKN 1/2023. A warning, the block of personnel services, the report to the
minister, and to the President while KASN was there: each once, after the one before it. Once the PPK acts
nothing further follows and nothing is lifted; its decision, or the end of the case, lifts the block.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.commands import SanctionsFacts
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Command, EventData
from shared.deadlines.limits import measured
from shared.events import Builder, one, place, publishing
from shared.policy import Policy
from shared.policy.institutions import REPORT_TO_PRESIDENT

WARNED, BLOCKED, REPORTED, TO_PRESIDENT = "K80", "K81", "K82", "K83"
FOLLOW_UP, AFTER_WARNING, AFTER_REPORT = "tindak-lanjut-ppk", "teguran-ppk", "laporan-kementerian"
"""The limits of policy after which the next step may be taken."""
OVER_REGIONS = "mendagri"
"""The minister who oversees the heads of regions as PPK."""
WAITS_FOR_PPK = states("K24", "K30")


class WarnPpk(Command):
    """Tegur PPK: the time for its follow-up passed (BKN)."""


class BlockService(Command):
    """Blokir layanan kepegawaian: the time that the warning left passed (BKN)."""


class ReportToMinistry(Command):
    """Laporkan PPK kepada menteri: the block did not help either (BKN)."""

    ministry: Literal["mendagri", "menpanrb"]


class ReportToPresident(Command):
    """Laporkan PPK kepada Presiden (KASN, as long as it was there)."""


class Escalation:
    """The rows of the escalation, each open once the limit before it has passed."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def rows(self) -> list[Transition[Any]]:
        """Its part of the table of transitions."""
        return [
            Transition("WarnPpk", WarnPpk, WAITS_FOR_PPK, STAYS,
                       "teguran-bkn", one(ev.WarningSent, escalation=WARNED), hindrance=self.limit_missed),
            Transition("BlockService", BlockService, WAITS_FOR_PPK, STAYS,
                       "pemblokiran-layanan", one(ev.ServiceBlocked, escalation=BLOCKED),
                       hindrance=self.warned_in_vain),
            Transition("ReportToMinistry", ReportToMinistry, WAITS_FOR_PPK, STAYS,
                       "laporan-menteri", one(ev.MinistryInformed, escalation=REPORTED),
                       self.oversees, hindrance=self.is_blocked),
            Transition("ReportToPresident", ReportToPresident, WAITS_FOR_PPK, STAYS,
                       "laporan-presiden", one(ev.PresidentInformed, escalation=TO_PRESIDENT),
                       hindrance=self.minister_informed_in_vain),
        ]  # fmt: skip

    def limit_missed(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """The PPK's own limit has passed, which is noted by now or with this step; it is warned once."""
        return self._after(case, None, "was warned", FOLLOW_UP, step)

    def warned_in_vain(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """The time that the warning left has passed."""
        return self._after(case, WARNED, "is blocked", AFTER_WARNING, step)

    def oversees(self, command: ReportToMinistry, cases: Cases, _: Step) -> Decision | None:
        """The minister of home affairs oversees regional governments alone."""
        case = cases.get(command.case_id)
        if case and command.ministry == OVER_REGIONS and self._policy.offices.tier(case.office) == "centre":
            detail = f"{case.office} is no regional government: it is reported to menpanrb"
            return Refused("not-competent", f"Mendagri oversees regional heads alone, and {detail}")
        return None

    def is_blocked(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """The minister hears of a PPK whose services are blocked."""
        return _comes_next(case, BLOCKED, "is reported to the minister")

    def minister_informed_in_vain(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """The time after the report to the minister has passed; and only who recommends on that day may."""
        authority = self._policy.recommending_at(step.at)
        if REPORT_TO_PRESIDENT not in authority.functions:
            detail = f"{authority.english} does not report to the President: nobody has since KASN ended"
            return Refused("not-competent", detail)
        return self._after(case, REPORTED, "is reported to the President", AFTER_REPORT, step)

    def _after(
        self, case: Case[SanctionsFacts], last: str | None, what: str, limit: str, step: Step
    ) -> Refused | None:
        """The step before was the last one, and its limit is over."""
        if verdict := _comes_next(case, last, what):
            return verdict
        due = next((one.due for one in case.clocks if self._policy.family(one.due.limit) == limit), None)
        if due is not None and step.at >= due.until:
            return None
        last_day = due.on if due else self._untold(case, limit)
        if last_day is not None and self._policy.calendar.day_at(step.at, case) > last_day:
            return None
        return Refused(
            "limit-runs", f"the PPK's limit {limit} has not passed: it runs until the end of {last_day}"
        )

    def _untold(self, case: Case[SanctionsFacts], limit: str) -> date | None:
        """Where an earlier release took the step before no clock runs: it counts since that was recorded."""
        if limit == FOLLOW_UP:
            return None
        since = self._policy.calendar.day_at(case.changed_at, case)
        terms = self._policy.terms(since, case.facts.contest, case.facts.overrides)
        seat = self._policy.calendar.seat(case.office, case.region)
        return measured(self._policy, limit, since, seat, terms)


def _comes_next(case: Case[SanctionsFacts], last: str | None, what: str) -> Refused | None:
    reached = case.facts.escalation
    if reached == last:
        return None
    if last is None or (reached is not None and reached > last):
        return Refused("conflict", f"the PPK {what} in this case already: it escalated to {reached}")
    return Refused(
        "conflict", f"before the PPK {what} there must be {last}; it escalated to {reached or 'nothing'}"
    )


def lifting(build: Builder) -> Builder:
    """The same events, and if services are blocked, that they are no more (pembukaan blokir)."""

    @publishing(*build.publishes, ev.ServiceUnblocked)
    def built(command: Any, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        events = list(build(command, cases, step))
        case: Case[SanctionsFacts] = cases[command.case_id]
        if case.facts.blocked:
            state = events[-1][1].state
            lifted = ev.ServiceUnblocked(state_from=state, state=state, **place(cases, case.id))
            events.append((case.id, lifted))
        return events

    return built
