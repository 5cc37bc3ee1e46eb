"""The policy data of limits (batas waktu): each with its unit, what starts and ends it, what it rests on."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.policy.calendar import Unit

EventName = Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")]


class Deadline(BaseModel):
    """A limit. Its clock starts with one of the events `starts`, runs in `states` alone, and stops at `ends`.

    Day 0 is the day of that event, or the one in its field `counts_from`. A limit without `starts` runs for
    no case: a step is measured by it. Of kind "waiting" it binds nobody: what comes after waits for its end.

    `days` and `warn` (how long before its end it approaches) are counted in `unit`: hari kerja or hari
    kalender. Where the limit is a citizen's, an end on a free day moves to the next working day.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$")]
    rule: str
    kind: Literal["duty", "waiting"] = "duty"
    starts: tuple[EventName, ...] = ()
    states: frozenset[Annotated[str, Field(pattern=r"^K\d{2}$")]] = frozenset()
    ends: tuple[EventName, ...] = ()
    counts_from: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    days: Annotated[int, Field(ge=0, le=366)]
    unit: Unit
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

    def counts_on(self, day: date) -> bool:
        """Whether a clock that starts on this day goes by this version."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @model_validator(mode="after")
    def _orderly(self) -> Self:
        if bool(self.starts) != bool(self.states):
            raise ValueError(f"{self.stamp}: it needs both starts and states, or neither")
        if self.kind == "waiting" and not all(start.startswith("sanctions.") for start in self.starts):
            raise ValueError(f"{self.stamp}: no event but sanctions' says that a waiting time is over")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"{self.stamp}: valid_to lies before valid_from")
        if self.warn > self.days:
            raise ValueError(
                f"{self.stamp}: it cannot approach {self.warn} days before an end after {self.days}"
            )
        return self


class Deadlines(BaseModel):
    """All limits. No two versions with one start count on the same day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    deadlines: tuple[Deadline, ...]

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        for number, one in enumerate(self.deadlines):
            for other in self.deadlines[:number]:
                if one.stamp == other.stamp:
                    raise ValueError(f"{one.stamp} is there twice")
                shared = set(one.starts) & set(other.starts)
                later = max(one.valid_from, other.valid_from)
                if shared and one.counts_on(later) and other.counts_on(later):
                    raise ValueError(
                        f"{one.stamp} and {other.stamp} both start with {min(shared)} on {later}"
                    )
        return self
