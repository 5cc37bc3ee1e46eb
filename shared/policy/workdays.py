"""Working days, and the moments at which days end, in the time zones of the offices.

National holidays and joint leave (cuti bersama) are those of the library `holidays`; zones, weekends and
local days come from policy. Pure: the same policy and version of the library give the same answers.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import islice
from typing import Protocol

import holidays

from shared.policy.calendar import CalendarData, Unit

CATEGORIES = ("public", "government")
"""Libur nasional and cuti bersama."""
A_DAY = timedelta(days=1)


class Placed(Protocol):
    """Whatever lies at an office, and is of a region."""

    @property
    def office(self) -> str:
        """The code of the office."""

    @property
    def region(self) -> str:
        """The code of the region."""


class WorkCalendar:
    """The calendars of all offices. A region is a code of policy: "32", "32.08", or "00" for the nation.

    Every method raises KeyError for a region of no known province.
    """

    def __init__(self, data: CalendarData) -> None:
        self.data = data
        self._national: Mapping[date, str] = holidays.country_holidays(
            "ID", categories=CATEGORIES, language="id"
        )
        self._zones = {
            province: (zone.name, timezone(timedelta(hours=zone.hours)))
            for zone in data.zones
            for province in zone.provinces
        }
        self._local = {(day.on, day.region): day.indonesian for day in data.local}
        self.after = lru_cache(maxsize=4096)(self._after)

    @property
    def weekend(self) -> frozenset[int]:
        """The days of every week without office work, Monday is 1."""
        return self.data.weekend

    def seat(self, office: str, region: str) -> str:
        """The region by whose calendar an office works on a case of this region: its own if it has one."""
        kind, _, own = office.partition("-")
        if office not in self.data.offices and _province(own) in self._zones:
            return own
        return self.data.offices.get(office) or self.data.offices.get(kind, region)

    def day_at(self, moment: datetime, case: Placed) -> date:
        """The day that it is, at a moment, at the office where a case lies."""
        return self.day_of(moment, self.seat(case.office, case.region))

    def zone(self, region: str) -> str:
        """WIB, WITA or WIT."""
        return self._zones[_province(region)][0]

    def announced(self, day: date) -> bool:
        """Whether the free days of that year were announced; those of later years are estimates."""
        return day.year <= self.data.announced_until

    def free(self, day: date, region: str) -> str | None:
        """Why nobody works there on that day (in Indonesian), None on a working day."""
        local = self._local.get((day, region)) or self._local.get((day, _province(region)))
        if found := local or self._national.get(day):
            return found
        return "akhir pekan" if day.isoweekday() in self.data.weekend else None

    def working_days(self, start: date, region: str) -> Iterator[date]:
        """The working days after a day, which is day 0 and never among them."""
        day = start
        while True:
            day += A_DAY
            if self.free(day, region) is None:
                yield day

    def day_of(self, moment: datetime, region: str) -> date:
        """The day that it is there at a moment."""
        return moment.astimezone(self._zones[_province(region)][1]).date()

    def end_of(self, day: date, region: str) -> datetime:
        """The moment, in UTC, at which a day ends there: 24:00 by the office's clocks."""
        local = datetime.combine(day + A_DAY, time(), self._zones[_province(region)][1])
        return local.astimezone(UTC)

    def _after(self, start: date, days: int, unit: Unit, region: str) -> date:
        """The last day of a limit of so many days that starts with day 0. Raises ValueError below 0."""
        if days < 0:
            raise ValueError("a limit has no fewer than 0 days")
        if unit == "calendar" or days == 0:
            return start + timedelta(days=days)
        return next(islice(self.working_days(start, region), days - 1, None))

    def before(self, day: date, days: int, unit: Unit, region: str) -> date:
        """The day so many working or calendar days before another."""
        if unit == "calendar":
            return day - timedelta(days=days)
        while days:
            day -= A_DAY
            days -= self.free(day, region) is None
        return day


def _province(region: str) -> str:
    return region.partition(".")[0]
