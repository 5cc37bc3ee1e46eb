"""Entries of every kind in one shape, for whoever shows or compares them without knowing their models."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from shared.policy import FOLDER, KINDS, Policy, load
from shared.policy.document import read
from shared.policy.entry import Entry, Reference, Timeline

_SAID = frozenset(Entry.model_fields)


@dataclass(frozen=True, slots=True)
class Record:
    """A version of an entry. `particulars`: what its kind alone has, as far as it says so, as JSON has it.

    `valid_from` is None for what has no days of its own, such as a state: that counts always.
    """

    kind: str
    id: str
    version: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    confidence: str = ""
    indonesian: str = ""
    english: str = ""
    particulars: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    @property
    def stamp(self) -> str:
        """The entry with its version, as events store it."""
        return f"{self.id}@{self.version}" if self.version else self.id

    @property
    def unsure(self) -> bool:
        """Whether nothing official confirms it."""
        return self.confidence == "unsure"

    def in_force(self, day: date) -> bool:
        """Whether it counts on that day."""
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_to is None or day <= self.valid_to)

    def document(self) -> dict[str, Any]:
        """The whole version for a program."""
        return {
            "kind": self.kind,
            "id": self.id,
            "version": self.version or None,
            "valid_from": plain(self.valid_from),
            "valid_to": plain(self.valid_to),
            "indonesian": self.indonesian,
            "english": self.english,
            "source": self.source or None,
            "confidence": self.confidence or None,
            **self.particulars,
        }


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a policy folder holds. `kinds`: entries with days and a source; `others`: what has neither.

    `versions`: the version of each file, by the kind of its entries.
    """

    policy: Policy
    kinds: Mapping[str, Sequence[Record]]
    others: Mapping[str, Sequence[Record]]
    versions: Mapping[str, str]

    def __iter__(self) -> Iterator[Record]:
        """Every version of every entry, kind by kind."""
        return (
            record for part in (self.kinds, self.others) for records in part.values() for record in records
        )

    def on(self, day: date) -> list[Record]:
        """What is in force on that day, of entries with days."""
        return [one for records in self.kinds.values() for one in records if one.in_force(day)]


@cache
def holdings(folder: Path = FOLDER) -> Holdings:
    """Everything in a policy folder. Raises PolicyFault, so nothing of a broken one is shown."""
    policy = load(folder)
    documents = {path.stem: read(path).data for path in sorted(folder.glob("*.yaml"))}
    kinds = {kind: _of_kind(kind, getattr(policy, kind), documents[kind.replace("_", "-")]) for kind in KINDS}
    others: dict[str, list[Record]] = {}
    for name, document in documents.items():
        if name.replace("-", "_") not in KINDS:
            for record in _of_document(name, document):
                others.setdefault(record.kind, []).append(record)
    others["regions"] = list(_of_regions(folder / "regions.csv"))
    versions = {name.replace("-", "_"): str(document["version"]) for name, document in documents.items()}
    return Holdings(policy, kinds, others, versions)


def of_entry(kind: str, entry: Entry) -> Record:
    """An entry of any kind."""
    return Record(
        kind,
        entry.id,
        entry.version,
        entry.valid_from,
        entry.valid_to,
        entry.source,
        entry.confidence,
        entry.indonesian,
        entry.english,
        _filled(plain(entry.model_dump(exclude=set(_SAID), exclude_defaults=True))),
        tuple(entry.references()),
    )


def _of_kind(kind: str, entries: Timeline[Any], document: Mapping[str, Any]) -> list[Record]:
    """The entries of a kind in the order in which the file has their ids, oldest version first."""
    order = list(dict.fromkeys(item["id"] for item in document[kind]))
    return [of_entry(kind, entry) for id in order for entry in entries.versions(id)]


def plain(value: Any) -> Any:
    """A value as JSON has it, the same in every run: sets are sorted."""
    match value:
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=str)
        case str() | bool() | int() | float() | None:
            return value
        case Iterable():
            return [plain(item) for item in value]
        case _:
            return str(value)


def _of_document(name: str, document: Mapping[str, Any]) -> Iterator[Record]:
    rest = {}
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value):
            kind = key if key == name else f"{name}.{key}"
            yield from (_of_item(kind, one) for one in value)
        elif key != "version":
            rest[key] = plain(value)
    if rest:
        yield Record("files", name, str(document.get("version", "")), particulars=rest)


def _of_item(kind: str, item: Mapping[str, Any]) -> Record:
    said = {name: str(item.get(name, "")) for name in _SAID}
    rest = {name: plain(value) for name, value in item.items() if name not in said}
    return Record(
        kind,
        said["id"],
        said["version"],
        source=said["source"],
        confidence=said["confidence"],
        indonesian=said["indonesian"],
        english=said["english"],
        particulars=_filled(rest),
    )


def _of_regions(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            rest = _filled({name: value for name, value in row.items() if name not in ("code", "name")})
            yield Record(
                "regions", row["code"], indonesian=row["name"], english=row["name"], particulars=rest
            )


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
