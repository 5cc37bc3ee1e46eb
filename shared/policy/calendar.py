"""The policy data of working calendars: zones, weekends, and days that are free in one place alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shared.policy.entry import Part, Reference, Words
from shared.policy.sheet import Sheet

Unit = Literal["working", "calendar"]
"""Hari kerja or hari kalender."""


HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
"""What the names of the zones mean: hours east of UTC."""


class Zone(Part):
    """A time zone of the country: hours east of UTC, and the codes of its provinces."""

    name: Literal["WIB", "WITA", "WIT"]
    hours: Annotated[int, Field(ge=7, le=9)]
    provinces: tuple[Annotated[str, Field(pattern=r"^\d{2}$")], ...]

    @model_validator(mode="after")
    def _of_its_name(self) -> Self:
        if self.hours != HOURS[self.name]:
            raise ValueError(f"hours: {self.name} is {HOURS[self.name]} hours east of UTC, not {self.hours}")
        return self


class LocalDay(Part):
    """A day declared free in one province or regency, with its source."""

    on: date
    region: Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]
    indonesian: Words
    source: Words


class CalendarData(Sheet):
    """Everything about calendars that the library `holidays` does not know."""

    keyed: ClassVar[Mapping[str, tuple[str, ...]]] = {"zones": ("name",), "local": ("on", "region")}
    announced_until: int
    weekend: Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(max_length=6)]
    zones: tuple[Zone, ...]
    offices: Mapping[str, Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]] = {}
    """The region of an office whose cases happen elsewhere."""
    local: tuple[LocalDay, ...]

    def references(self) -> Iterable[Reference]:
        """The regions of zones, offices and local days, and the institutions whose offices these are."""
        for number, zone in enumerate(self.zones):
            for position, province in enumerate(zone.provinces):
                yield Reference(f"zones.{number}.provinces.{position}", "regions", province)
        for office, region in self.offices.items():
            yield Reference(f"offices.{office}", "regions", region)
            yield Reference(f"offices.{office}", "institutions", office)
        for number, day in enumerate(self.local):
            yield Reference(f"local.{number}.region", "regions", day.region)
