"""Linked cases (perkara terkait): one reopened on new evidence, split off a report, or told of again. Pure.

What has ended stays so: new evidence begins a case of its own, with clocks of its own, and both name the
other. A report of several persons, or of acts of several routes, is split in its review: each part goes on by
itself with the time that is left of the same day 0, and its reporter follows all of them under one receipt.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.intake import contract as ev
from services.intake.commands import Contest, IntakeFacts
from services.intake.guards import AT_THE_DESK, found_in_time
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.events import in_turn, place, publishing
from shared.policy import Policy
from shared.scope import NATIONAL

MAY_BE_REOPENED = frozenset({"K91", "K92", "K93", "K95"})
"""Where new evidence begins another case: it ended unproven, or its decision was carried out or revoked."""
MAY_BE_TOLD_OF_AGAIN = MAY_BE_REOPENED | {"K60", "K94"}
REOPENED, SPLIT, AGAIN = "reopened-in", "split-into", "reported-again"
"""What a case says of the other one (`link`)."""
Another = Annotated[UUID, Field(examples=["0193c0de-0000-7000-8000-000000000000"])]
Events = Sequence[tuple[UUID, EventData]]


class _Linked(Command):
    of: Another
    reason: Reason

    @property
    def others(self) -> tuple[UUID, ...]:
        """The case that it is linked to is locked too."""
        return (self.of,)


class ReopenCase(_Linked):
    """Buka kembali sebagai perkara terkait: new evidence about a case that has ended."""

    found_on: date
    region: Code
    evidence: tuple[Code, ...]
    contest: Contest = None


class SplitReport(_Linked):
    """Pisahkan berkas: a further person or act of the report `of` becomes a case of its own."""


class LinkEarlierCase(_Linked):
    """Tautkan dengan perkara terdahulu: this one tells again of a case that is over, and goes on."""


def rows(policy: Policy) -> list[Transition[Any]]:
    """The rows of intake's table for the three steps."""
    return [
        Transition("ReopenCase", ReopenCase, states(None), "K02", "perkara-terkait",
                   _reopened, in_turn(may_be_reopened, has_evidence(policy), found_in_time(policy))),
        Transition("SplitReport", SplitReport, states(None), "K02", "pemisahan-berkas",
                   _split, may_be_split),
        Transition("LinkEarlierCase", LinkEarlierCase, states("K00", "K01", "K02"), STAYS, "perkara-terkait",
                   _told_again, is_over),
    ]  # fmt: skip


def may_be_reopened(command: ReopenCase, cases: Cases, _: Step) -> Decision | None:
    """The other case is of the region, and has ended where new evidence may begin one."""
    of = cases.get(command.of)
    if of is None:
        return Refused("invalid-input", "body.of: there is no case with this id to reopen")
    if of.region not in {NATIONAL, command.region}:
        return Refused("invalid-input", f"body.region: the case is of {of.region}")
    if came_to(of) not in MAY_BE_REOPENED:
        return Refused("conflict", f"the case is in {came_to(of)}: what is new belongs into it, or nowhere")
    return None


def has_evidence(policy: Policy) -> Callable[[ReopenCase, Cases, Step], Decision | None]:
    """Something new is there, of the kinds of evidence that policy names."""

    def guard(command: ReopenCase, _: Cases, step: Step) -> Decision | None:
        day = policy.calendar.day_of(step.at, command.region)
        known = [one.id for one in policy.evidence.in_force(day)]
        if not command.evidence or set(command.evidence) - set(known):
            return Refused("invalid-input", f"body.evidence: name one or more of {', '.join(known)}")
        return None

    return guard


def may_be_split(command: SplitReport, cases: Cases, _: Step) -> Decision | None:
    """The other case is being reviewed, and its reporter stands by it."""
    of = cases.get(command.of)
    if of is None:
        return Refused("invalid-input", "body.of: there is no report with this id to split")
    if of.state != "K02":
        return Refused("wrong-state", f"a report is split in its review (K02); this case is in {of.state}")
    if of.facts.withdrawn:
        return Refused("withdrawn", "the reporter withdrew it: close it, or convert it to information")
    return None


def is_over(command: LinkEarlierCase, cases: Cases, _: Step) -> Decision | None:
    """The other case is another one and takes no report in any more: else this one is merged into it."""
    of = cases.get(command.of)
    if command.of == command.case_id:
        return Refused("conflict", "a case cannot be linked with itself")
    if of is None:
        return Refused("invalid-input", "body.of: there is no earlier case with this id")
    if came_to(of) not in MAY_BE_TOLD_OF_AGAIN:
        return Refused("conflict", f"that case is in {came_to(of)}, and not over: merge this one into it")
    return None


def came_to(case: Case[IntakeFacts]) -> str:
    """Where a case is, here or at a later stage."""
    return case.state if case.state in AT_THE_DESK else (case.facts.progress or case.state)


@publishing(ev.CaseReopened, ev.CaseLinked)
def _reopened(command: ReopenCase, cases: Cases, step: Step) -> Events:
    of = cases[command.of]
    data = ev.CaseReopened(
        state_from=None,
        state=step.state,
        office=f"bawaslu-{command.region}",
        region=command.region,
        channel="bawaslu",
        of=of.id,
        ended_in=came_to(of),
        reason=command.reason,
        evidence=command.evidence,
        found_on=command.found_on,
        contest=command.contest or of.facts.contest,
    )
    return [(command.case_id, data), _noted(cases, of.id, command.case_id, REOPENED, command.reason)]


@publishing(ev.CaseSplitOff, ev.CaseLinked)
def _split(command: SplitReport, cases: Cases, step: Step) -> Events:
    """The limit that runs for the report runs for its part too: of the same day 0, to the same last day."""
    of = cases[command.of]
    data = ev.CaseSplitOff(
        state_from=None,
        state=step.state,
        **place(cases, of.id),
        due=of.due,
        of=of.id,
        reason=command.reason,
        date_known=of.facts.known_on,
        received_on=of.facts.received_on,
        late=of.facts.late,
        contest=of.facts.contest,
        merged=of.facts.absorbed or None,
    )
    return [(command.case_id, data), _noted(cases, of.id, command.case_id, SPLIT, command.reason)]


@publishing(ev.CaseLinked)
def _told_again(command: LinkEarlierCase, cases: Cases, _: Step) -> Events:
    own, of, reason = command.case_id, command.of, command.reason
    return [_noted(cases, own, of, "tells-again-of", reason), _noted(cases, of, own, AGAIN, reason)]


def _noted(cases: Cases, about: UUID, other: UUID, link: str, reason: Reason) -> tuple[UUID, EventData]:
    """What a case notes of the other one; it stays where it is."""
    state, here = cases[about].state, place(cases, about)
    return about, ev.CaseLinked(state_from=state, state=state, **here, other=other, link=link, reason=reason)


def goes_on_in(facts: IntakeFacts, data: ev.CaseLinked) -> tuple[UUID, ...]:
    """The cases in which a reporter sees this one go on, after one more link."""
    return (*facts.linked, data.other) if data.link in {REOPENED, SPLIT} else facts.linked
