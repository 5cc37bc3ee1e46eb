"""What a story is made of: how a case begins, what officers do with it, and where it must end. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

Agency = Literal["intake", "triage", "sanctions"]


@dataclass(frozen=True, slots=True)
class CaseOf:
    """Stands in a command's body for the case id of another story."""

    story: str


@dataclass(frozen=True, slots=True)
class Day:
    """Stands in a command's body for a day, counted from the day on which the command is given."""

    ahead: int

    def on(self, today: date) -> str:
        """The day as ISO 8601."""
        return (today + timedelta(days=self.ahead)).isoformat()


@dataclass(frozen=True, slots=True)
class Give:
    """An officer gives a command. `proof` is the event that it leaves: if it is there, it was done before."""

    agency: Agency
    who: str
    command: str
    proof: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Await:
    """Nothing is done until this event is there, of this case or of another story's."""

    agency: Agency
    proof: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """The case is preliminary information: a media item of the imported file."""

    id: str


@dataclass(frozen=True, slots=True)
class Report:
    """The case is a report that an invented person hands in."""

    region: str
    account: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Story:
    """One case from its beginning to its end. `told`: policy names somebody who is told of that end."""

    name: str
    begins: Item | Report
    steps: tuple[Give | Await, ...]
    ends_at: Agency
    ends_in: str
    told: bool = True
