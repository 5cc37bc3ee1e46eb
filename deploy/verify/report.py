"""What a verification found."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

MOST_FOUND = 10_000
"""Findings kept in memory; further ones are only counted, for nobody reads them one by one."""

Watched = Callable[[str, int, int], None]
"""Told which ledger is read, how many of its events are done, and how many there are."""


def unwatched(_ledger: str, _done: int, _total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that cannot be if nobody touched the database. Case and version where it is about one."""

    ledger: str
    case: UUID | None
    version: int | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral verify --json` promises."""
        case = str(self.case) if self.case else None
        return {"ledger": self.ledger, "case": case, "version": self.version, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """How much was verified and what is broken. `cases` counts each once, `events` over all ledgers."""

    ledgers: int = 0
    cases: int = 0
    events: int = 0
    found: list[Broken] = field(default_factory=list)
    beyond: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return not self.found

    @property
    def broken(self) -> list[Broken]:
        """Everything that was found; the last says how many more there are, if there are too many."""
        if not self.beyond:
            return self.found
        return [*self.found, Broken(self.found[-1].ledger, None, None, f"and {self.beyond} more findings")]

    def find(self, ledger: str, case: UUID | None, version: int | None, reason: str) -> None:
        """Note one finding."""
        if len(self.found) < MOST_FOUND:
            self.found.append(Broken(ledger, case, version, reason))
        else:
            self.beyond += 1

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral verify --json` promises."""
        return {
            "ledgers": self.ledgers,
            "cases": self.cases,
            "events": self.events,
            "broken": [one.as_json() for one in self.broken],
        }
