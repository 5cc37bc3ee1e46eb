"""What a story is made of: how a case begins, what people do with it, and where it must end. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Agency = Literal["intake", "triage", "sanctions"]


@dataclass(frozen=True, slots=True)
class CaseOf:
    """Stands in a command's body for the case id of another story."""

    story: str


@dataclass(frozen=True, slots=True)
class Workday:
    """Stands in a command's body for a working day of the office, so many after the day of the command."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Give:
    """An officer gives a command. `proof` is the event that it leaves: if it is there, it was done before.

    `nth`: the how many-eth event of that type it is.
    """

    agency: Agency
    who: str
    command: str
    proof: str
    body: Mapping[str, Any] = field(default_factory=dict)
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The reporter withdraws the report, under its receipt number."""

    agency: Agency = "intake"
    proof: str = "ReporterWithdrew"
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Await:
    """Nothing is done until this event is there, of this case or of another story's."""

    agency: Agency
    proof: str
    of: str | None = None
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Pass:
    """Time passes, until the last day of the limit that runs there, or until that limit is over."""

    agency: Agency
    until: Literal["last day", "over"]


Step = Give | Withdraw | Await | Pass


@dataclass(frozen=True, slots=True)
class Item:
    """The case is preliminary information: a media item of the imported file."""

    id: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented respondent, as whoever reports describes them."""

    name: str
    office: str
    nip: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The case is a report that an invented person hands in. `known`: days since they know of it."""

    region: str
    account: str
    name: str
    email: str
    respondent: Person
    known: int = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """The case is what an officer of Bawaslu found out."""

    region: str
    account: str
    respondent: Person


@dataclass(frozen=True, slots=True)
class Story:
    """One case from its beginning to its end. `told`: policy names somebody who is told of that end.

    `tells`: what happens in it, for who watches; such a story is narrated step by step. `escalation` is where
    it must stand beside its state.
    """

    name: str
    begins: Item | Report | Finding
    steps: tuple[Step, ...]
    ends_at: Agency
    ends_in: str
    told: bool = True
    tells: str = ""
    escalation: str | None = None
