"""Which limits run for a case, and when they end. Pure: all it knows is policy and the working calendar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from shared.case import Case
from shared.contract import Due, EventData, Overridden, Waited
from shared.policy import Policy
from shared.policy.deadlines import Deadline, Terms
from shared.policy.workdays import A_DAY, WorkCalendar
from shared.running import Running

TermsOf = Callable[[date, str | None, Mapping[str, str]], Terms]
"""What limits depend on, by their day 0, a case's contest, and what officers overrode in it."""
Started = tuple[Deadline, Due]


class Limits:
    """The limits of one stage. Called with a case, the event that follows and when that occurred.

    A limit starts with the event that policy names, on the day that it was then at the office: day 0.
    It goes on, unchanged, as long as the case is in one of its states, and is over when the case leaves them.
    Only where an officer overrides what it hangs on is it measured anew, from the same day 0. That never cuts
    short a citizen's time or a waiting time, and ends no duty before the day of the override is over.
    """

    def __init__(
        self, stage: str, deadlines: Iterable[Deadline], calendar: WorkCalendar, terms: TermsOf
    ) -> None:
        self._calendar = calendar
        self._terms = terms
        self._starts: dict[str, list[Deadline]] = {}
        self._known = {deadline.stamp: deadline for deadline in deadlines}
        self._source = f"{stage}."
        for deadline in self._known.values():
            for start in deadline.starts:
                if start.startswith(self._source):
                    self._starts.setdefault(start, []).append(deadline)

    def __call__(self, case: Case[Any] | None, data: EventData, occurred_at: datetime) -> Running:
        """The limits that run after this event."""
        event = self._source + type(data).__name__
        due, beside = self._before(case, data, occurred_at)
        started = self._started(event, case, data, occurred_at)
        way = [one for one in started if not one[0].beside]
        if way:
            due = _longest(way)[1]
        elif due is not None and not self._goes_on(due, event, data):
            due = None
        running = {self._family(one): one for one in beside if self._goes_on(one, event, data)}
        for family in dict.fromkeys(one[0].family for one in started if one[0].beside):
            running[family] = _longest([one for one in started if one[0].family == family])[1]
        return Running(due, tuple(sorted(running.values(), key=lambda one: (one.until, one.limit))))

    def starts(self, limit: str) -> Sequence[str]:
        """With which events of this stage the limit of a stamp starts."""
        deadline = self._known.get(limit)
        starts = deadline.starts if deadline else ()
        return [one.removeprefix(self._source) for one in starts if one.startswith(self._source)]

    def left(self, due: Due, office: str, region: str, at: datetime) -> int:
        """How many days of a limit are left when it is stopped at a moment: whole days that passed count."""
        deadline = self._known.get(due.limit)
        seat = self._calendar.seat(office, region)
        day = self._calendar.day_of(at, seat)
        days = [day + n * A_DAY for n in range((due.on - day).days + 1)]
        if deadline is not None and deadline.counted == "calendar":
            return len(days)
        return sum(self._calendar.free(one, seat) is None for one in days)

    def _before(
        self, case: Case[Any] | None, data: EventData, occurred_at: datetime
    ) -> tuple[Due | None, Sequence[Due]]:
        """What ran until this event: without what was waited for, and by what an officer chose."""
        due, beside = (case.due, [one.due for one in case.beside]) if case else (None, [])
        if case and isinstance(data, Overridden):
            beside = [self._anew(case, one, data, occurred_at) for one in beside]
            return (self._anew(case, due, data, occurred_at) if due else None), beside
        if isinstance(data, Waited):
            over = (data.limit, data.on)
            beside = [one for one in beside if (one.limit, one.on) != over]
            due = None if due and (due.limit, due.on) == over else due
        return due, beside

    def _started(
        self, event: str, case: Case[Any] | None, data: EventData, occurred_at: datetime
    ) -> list[Started]:
        seat = self._calendar.seat(data.office, data.region)
        started: list[Started] = []
        for deadline in self._starts.get(event, ()):
            day = self._start(deadline, data, occurred_at, seat)
            left = _days(deadline, data, day)
            told = all(getattr(data, name) == value for name, value in deadline.when.items())
            if left is None or not told or data.state not in deadline.states or not deadline.in_force(day):
                continue
            terms = self._terms_of(case, data, day)
            if terms.admit(deadline):
                of = deadline.model_copy(update={"days": left}) if deadline.told else deadline
                last = getattr(data, deadline.until_from) if deadline.until_from else date.min
                due = self._hours(of, occurred_at, seat) if of.unit == "hours" else None
                started.append((deadline, due or self._due(of, day, seat, terms, last)))
        return started

    def _family(self, due: Due) -> str:
        known = self._known.get(due.limit)
        return known.family if known else due.limit

    def _terms_of(self, case: Case[Any] | None, data: EventData, day: date) -> Terms:
        """An event that names a contest goes by that, any other by what is remembered of the case."""
        contest = getattr(data, "contest", None) or (case.facts.contest if case else None)
        overrides = case.facts.overrides if case else {}
        if isinstance(data, Overridden):
            overrides = {**overrides, data.default: data.option}
        return self._terms(day, contest, overrides)

    def _start(self, deadline: Deadline, data: EventData, occurred_at: datetime, seat: str) -> date:
        """Day 0: a day that the event tells of where policy names its field, else the day of the event."""
        told = getattr(data, deadline.counts_from) if deadline.counts_from else None
        return told or self._calendar.day_of(occurred_at, seat)

    def _goes_on(self, running: Due, event: str, data: EventData) -> bool:
        """A version that policy has no more goes on as long as the case stays where it is."""
        deadline = self._known.get(running.limit)
        if deadline is None:
            return data.state == data.state_from
        told = all(getattr(data, name, value) == value for name, value in deadline.ends_when.items())
        return data.state in deadline.states and not (event in deadline.ends and told)

    def _anew(self, case: Case[Any], running: Due, data: Overridden, occurred_at: datetime) -> Due:
        """What runs by the option that this event chooses; as it was where its day 0 is not known."""
        deadline = self._known.get(running.limit)
        if running.since is None or deadline is None or deadline.told or deadline.unit == "hours":
            return running
        seat = self._calendar.seat(data.office, data.region)
        terms = self._terms_of(case, data, running.since)
        binds = deadline.whose == "authority" and deadline.kind == "duty"
        today = self._calendar.day_of(occurred_at, seat)
        not_before = min(running.on, today) if binds else running.on
        anew = [
            (other, self._due(other, running.since, seat, terms))
            for other in self._known.values()
            if other.family == deadline.family
            and not other.told
            and other.in_force(running.since)
            and terms.admit(other)
        ]
        if not anew:
            return running
        longest, due = _longest(anew)
        return due if due.on >= not_before else self._due(longest, running.since, seat, terms, not_before)

    def _hours(self, deadline: Deadline, started: datetime, seat: str) -> Due:
        """So many times 24 hours from the very moment on (kali 24 jam)."""
        until = started + deadline.days * A_DAY
        return Due(
            limit=deadline.stamp,
            on=self._calendar.day_of(until, seat),
            until=until,
            warn_from=until - deadline.warn * A_DAY,
            since=self._calendar.day_of(started, seat),
        )

    def _due(
        self, deadline: Deadline, since: date, region: str, terms: Terms, not_before: date = date.min
    ) -> Due:
        calendar = self._calendar
        on = max(last_day(deadline, since, region, calendar, terms), not_before)
        near = calendar.before(on, deadline.warn, deadline.counted, region)
        return Due(
            limit=deadline.stamp,
            on=on,
            until=calendar.end_of(on, region),
            warn_from=calendar.end_of(near, region),
            since=since,
        )


def _days(deadline: Deadline, data: EventData, day: date) -> int | None:
    """How many it has from that day 0; None where the event tells of none."""
    if deadline.until_from:
        last: date | None = getattr(data, deadline.until_from)
        return max(0, (last - day).days) if last else None
    left: int | None = getattr(data, deadline.days_from) if deadline.days_from else deadline.days
    return left


def last_day(deadline: Deadline, since: date, region: str, calendar: WorkCalendar, terms: Terms) -> date:
    """The last day of a limit at an office, if day 0 of its clock is that day."""
    on = calendar.after(since + terms.shift * A_DAY, deadline.days, deadline.counted, region)
    if deadline.whose == "citizen" and calendar.free(on, region):
        return calendar.after(on, 1, "working", region)
    return on


def measured(policy: Policy, id: str, since: date, region: str, terms: Terms) -> date | None:
    """The last day of the limit that a step is measured by, None where policy has none for that day.

    While the contest is not known, and its law decides, the longer limit stands.
    """
    counting = policy.limits(id, since, terms)
    return max((last_day(one, since, region, policy.calendar, terms) for one in counting), default=None)


def _longest(started: Sequence[Started]) -> Started:
    """The one that ends last; of two that end together the one that is no variant."""
    return max(started, key=lambda one: (one[1].on, one[0].variant_of is None))
