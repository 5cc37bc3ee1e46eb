"""A superior's own duty to act (kewajiban atasan), which waits for no recommendation. Pure.

Source: PP 94/2021 Pasal 26: discipline is no matter of complaint, and a superior who learns of a breach
summons for it. That begins a case, or takes one out of the drafting of its recommendation (K23), of which
none is issued any more. It says of the act what a recommendation says, and the first summons goes with it: no
step is left out.
"""

from collections.abc import Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from pydantic import Field

from services.sanctions import contract as ev
from services.sanctions.acts import ETHICS, Acts, branch_of
from services.sanctions.agencies import Agencies
from services.sanctions.commands import APART, IssueRecommendation, IssueSummons, SanctionsFacts
from services.sanctions.several import alleged, several_fit
from shared.case import Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Code, EventData
from shared.events import Guard, in_turn, publishing
from shared.policy import Policy
from shared.policy.offices import PPK


class OpenByDuty(IssueRecommendation, IssueSummons):
    """Tindak lanjuti atas kewajiban atasan: in a new case, or in one that waits for a recommendation."""

    region: Code = Field(examples=["32.08"])


class Duty:
    """Its row."""

    def __init__(
        self, policy: Policy, acts: Acts, agencies: Agencies, standing_fits: Guard, summons_fits: Guard
    ) -> None:
        self._policy = policy
        self._acts = acts
        self._agencies = agencies
        self._summons_fits = summons_fits
        self._standing_fits = standing_fits

    def row(self) -> Transition[Any]:
        """Its part of the table of transitions."""
        fits = (
            self._acts.act_fits,
            several_fit(self._acts),
            self._standing_fits,
            self._agencies.is_of_an_agency,
            self._summons_fits,
        )
        return Transition("OpenByDuty", OpenByDuty, states(None, "K23"), "K32", "kewajiban-atasan",
                          self.opened,
                          in_turn(self.is_of_the_region, self.is_discipline, *map(_weighed_here, fits)),
                          APART)  # fmt: skip

    def is_of_the_region(self, command: OpenByDuty, cases: Cases, _: Step) -> Decision | None:
        """The region is one of policy, and that of a case which is there already."""
        case = cases.get(command.case_id)
        if command.region not in self._policy.regions:
            return Refused("invalid-input", "body.region is not a code of a province or regency")
        if case and case.region != command.region:
            return Refused("invalid-input", f"body.region: this case is of {case.region}")
        return None

    def is_discipline(self, command: OpenByDuty, _cases: Cases, _step: Step) -> Decision | None:
        """A superior's own duty is about discipline; a breach of ethics needs a panel."""
        if branch_of(command.act) == ETHICS:
            detail = f"{command.act} is a breach of ethics, which a panel examines: have it recommended"
            return Refused("wrong-branch", detail)
        return None

    @publishing(ev.DutyOpened, ev.SummonsIssued)
    def opened(self, command: OpenByDuty, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        """The case lies at the PPK of the respondent's agency, as after a recommendation."""
        case = _as_it_waits(command, cases, step)
        today = self._policy.calendar.day_of(step.at, case.region)
        office = self._agencies.office(command, case, step)
        here = {"office": office, "region": case.region, "channel": case.channel}
        opened = ev.DutyOpened(
            state_from=step.state_from,
            state=step.state,
            **here,
            **alleged(command, self._acts.weigh_all(command, case, today)),
        )
        summons = ev.SummonsIssued(
            state_from=step.state,
            state=step.state,
            **here,
            examination_on=command.examination_on,
            number=1,
            reason=command.reason,
        )
        return [(case.id, opened), (case.id, summons)]


def _weighed_here(guard: Guard) -> Guard:
    """A guard that sees a case which begins with this step as if it had waited for a recommendation."""

    @wraps(guard)
    def asked(command: OpenByDuty, cases: Cases, step: Step) -> Decision | None:
        return guard(command, {command.case_id: _as_it_waits(command, cases, step)}, step)

    return asked


def _as_it_waits(command: OpenByDuty, cases: Cases, step: Step) -> Case[SanctionsFacts]:
    """The case as one that waits for a recommendation, at the PPK by whose clocks its days then end."""
    office, case = f"{PPK}-{command.agency or command.region}", cases.get(command.case_id)
    if case is not None:
        return case._replace(office=office)
    return Case(
        command.case_id,
        0,
        b"",
        "K23",
        office,
        command.region,
        ev.BY_DUTY,
        step.at,
        step.at,
        SanctionsFacts(),
    )
