"""Which limit runs for a case, and when it ends. Pure: all it knows is policy and the working calendar."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from shared.case import Case
from shared.contract import Due, EventData, Waited
from shared.policy.deadlines import Deadline
from shared.policy.workdays import WorkCalendar


class Limits:
    """The limits of one stage. Called with a case, the event that follows and when that occurred.

    A limit starts with the event that policy names, on the day that it was then at the office: day 0.
    It goes on, unchanged, as long as the case is in one of its states, and is over when the case leaves them.
    """

    def __init__(self, stage: str, deadlines: Iterable[Deadline], calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self._starts: dict[str, list[Deadline]] = {}
        self._known = {deadline.stamp: deadline for deadline in deadlines}
        self._source = f"{stage}."
        for deadline in self._known.values():
            for start in deadline.starts:
                if start.startswith(self._source):
                    self._starts.setdefault(start, []).append(deadline)

    def __call__(self, case: Case[Any] | None, data: EventData, occurred_at: datetime) -> Due | None:
        """The limit that runs after this event, None if none does."""
        if isinstance(data, Waited):
            return None
        event = self._source + type(data).__name__
        for deadline in self._starts.get(event, ()):
            day = self._start(deadline, data, occurred_at)
            if data.state in deadline.states and deadline.counts_on(day):
                return self._due(deadline, day, self._calendar.seat(data.office, data.region))
        running = case.due if case else None
        return running if running is not None and self._goes_on(running, event, data) else None

    def _start(self, deadline: Deadline, data: EventData, occurred_at: datetime) -> date:
        """Day 0: a day that the event tells of where policy names its field, else the day of the event."""
        told = getattr(data, deadline.counts_from) if deadline.counts_from else None
        seat = self._calendar.seat(data.office, data.region)
        return told or self._calendar.day_of(occurred_at, seat)

    def _goes_on(self, running: Due, event: str, data: EventData) -> bool:
        """A version that policy has no more goes on as long as the case stays where it is."""
        deadline = self._known.get(running.limit)
        if deadline is None:
            return data.state == data.state_from
        return data.state in deadline.states and event not in deadline.ends

    def _due(self, deadline: Deadline, start: date, region: str) -> Due:
        calendar = self._calendar
        on = last_day(deadline, start, region, calendar)
        return Due(
            limit=deadline.stamp,
            on=on,
            until=calendar.end_of(on, region),
            warn_from=calendar.end_of(calendar.before(on, deadline.warn, deadline.unit, region), region),
        )


def last_day(deadline: Deadline, start: date, region: str, calendar: WorkCalendar) -> date:
    """The last day of a limit at an office, if its clock starts on that day."""
    on = calendar.after(start, deadline.days, deadline.unit, region)
    if deadline.whose == "citizen" and calendar.free(on, region):
        return calendar.after(on, 1, "working", region)
    return on
