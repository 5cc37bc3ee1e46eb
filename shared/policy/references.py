"""Whether what entries and sheets name of other files is there, on the days for which they name it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from shared.policy.document import Document, Place, Words
from shared.policy.entry import A_DAY, Entry, Reference
from shared.policy.faults import Finding
from shared.policy.namable import Namable
from shared.policy.sheet import Sheet
from shared.policy.target import Target


class References:
    """The references of a folder's files, held against what its files have."""

    def __init__(self, targets: Mapping[str, Target], services: Namable | None, unread: bool) -> None:
        """`unread`: some file could not be read, and what it has is not among the targets."""
        self._targets = {**targets, **(services.targets() if services else {})}
        self._services = services
        self._unread = unread

    def of_sheet(self, document: Document, sheet: Sheet) -> Iterator[Finding]:
        """The references of a sheet that lead nowhere."""
        for reference in (*sheet.references(), *self._to_services(sheet)):
            if words := self._wrong(reference):
                yield document.finding((), _steps(document, (), reference.field), words)

    def of_entry(self, document: Document, entry: Entry, place: Place) -> Iterator[Finding]:
        """The references of an entry that lead nowhere, or to what is not in force when it should be."""
        for reference in (*entry.references(), *self._to_services(entry)):
            if words := self._wrong(reference) or self._untimely(reference, entry):
                yield document.finding(place, _steps(document, place, reference.field), words)
        if day := self._uncovered(entry):
            words = f"none of them is in force on {day}", "name another, or correct the days"
            yield document.finding(place, (_first_joint(entry),), words)

    def _to_services(self, named_by: Entry | Sheet) -> Iterable[Reference]:
        """What can be held against services at all: nothing, where none are known."""
        known = self._services
        return [one for one in named_by.references_to_services() if known and known.can_tell(one)]

    def _wrong(self, reference: Reference) -> Words | None:
        target = self._targets.get(reference.kind)
        if target is None:
            return None if self._unread else (f"there are no {reference.kind} in policy", "name another kind")
        if reference.id in target.ids:
            return None
        near = get_close_matches(reference.id, sorted(target.ids), n=3)
        remedy = f"write {' or '.join(near)}" if near else "correct it"
        return f"{target.file} has no {reference.id}", f"{remedy}, or add it there"

    def _untimely(self, reference: Reference, entry: Entry) -> Words | None:
        named = self._versions(reference)
        if not named or reference.days == "any":
            return None
        first, last = named[0].valid_from, named[-1].valid_to or date.max
        begin, end = entry.valid_from, entry.valid_to or date.max
        if reference.days == "all" and not first <= begin <= end <= last:
            wrong = "is not in force on all days of it"
        elif end < first or last < begin:
            wrong = "is in force on no day of it"
        else:
            return None
        until = f"to {named[-1].valid_to}" if named[-1].valid_to else "on"
        return f"{reference.id} {wrong}, but from {first} {until}", "name another, or correct the days"

    def _uncovered(self, entry: Entry) -> date | None:
        """The first day of the entry on which nothing is in force of what it names as joint."""
        joint = [one for one in entry.references() if one.days == "joint"]
        versions = [version for one in joint for version in self._versions(one)]
        if not joint or any(not self._versions(one) for one in joint):
            return None
        day, end = entry.valid_from, entry.valid_to or date.max
        while counting := [one.valid_to or date.max for one in versions if one.in_force(day)]:
            if max(counting) >= end:
                return None
            day = max(counting) + A_DAY
        return day

    def _versions(self, reference: Reference) -> Sequence[Entry]:
        target = self._targets.get(reference.kind)
        return target.versions.versions(reference.id) if target and target.versions is not None else ()


def _first_joint(entry: Entry) -> str:
    return next(one.field.partition(".")[0] for one in entry.references() if one.days == "joint")


def _steps(document: Document, place: Place, field: str) -> list[str | int]:
    """The steps of a path with dots: its keys, some with dots of their own, and its positions in lists."""
    steps: list[str | int] = []
    rest = field.split(".")
    while rest:
        for length in range(len(rest), 0, -1):
            name = ".".join(rest[:length])
            step = int(name) if name.isdecimal() and (*place, *steps, name) not in document.lines else name
            if (*place, *steps, step) in document.lines:
                break
        steps.append(step)
        rest = rest[length:]
    return steps
