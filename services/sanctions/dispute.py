"""A PPK that disputes a recommendation (klarifikasi rekomendasi, K24), and the answer to it. Pure.

Once, and in its time, which stands still meanwhile: whole days that passed count. The rest goes on the day
after the answer, or after the time for one if there was none. The PPK may go on by itself all along.
"""

from collections.abc import Sequence
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.commands import ByThePpk, IssueRecommendation, SanctionsFacts
from services.sanctions.escalation import FOLLOW_UP
from shared.case import Case, Cases, Refused, Step
from shared.contract import Command, EventData, Reason
from shared.deadlines.limits import Limits
from shared.deadlines.steps import NoteOver
from shared.events import Builder, one, place, publishing
from shared.policy import Policy

Events = Sequence[tuple[UUID, EventData]]


class DisputeRecommendation(ByThePpk):
    """Minta klarifikasi atas rekomendasi (PPK)."""

    reason: Reason


class AnswerDispute(Command):
    """Jawab klarifikasi PPK: the recommendation stands."""

    reason: Reason


class ChangeRecommendation(IssueRecommendation):
    """Jawab klarifikasi PPK dengan rekomendasi yang diubah."""


class Dispute:
    """The builders and hindrances of its rows."""

    def __init__(self, policy: Policy, limits: Limits) -> None:
        self._policy = policy
        self._limits = limits

    def once_and_in_time(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """A recommendation is disputed once, while the PPK's time runs."""
        if case.facts.disputed:
            return Refused("conflict", "the recommendation of this case was disputed once already")
        if case.due is None or self._policy.family(case.due.limit) != FOLLOW_UP or step.at >= case.due.until:
            return Refused(
                "too-late", "the PPK's own time is over: it may not dispute the recommendation any more"
            )
        return None

    @publishing(ev.RecommendationDisputed)
    def disputed(self, command: DisputeRecommendation, cases: Cases, step: Step) -> Events:
        """The days that are left of the PPK's time are told: with them it goes on."""
        case = cases[command.case_id]
        left = self._limits.left(case.due, case.office, case.region, step.at) if case.due else None
        data = ev.RecommendationDisputed(
            state_from=step.state_from,
            state=step.state,
            **place(cases, case.id),
            reason=command.reason,
            days_left=left,
            authority=command.authority,
        )
        return [(case.id, data)]

    @publishing(ev.DisputeAnswered)
    def answered(self, command: AnswerDispute, cases: Cases, step: Step) -> Events:
        """The recommendation stands, and the PPK's time goes on, if it does not already."""
        case = cases[command.case_id]
        return [(case.id, self._answer(case, step.state_from, step, "upheld", command.reason))]

    def changed(self, issued: Builder) -> Builder:
        """Another recommendation in place of the disputed one: as `issued` builds it, and the answer."""

        @publishing(*issued.publishes, ev.DisputeAnswered)
        def build(command: ChangeRecommendation, cases: Cases, step: Step) -> Events:
            case = cases[command.case_id]
            return [*issued(command, cases, step), (case.id, self._answer(case, step.state, step, "changed"))]

        return build

    @publishing(ev.DisputeUnanswered)
    def unanswered(self, command: NoteOver, cases: Cases, step: Step) -> Events:
        """Nobody answered in time: the PPK's own time goes on, and the case stays where it is."""
        left = cases[command.case_id].facts.days_left
        return one(ev.DisputeUnanswered, days_left=left)(command, cases, step)

    def _answer(
        self,
        case: Case[SanctionsFacts],
        state_from: str | None,
        step: Step,
        outcome: str,
        reason: str | None = None,
    ) -> ev.DisputeAnswered:
        return ev.DisputeAnswered(
            state_from=state_from,
            state=step.state,
            **place({case.id: case}, case.id),
            outcome=outcome,
            reason=reason,
            on=self._policy.calendar.day_at(step.at, case),
            days_left=case.facts.days_left,
        )
