"""Which limit runs for a case, and when it ends. Pure: all it knows is policy and the working calendar."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from shared.case import Case
from shared.contract import Due, EventData
from shared.policy.deadlines import Deadline
from shared.policy.workdays import WorkCalendar


class Limits:
    """The limits of one stage. Called with a case, the event that follows and when that occurred.

    A limit starts with the event that policy names, on the day that it was then at the office: day 0.
    It goes on, unchanged, as long as the case is in one of its states, and is over when the case leaves them.
    """

    def __init__(self, stage: str, deadlines: Iterable[Deadline], calendar: WorkCalendar) -> None:
        ours = [(start, deadline) for deadline in deadlines for start in deadline.starts]
        self._calendar = calendar
        self._starts = {
            type: deadline
            for start, deadline in ours
            for source, _, type in [start.partition(".")]
            if source == stage
        }
        self._states = {deadline.stamp: deadline.states for deadline in self._starts.values()}

    @property
    def states(self) -> frozenset[str]:
        """The states in which a limit can run."""
        return frozenset().union(*self._states.values())

    def __call__(self, case: Case[Any] | None, data: EventData, occurred_at: datetime) -> Due | None:
        """The limit that runs after this event, None if none does."""
        deadline = self._starts.get(type(data).__name__)
        if deadline is not None and data.state in deadline.states:
            return self._due(deadline, occurred_at, data.region)
        running = case.due if case else None
        if running is not None and data.state in self._states.get(running.limit, {data.state_from}):
            return running
        return None

    def _due(self, deadline: Deadline, occurred_at: datetime, region: str) -> Due:
        calendar = self._calendar
        on = calendar.after(calendar.day_of(occurred_at, region), deadline.days, deadline.unit, region)
        if deadline.whose == "citizen" and calendar.free(on, region):
            on = calendar.after(on, 1, "working", region)
        return Due(
            limit=deadline.stamp,
            on=on,
            until=calendar.end_of(on, region),
            warn_from=calendar.end_of(self._before(on, deadline, region), region),
        )

    def _before(self, on: date, deadline: Deadline, region: str) -> date:
        return self._calendar.before(on, deadline.warn, deadline.unit, region)
