"""Entries of policy by their code: the version of a day, what it names, and what names it."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.policy.records import Holdings, Record


@dataclass(frozen=True, slots=True)
class Found:
    """The version of an entry that counts on the day asked for, among all versions of it."""

    record: Record
    versions: Sequence[Record]
    named_by: Sequence[Record]

    def document(self) -> dict[str, Any]:
        """The entry for a program."""
        return {
            **self.record.document(),
            "refers_to": [
                {"field": one.field, "kind": one.kind, "id": one.id} for one in self.record.references
            ],
            "referred_to_by": [{"kind": one.kind, "id": one.id} for one in self.named_by],
            "versions": [
                {name: one.document()[name] for name in ("version", "valid_from", "valid_to")}
                for one in self.versions
            ],
        }


@dataclass(frozen=True, slots=True)
class NotInForce:
    """There are such entries, but none counts on that day."""

    versions: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no such code; `near` are those most like it."""

    near: Sequence[str]


def find(held: Holdings, code: str, day: date) -> list[Found] | NotInForce | Unknown:
    """Every entry with this code, in whatever kind; capitals do not matter.

    A stamp ("kajian@1") asks for that very version, whether it counts on the day or not.
    """
    id, _, version = code.casefold().partition("@")
    named = [one for one in held if one.id.casefold() == id and version in ("", one.version.casefold())]
    if not named:
        return Unknown(_near(held, id))
    counting = [one for one in named if version or one.in_force(day)]
    if not counting:
        return NotInForce(named)
    return [_found(held, one, day) for one in counting]


def _found(held: Holdings, record: Record, day: date) -> Found:
    versions = [one for one in held if (one.kind, one.id) == (record.kind, record.id)]
    names = (record.kind, record.id)
    naming = [
        one
        for one in held
        if one.in_force(day) and names in {(name.kind, name.id) for name in one.references}
    ]
    return Found(record, versions, naming)


def _near(held: Holdings, id: str) -> list[str]:
    ids = {one.id.casefold(): one.id for one in held}
    beginning = [known for folded, known in ids.items() if folded.startswith(id)][:5]
    alike = [ids[folded] for folded in difflib.get_close_matches(id, list(ids), n=5, cutoff=0.6)]
    return list(dict.fromkeys(beginning + alike))[:5]
