"""The policy data of working calendars: zones, weekends, and days that are free in one place alone."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Literal["working", "calendar"]
"""Hari kerja or hari kalender."""


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Zone(_Entry):
    """A time zone of the country: hours east of UTC, and the codes of its provinces."""

    name: Literal["WIB", "WITA", "WIT"]
    hours: Annotated[int, Field(ge=7, le=9)]
    provinces: tuple[Annotated[str, Field(pattern=r"^\d{2}$")], ...]


class LocalDay(_Entry):
    """A day declared free in one province or regency, with its source."""

    on: date
    region: Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]
    indonesian: str
    source: str


class CalendarData(_Entry):
    """Everything about calendars that the library `holidays` does not know."""

    version: str
    announced_until: int
    weekend: frozenset[Annotated[int, Field(ge=1, le=7)]]
    zones: tuple[Zone, ...]
    offices: Mapping[str, Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]] = {}
    """The region of an office whose cases happen elsewhere."""
    local: tuple[LocalDay, ...]
