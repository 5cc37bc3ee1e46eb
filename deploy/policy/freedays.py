"""The working calendars year by year: which days of a working week are free for the whole nation."""

from collections.abc import Mapping
from datetime import date, timedelta

from shared.policy import Policy
from shared.scope import NATIONAL

FreeDays = Mapping[date, str]
"""Each day with why it is free, in Indonesian."""


def free_days(policy: Policy, year: int) -> FreeDays:
    """The free days of a year but for weekends: public holidays, and joint leave (cuti bersama)."""
    calendar, day, found = policy.calendar, date(year, 1, 1), dict[date, str]()
    while day.year == year:
        why = calendar.free(day, NATIONAL)
        if why is not None and day.isoweekday() not in calendar.weekend:
            found[day] = why
        day += timedelta(days=1)
    return found


def announced_years(policy: Policy) -> range:
    """From the first version of any limit to the last year whose free days were announced."""
    first = min(limit.valid_from for limit in policy.deadlines)
    return range(first.year, policy.calendar.data.announced_until + 1)
