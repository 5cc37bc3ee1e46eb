"""The policy data of limits (batas waktu): each with its unit, what starts it, and what it rests on."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Deadline(BaseModel):
    """A limit. Its clock starts with one of the events `starts` and runs in `states` alone.

    `days` and `warn` (how long before its end it approaches) are counted in `unit`: hari kerja or hari
    kalender. Where the limit is a citizen's, an end on a free day moves to the next working day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    version: str
    rule: str
    starts: tuple[Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")], ...]
    states: frozenset[Annotated[str, Field(pattern=r"^K\d{2}$")]]
    days: Annotated[int, Field(ge=0, le=366)]
    unit: Literal["working", "calendar"]
    whose: Literal["authority", "citizen"]
    warn: Annotated[int, Field(ge=0, le=366)]
    valid_from: date
    valid_to: date | None = None
    source: str
    confidence: Literal["found", "known", "design", "unsure"]
    indonesian: str
    english: str

    @property
    def stamp(self) -> str:
        """What an event stores: the limit and its version."""
        return f"{self.id}@{self.version}"


class Deadlines(BaseModel):
    """All limits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    deadlines: tuple[Deadline, ...]
