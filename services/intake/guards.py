"""What keeps a step at the front desk from being taken, as far as the table's states do not say it. Pure."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from services.intake.commands import (
    EstablishFinding,
    IntakeFacts,
    LinkDuplicate,
    LogPreliminaryInfo,
    RegisterCase,
    WithdrawReport,
)
from shared.case import Case, Cases, Decision, Known, Refused, Step
from shared.deadlines.limits import measured
from shared.policy import Policy
from shared.scope import NATIONAL

AT_THE_DESK = frozenset({"K00", "K01", "K02", "K03"})
"""Where a case is before it is registered or has ended."""
HANDED_OVER = frozenset({"K10", "K20"})
"""Where triage owns it: registered, or reported to BKN's SBT."""
BEFORE_REGISTRATION = frozenset({"K01", "K02", "K03"})
"""Where a withdrawn report is closed; information goes on without a reporter, like a registered case."""
ENDED_AT_SANCTIONS = frozenset({"K60", "K93", "K95"})
"""What triage, where it stays in K23, does not see. What ended at triage takes nothing in there."""
MERGED = "K04"
FILING, FINDING = "penyampaian-laporan", "penetapan-temuan"
"""The limits of policy that these steps are measured by."""
LATE = Refused(
    "late",
    "it came after its limit: ConvertToInformation, from which a finding may be established,"
    " is the way on; before its review LapseReport ends it",
)


def known_item(command: LogPreliminaryInfo, cases: Cases, _: Step) -> Decision | None:
    """The same item again changes nothing; another with its id is refused."""
    if command.former in cases:
        return Known()
    case = cases.get(command.case_id)
    if case is None:
        return None
    if case.facts.content == command.content:
        return Known()
    return Refused("conflict", "an item with this id was logged before with other content")


def came_late(case: Case[IntakeFacts], _: Step) -> Refused | None:
    """Only what came after its limit lapses, and no report in time that was merged into it."""
    if case.facts.late is False:
        return Refused("in-time", "the report was handed in before its limit ended")
    return _another_stands(case)


class Found(Protocol):
    """What says when and where an officer found something out."""

    @property
    def found_on(self) -> date: ...  # noqa: D102
    @property
    def region(self) -> str: ...  # noqa: D102
    @property
    def contest(self) -> str | None: ...  # noqa: D102


def found_in_time(policy: Policy) -> Callable[[Found, Cases, Step], Decision | None]:
    """An officer's own finding is established before its limit ends."""

    def guard(command: Found, _: Cases, step: Step) -> Decision | None:
        if elsewhere := _elsewhere(command.contest, command.region, command.found_on, policy):
            return elsewhere
        today = policy.calendar.day_of(step.at, command.region)
        if command.found_on > today:
            return Refused("invalid-input", "body.found_on lies in the future")
        terms = policy.terms(command.found_on, command.contest)
        by = measured(policy, FINDING, command.found_on, command.region, terms)
        if by is not None and today > by:
            return Refused("too-late", f"a finding of that day was to be established by {by}")
        return None

    return guard


def time_is_over(case: Case[IntakeFacts], step: Step) -> Refused | None:
    """Nobody's time to complete a report is cut short, nor does another report end with one not completed."""
    if case.state != "K03":
        return None
    if case.due and step.at < case.due.until:
        return Refused("too-early", f"the reporter has until the end of {case.due.on} to complete it")
    return _another_stands(case)


def not_withdrawn_before(command: WithdrawReport, cases: Cases, _: Step) -> Decision | None:
    """A second withdrawal changes nothing."""
    case = cases.get(command.case_id)
    return Known() if case and case.facts.withdrawn else None


def is_withdrawn(case: Case[IntakeFacts], _: Step) -> Refused | None:
    """Only what its reporter withdrew is closed so."""
    if not case.facts.withdrawn:
        return Refused("conflict", "the reporter has not withdrawn this report")
    return _another_stands(case)


def stands(facts: IntakeFacts) -> bool:
    """Whether a case has a report, its own or one taken in, that came in time and is stood by."""
    return bool(facts.absorbed) or not (facts.withdrawn or facts.late)


def _another_stands(case: Case[IntakeFacts]) -> Refused | None:
    if not case.facts.absorbed:
        return None
    detail = "a report merged into it came in time and was stood by then: convert it to information"
    return Refused("another-stands", detail)


def known_there(policy: Policy) -> Callable[[EstablishFinding, Cases, Step], Decision | None]:
    """Region and contest are ones of policy, and the contest is held there."""

    def guard(command: EstablishFinding, cases: Cases, step: Step) -> Decision | None:
        if command.region not in policy.regions:
            return Refused("invalid-input", "body.region is not a code of a province or regency")
        case = cases.get(command.case_id)
        day = (case and case.facts.known_on) or policy.calendar.day_of(step.at, command.region)
        return _elsewhere(command.contest, command.region, day, policy)

    return guard


def may_merge(command: LinkDuplicate, cases: Cases, _: Step) -> Decision | None:
    """The master is another case that may still take one in."""
    master = cases.get(command.master)
    if command.master == command.case_id:
        return Refused("conflict", "a case cannot be merged into itself")
    if master is None:
        return Refused("invalid-input", "body.master: there is no master case with this id")
    if master.state not in AT_THE_DESK | HANDED_OVER:
        return Refused("conflict", f"the master is in {master.state} and takes no other case in")
    if master.facts.progress == MERGED:
        return Refused("conflict", "the master was merged itself: give the case that it goes on in")
    if master.facts.progress in ENDED_AT_SANCTIONS:
        return Refused("conflict", f"the master has come to {master.facts.progress}: register this by itself")
    if master.facts.withdrawn and master.state in BEFORE_REGISTRATION:
        return Refused("conflict", "the master's reporter withdrew it: it may be closed any time")
    return None


def stood_by(policy: Policy) -> Callable[[Case[IntakeFacts], Step], Refused | None]:
    """What is registered as a report was not withdrawn, and came in time by some contest held there."""

    def hindrance(case: Case[IntakeFacts], step: Step) -> Refused | None:
        if case.facts.withdrawn:
            return Refused("withdrawn", "the reporter withdrew it: close it, or convert it to information")
        if not _late(case, None, policy):
            return None
        day = case.facts.known_on or policy.calendar.day_of(step.at, case.region)
        there = [one.id for one in policy.contests.in_force(day) if one.is_of(case.region)]
        return LATE if all(_late(case, contest, policy) for contest in there) else None

    return hindrance


def timely(policy: Policy) -> Callable[[RegisterCase, Cases, Step], Decision | None]:
    """What is registered as a report came in time, by the contest that it is about."""

    def guard(command: RegisterCase, cases: Cases, step: Step) -> Decision | None:
        case = cases.get(command.case_id)
        region = case.region if case else NATIONAL
        day = (case and case.facts.known_on) or policy.calendar.day_of(step.at, region)
        if case and (elsewhere := _elsewhere(command.contest, region, day, policy)):
            return elsewhere
        return LATE if case and _late(case, command.contest, policy) else None

    return guard


def _late(case: Case[IntakeFacts], contest: str | None, policy: Policy) -> bool:
    """As it was told when it came, but where the officer says that it is about another contest."""
    known, received = case.facts.known_on, case.facts.received_on
    if contest in (None, case.facts.contest) or known is None or received is None:
        return bool(case.facts.late)
    by = measured(policy, FILING, known, case.region, policy.terms(known, contest))
    return by is not None and received > by


def _elsewhere(contest: str | None, region: str, day: date, policy: Policy) -> Refused | None:
    reason = policy.not_held(contest, region, day) if contest else None
    return Refused("invalid-input", f"body.contest is {reason}") if reason else None
