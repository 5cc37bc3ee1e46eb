"""What every entry of policy has in common: since when it counts, what it rests on, and its words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Confidence = Literal["found", "known", "unsure"]
"""found: a retrieved text says it; known: background knowledge; unsure: not confirmed, or our own default."""
Days = Literal["some", "all", "any", "joint"]
"""When what is named must be in force: on some day of the entry, on all of them, or whenever it was.

Of what is named as joint each is in force on some day, and on every day one of them is.
"""
Words = Annotated[str, Field(pattern=r"\S")]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
A_DAY = timedelta(days=1)


class Reference(NamedTuple):
    """That an entry's field names an entry of a kind, and one that must exist."""

    field: str
    kind: str
    id: str
    days: Days = "some"


class Part(BaseModel):
    """A part of an entry: as frozen and as strict as the entry itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(Part):
    """A version of an entry (ketentuan), in force from `valid_from` to `valid_to`, both days included."""

    id: Id
    version: Id = "1"
    valid_from: date
    valid_to: date | None = None
    source: Words
    confidence: Confidence
    indonesian: Words
    english: Words

    @property
    def stamp(self) -> str:
        """What an event stores: the entry and its version."""
        return f"{self.id}@{self.version}"

    @property
    def successions(self) -> tuple[str, ...]:
        """The lines of entries that follow one another; within each their days neither overlap nor gape."""
        return (self.id,)

    @property
    def alone(self) -> tuple[str, ...]:
        """The lines of entries within each of which no two count on one day, though there may be gaps."""
        return ()

    def in_force(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def references(self) -> Iterable[Reference]:
        """The entries of other kinds that this one names."""
        return ()

    def references_to_services(self) -> Iterable[Reference]:
        """The `events`, `fields` of events, and `steps` of services that this one names."""
        return ()


E = TypeVar("E", bound=Entry)


class Timeline(Generic[E]):
    """All versions of all entries of one kind, which neither overlap nor gape: the loader made sure."""

    def __init__(self, entries: Sequence[E]) -> None:
        self._versions: dict[str, list[E]] = {}
        for entry in sorted(entries, key=lambda one: one.valid_from):
            self._versions.setdefault(entry.id, []).append(entry)

    def __iter__(self) -> Iterator[E]:
        """Every version, by id and then by its first day."""
        return (entry for versions in self._versions.values() for entry in versions)

    def __contains__(self, id: object) -> bool:
        return id in self._versions

    def __len__(self) -> int:
        return sum(len(versions) for versions in self._versions.values())

    @property
    def ids(self) -> Sequence[str]:
        """The ids, in the order of their first days."""
        return tuple(self._versions)

    def versions(self, id: str) -> Sequence[E]:
        """The versions of an entry, oldest first; none where there is no such entry."""
        return tuple(self._versions.get(id, ()))

    def latest(self, id: str) -> E | None:
        """The version with the last days."""
        return next(reversed(self._versions.get(id, ())), None)

    def stamped(self, stamp: str) -> E | None:
        """The version of a stamp ("kajian@1")."""
        return next((entry for entry in self.versions(stamp.partition("@")[0]) if entry.stamp == stamp), None)

    def on(self, id: str, day: date) -> E | None:
        """The version that counts on that day."""
        return next((entry for entry in self._versions.get(id, ()) if entry.in_force(day)), None)

    def on_or_first(self, id: str, day: date) -> E | None:
        """The version that counts on that day, and on a day before all versions the earliest."""
        versions = self.versions(id)
        return versions[0] if versions and day < versions[0].valid_from else self.on(id, day)

    def in_force(self, day: date) -> Sequence[E]:
        """All that counts on that day, one version of an entry at most."""
        return tuple(entry for entry in self if entry.in_force(day))
