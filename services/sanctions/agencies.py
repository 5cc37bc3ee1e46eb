"""The agency of the respondent (instansi terlapor), whose PPK is competent; and moving a case there. Pure.

Source: PP 94/2021 Pasal 16, UU 5/2014: the PPK of a region's officials is its head, of a ministry's its
minister, wherever the act happened and wherever the official is seconded.
"""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.sanctions import contract as ev
from services.sanctions.commands import IssueRecommendation, SanctionsFacts, UponWhom
from services.sanctions.escalation import lifting
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.events import Hindrance, place, publishing
from shared.policy import Policy
from shared.policy.offices import PPK


class AssignAgency(Command):
    """Alihkan ke PPK instansi terlapor: to the PPK of the agency that the respondent is of (BKN)."""

    to_agency: Annotated[Code, Field(examples=["kemenag"])]
    reason: Reason


class Agencies:
    """Whose PPK a case goes to, and the row that moves one."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._offices = policy.offices

    def row(self, none_is_open: Hindrance) -> Transition[Any]:
        """Its part of the table: until there is a decision, and while no conflict of interest is open."""
        there = ("K30", "K32", "K33", "K34", "K35")
        return Transition("AssignAgency", AssignAgency, states(*there, "K31"), STAYS,
                          "instansi-terlapor", lifting(self.assigned), self.is_another,
                          ways=(*((state,) for state in there), ("K31", "K30")),
                          hindrance=none_is_open)  # fmt: skip

    def office(self, command: IssueRecommendation, case: Case[SanctionsFacts], step: Step) -> str:
        """The office of the PPK to whom the case goes, which `is_of_an_agency` let past."""
        office = self._office(command, case, step)
        if office is None:
            raise ValueError("an agency that there is not came past its guard")
        return office

    def is_of_an_agency(self, command: IssueRecommendation, cases: Cases, step: Step) -> Decision | None:
        """The respondent's agency is there, of the tier that is told, and that of a case which lies there."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        office = self._office(command, case, step)
        if office is None:
            return Refused("invalid-input", f"body.agency: {self._unknown(command.agency or case.region)}")
        if self._offices.tier(case.office) and office != case.office:
            detail = f"body.agency: the case lies at {case.office}; assign-agency moves it from K30"
            return Refused("invalid-input", detail)
        return self._is_of_tier(command, office)

    def stays(self, command: UponWhom, cases: Cases, _: Step) -> Decision | None:
        """Whoever corrects the standing does not make another agency's PPK competent."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        tier, own = case.facts.standing.corrected(command).tier, self._offices.tier(case.office)
        if None in (tier, own) or tier == own:
            return None
        detail = f"the case lies at {case.office}, of tier {own}: BKN moves it by assign-agency"
        return Refused("wrong-agency", f"the respondent is of tier {tier}, and {detail}")

    def is_another(self, command: AssignAgency, cases: Cases, step: Step) -> Decision | None:
        """Another agency that is there."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        office = self._offices.ppk(command.to_agency, self._policy.calendar.day_at(step.at, case))
        if office is None:
            return Refused("invalid-input", f"body.to_agency: {self._unknown(command.to_agency)}")
        if office == case.office:
            return Refused("conflict", f"the case lies at {office} already")
        return None

    @publishing(ev.AgencyAssigned, ev.PpkNotified)
    def assigned(self, command: AssignAgency, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        """The new PPK has its whole time, and forms a panel of its own; who is barred above both stays so."""
        case = cases[command.case_id]
        office, facts = f"{PPK}-{command.to_agency}", case.facts
        here = place(cases, case.id) | {"office": office}
        with_a_say = self._offices.with_a_say(office)
        above = [one for one in facts.barred if one in with_a_say and self._offices.of(one, office) == one]
        state = "K30" if case.state == "K31" else case.state
        assigned = ev.AgencyAssigned(
            state_from=step.state_from,
            state=state,
            **here,
            moved_from=case.office,
            tier=self._offices.tier(office),
            still_barred=tuple(above),
            reason=command.reason,
        )
        notified = ev.PpkNotified(state_from=state, state=state, **here)
        return [(case.id, assigned), (case.id, notified)]

    def _office(self, command: IssueRecommendation, case: Case[SanctionsFacts], step: Step) -> str | None:
        lies = case.office if self._offices.tier(case.office) else None
        if command.agency is None and lies:
            return lies
        day = self._policy.calendar.day_of(step.at, case.region)
        return self._offices.ppk(command.agency or case.region, day)

    def _is_of_tier(self, command: IssueRecommendation, office: str) -> Refused | None:
        tier = self._offices.tier(office)
        if command.tier in (None, tier):
            return None
        detail = f"{office} is of tier {tier}: name the respondent's own agency in body.agency"
        return Refused("wrong-agency", f"body.tier says {command.tier}, but {detail}")

    def _unknown(self, agency: str) -> str:
        return f"{agency} is no region, and no agency of agencies.yaml that there is on the day"
