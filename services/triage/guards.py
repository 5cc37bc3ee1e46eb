"""What keeps a step at triage from being taken, as far as the table's states do not say it. Pure."""

from collections.abc import Callable

from services.triage.commands import AnswerDuplicate, ConfirmStatusLoss, LapseStudy, TriageFacts
from shared.case import Case, Cases, Decision, Refused, Step
from shared.outcome import Await
from shared.policy import Policy


def master_is_here(command: AnswerDuplicate, cases: Cases, _: Step) -> Decision | None:
    """The merger may overtake the master's registration, which travels in another partition."""
    if command.case_id in cases:
        return None
    return Await("intake", command.case_id, command.master_version)


def time_is_over(case: Case[TriageFacts], step: Step) -> Refused | None:
    """A study lapses only after all of its time, and never where none was counted."""
    if case.due is None:
        return Refused("conflict", "no limit ever ran for this study: forward it, or discontinue it")
    if step.at < case.due.until:
        return Refused("too-early", f"the study has until the end of {case.due.on}")
    return None


def no_asn_act(command: LapseStudy, cases: Cases, _: Step) -> Decision | None:
    """What a civil servant is alleged to have done does not lapse with the time to study it."""
    case = cases.get(command.case_id)
    if case and case.state == "K11" and command.asn_act:
        detail = "an act of a civil servant is alleged, and no time ends that duty: give ForwardToBkn instead"
        return Refused("forward-first", detail)
    return None


def may_be_extended(case: Case[TriageFacts], step: Step) -> Refused | None:
    """Once, and asked for before the time of the study is over."""
    if case.facts.extended:
        return Refused("conflict", "the study was extended before, and there is one extension")
    if case.due is None or case.due.since is None:
        return Refused("conflict", "it is not known from what day on this study was counted")
    if step.at >= case.due.until:
        return Refused("too-late", f"the time of the study was over with the end of {case.due.on}")
    return None


def is_effective(policy: Policy) -> Callable[[ConfirmStatusLoss, Cases, Step], Decision | None]:
    """The decision that ended the status counts already: nothing falls by a resignation that is pending."""

    def guard(command: ConfirmStatusLoss, cases: Cases, step: Step) -> Decision | None:
        case = cases.get(command.case_id)
        if case and command.effective_on > policy.calendar.day_of(step.at, case.region):
            return Refused("too-early", f"the decision is not in effect before {command.effective_on}")
        return None

    return guard
