"""What two sets of records differ in, entry by entry and field by field, always in the same order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from deploy.policy.records import Record

Key = tuple[str, ...]
_NAMED_BY = ("id", "code", "region", "name", "state", "kind")
"""What tells the parts of a list apart, so that one more in front does not change all that follow."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that is not the same; None where there is none."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that is there on one side alone (its fields are the changes), or differs."""

    what: Literal["added", "removed", "changed"]
    kind: str
    entry: str
    indonesian: str
    english: str
    changes: tuple[Change, ...]

    def document(self) -> dict[str, Any]:
        """The difference for a program."""
        return asdict(self)


def by_version(record: Record) -> Key:
    """Tells records of two folders apart: every version of an entry is compared with itself."""
    return (record.kind, record.id, record.version if record.kind != "files" else "")


def by_entry(record: Record) -> Key:
    """Tells records of two days apart: an entry is compared with whichever version counts then."""
    return (record.kind, record.id)


def differences(
    before: Iterable[Record], after: Iterable[Record], key: Callable[[Record], Key]
) -> list[Difference]:
    """By kind and entry. The key must be unique on each side."""
    old, new = ({key(record): record for record in side} for side in (before, after))
    found = (_difference(old.get(one), new.get(one)) for one in sorted(old.keys() | new.keys()))
    return [difference for difference in found if difference is not None]


def _difference(before: Record | None, after: Record | None) -> Difference | None:
    record = after or before
    if record is None or not (changes := tuple(_changes(before, after))):
        return None
    what: Literal["added", "removed", "changed"] = "changed"
    if before is None:
        what = "added"
    elif after is None:
        what = "removed"
    same = before is not None and after is not None and before.stamp != after.stamp
    entry = record.id if same else record.stamp
    return Difference(what, record.kind, entry, record.indonesian, record.english, changes)


def _changes(before: Record | None, after: Record | None) -> Iterator[Change]:
    old, new = (_flat(one.document()) if one else {} for one in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        if name not in ("kind", "id") and old.get(name) != new.get(name):
            yield Change(name, old.get(name), new.get(name))


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    """The leaves of a value by their paths: `elsewhere[32.08].determined`; a list of plain values is one."""
    if isinstance(value, Mapping):
        parts = {f"{path}.{name}" if path else name: item for name, item in value.items()}
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        parts = {f"{path}[{name}]": item for name, item in _named(value)}
    else:
        return {path: value}
    return {name: leaf for way, item in parts.items() for name, leaf in _flat(item, way).items()}


def _named(items: list[Any]) -> list[tuple[str, Any]]:
    """The parts of a list by a name of theirs, where it tells all of them apart, else by number."""
    for name in _NAMED_BY:
        names = [str(item.get(name)) if isinstance(item, Mapping) else None for item in items]
        if None not in names and "None" not in names and len(set(names)) == len(items):
            return list(zip(map(str, names), items, strict=True))
    return [(str(number), item) for number, item in enumerate(items, 1)]
