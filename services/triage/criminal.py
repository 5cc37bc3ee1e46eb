"""The criminal line (jalur pidana) of a case: Sentra Gakkumdu, beside a way that it never moves. Pure.

Its steps and their order are policy (criminal.yaml); here stands how they are taken.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.triage import contract as ev
from services.triage.commands import RecordCriminalStep, RecordOutcome, ReferToGakkumdu, TriageFacts
from shared.case import MAIN, STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import EventData
from shared.events import one, publishing
from shared.policy import Policy
from shared.policy.criminal import CriminalStep

CRIMINAL = "criminal"
"""Its steps are dated by themselves; the referral, by the plenary, is a step of the case's way too."""
REFERRED_FROM = states("K11", "K20", "K21", "K22", "K23")
RUNS_IN = REFERRED_FROM | states("K04", "K90", "K91", "K92", "K93", "K94")
"""It goes on where the case was closed at triage, and at whatever stage it is now."""
Events = Sequence[tuple[UUID, EventData]]


class CriminalLine:
    """The rows of the line, each a guard and the event that follows."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def rows(self) -> list[Transition[Any]]:
        """They stay in the state that the case is in; where the line is stands in the facts."""
        return [
            Transition("ReferToGakkumdu", ReferToGakkumdu, REFERRED_FROM, STAYS,
                        "gakkumdu", self._refer, self._is_crime,
                        hindrance=self._was_referred, lines=frozenset({MAIN, CRIMINAL})),
             Transition("RecordCriminalStep", RecordCriminalStep, RUNS_IN, STAYS,
                        "gakkumdu", self._record, self._may_step,
                        hindrance=self._goes_on, lines=frozenset({CRIMINAL})),
             Transition("RecordOutcome", RecordOutcome, RUNS_IN, STAYS,
                        "gakkumdu", self._end, self._may_end,
                        hindrance=self._may_be_over, lines=frozenset({CRIMINAL})),
        ]  # fmt: skip

    @publishing(ev.CriminalReferralMade)
    def _refer(self, command: ReferToGakkumdu, cases: Cases, step: Step) -> Events:
        (first,) = self._following(None, self._day(cases[command.case_id], step))
        return one(ev.CriminalReferralMade, criminal=first.id)(command, cases, step)

    @publishing(ev.CriminalStepRecorded)
    def _record(self, command: RecordCriminalStep, cases: Cases, step: Step) -> Events:
        return one(ev.CriminalStepRecorded, criminal=command.step)(command, cases, step)

    @publishing(ev.CriminalOutcomeRecorded)
    def _end(self, command: RecordOutcome, cases: Cases, step: Step) -> Events:
        end = self._ending(command, cases[command.case_id], step)
        return one(ev.CriminalOutcomeRecorded, criminal=end.id if end else None)(command, cases, step)

    def _is_crime(self, command: ReferToGakkumdu, cases: Cases, step: Step) -> Decision | None:
        """For a crime of the catalogue."""
        case = cases.get(command.case_id)
        if case is None or case.state not in REFERRED_FROM:
            return None
        crimes = sorted({act.id for act in self._policy.catalogue if act.branch == "criminal"})
        if command.act not in crimes:
            return Refused("invalid-input", f"body.act is none of: {', '.join(crimes)}")
        return None

    def _was_referred(self, case: Case[TriageFacts], _: Step) -> Refused | None:
        """Once: what was stopped there is not referred again."""
        if case.facts.criminal is not None:
            return Refused("conflict", f"it was referred before: that line is at {case.facts.criminal}")
        return None

    def _may_step(self, command: RecordCriminalStep, cases: Cases, step: Step) -> Decision | None:
        """Only what follows the step that the line has come to, and no end: that is an outcome."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        if command.step not in self._policy.criminal.ids:
            known = ", ".join(sorted(self._policy.criminal.ids))
            return Refused("invalid-input", f"body.step is none of: {known}")
        following = self._ahead(case, step)
        if command.step not in {each.id for each in following if each.outcome is None}:
            return _out_of_order(case, following)
        return None

    def _goes_on(self, case: Case[TriageFacts], step: Step) -> Refused | None:
        """There is a step that follows, and is no end."""
        following = self._ahead(case, step)
        return None if any(each.outcome is None for each in following) else _out_of_order(case, following)

    def _may_be_over(self, case: Case[TriageFacts], step: Step) -> Refused | None:
        """There is an end that follows, and for one of them nothing is waited for any more."""
        following = self._ahead(case, step)
        ends = [each for each in following if each.outcome is not None]
        if not ends:
            return _out_of_order(case, following)
        waits = [self._waits(case, end, step) for end in ends]
        return None if None in waits else waits[0]

    def _may_end(self, command: RecordOutcome, cases: Cases, step: Step) -> Decision | None:
        """Only where the line may end so, and a judgment not before the time to appeal is over."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        end = self._ending(command, case, step)
        if end is None:
            return _out_of_order(case, self._ahead(case, step))
        return self._waits(case, end, step)

    def _waits(self, case: Case[TriageFacts], end: CriminalStep, step: Step) -> Refused | None:
        for clock in case.beside:
            if self._policy.family(clock.due.limit) == end.awaits and step.at < clock.due.until:
                return Refused("too-early", f"an appeal may be filed until the end of {clock.due.on}")
        return None

    def _ending(self, command: RecordOutcome, case: Case[TriageFacts], step: Step) -> CriminalStep | None:
        return next((each for each in self._ahead(case, step) if each.outcome == command.outcome), None)

    def _ahead(self, case: Case[TriageFacts], step: Step) -> list[CriminalStep]:
        """What may follow where the line of a case is; nothing where it was not referred."""
        at = case.facts.criminal
        return self._following(at, self._day(case, step)) if at else []

    def _following(self, at: str | None, day: date) -> list[CriminalStep]:
        """What may follow a step on that day; before all versions by the earliest."""
        steps = self._policy.criminal
        known = [found for id in steps.ids if (found := steps.on_or_first(id, day))]
        return [each for each in known if (at in each.after if at else not each.after)]

    def _day(self, case: Case[TriageFacts], step: Step) -> date:
        return self._policy.calendar.day_of(step.at, case.region)


def _out_of_order(case: Case[TriageFacts], following: Sequence[CriminalStep]) -> Refused:
    if case.facts.criminal is None:
        return Refused("wrong-state", "this case was not referred to Sentra Gakkumdu: ReferToGakkumdu first")
    allowed = ", ".join(each.outcome or each.id for each in following) or "nothing: it has ended"
    return Refused(
        "wrong-state", f"its criminal line is at {case.facts.criminal}; what may follow: {allowed}"
    )
