"""The policy data of what is kept how long, who may open what, and why something may be erased."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from pydantic import Field

from shared.policy.entry import Confidence, Part, Reference, Words
from shared.policy.sheet import Sheet


class Kept(Part):
    """How long personal data of a case stays after it ended in `state` (retensi), counted in years."""

    state: str
    years: int = Field(ge=0, le=100)
    source: Words
    confidence: Confidence

    def last_day(self, ended: date) -> date:
        """The last day of the time, for a case that ended on that day."""
        try:
            return ended.replace(year=ended.year + self.years)
        except ValueError:  # 29 February
            return ended.replace(year=ended.year + self.years, day=28)

    def over(self, ended: date, on: date) -> bool:
        """Whether the time is over on that day, for a case that ended on another."""
        return on > self.last_day(ended)


class ErasureReason(Part):
    """Alasan penghapusan. `overrides`: it goes before the time that data is kept, never before a hold."""

    id: Words
    overrides: bool
    indonesian: Words
    english: Words
    source: Words
    confidence: Confidence


class HoldReason(Part):
    """Alasan penahanan: why personal data must stay, whatever time has passed."""

    id: Words
    indonesian: Words
    english: Words
    source: Words
    confidence: Confidence


class Retention(Sheet):
    """How long personal data is kept, and for which reasons it is erased or held."""

    keyed: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "kept": ("state",),
        "erasure": ("id",),
        "holds": ("id",),
    }
    kept: tuple[Kept, ...]
    with_master: frozenset[str]
    """The states of cases that go on in another one, and are kept as long as that."""
    erasure: tuple[ErasureReason, ...]
    holds: tuple[HoldReason, ...]
    key_backups_days: int = Field(ge=1, le=90)
    """How long a backup of keys lives: for so long a lost database can be made readable again."""

    def after(self, state: str) -> Kept | None:
        """How long data is kept of a case that ended in this state; None if none ends in it."""
        return next((kept for kept in self.kept if kept.state == state), None)

    def reason(self, id: str) -> ErasureReason | None:
        """The reason for an erasure with this code."""
        return next((reason for reason in self.erasure if reason.id == id), None)

    def hold(self, id: str) -> HoldReason | None:
        """The reason for a hold with this code."""
        return next((reason for reason in self.holds if reason.id == id), None)

    def references(self) -> Iterable[Reference]:
        """The states in which cases end."""
        for number, kept in enumerate(self.kept):
            yield Reference(f"kept.{number}.state", "states", kept.state)
        for state in sorted(self.with_master):
            yield Reference("with_master", "states", state)


class KeyDesks(Sheet):
    """Whose keys a service may be handed: by reader, the publishers, and with which role it asks each.

    `waits`: roles that are handed a key only once the case has come to one of these states.
    """

    confidence: Confidence
    readers: Mapping[str, Mapping[str, str]]
    waits: Mapping[str, frozenset[str]]

    def waits_for(self, roles: frozenset[str]) -> frozenset[str]:
        """To which states a case must have come before these roles are handed its key; empty: to none."""
        if roles - self.waits.keys():
            return frozenset()
        return frozenset(state for role in roles for state in self.waits[role])

    def references(self) -> Iterable[Reference]:
        """The roles that ask, and the states that some wait for."""
        for reader, desks in self.readers.items():
            for publisher, role in desks.items():
                yield Reference(f"readers.{reader}.{publisher}", "roles", role)
        for role, states in self.waits.items():
            yield Reference(f"waits.{role}", "roles", role)
            for state in sorted(states):
                yield Reference(f"waits.{role}", "states", state)
