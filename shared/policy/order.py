"""Whether the versions of an entry follow one another without overlap and gap."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.policy.document import Document, Place, Words
from shared.policy.entry import A_DAY, Entry
from shared.policy.faults import Finding


class Placed(NamedTuple):
    """An entry, and where it stands in its file."""

    entry: Entry
    place: Place


def disorder(document: Document, entries: Sequence[Placed], complete: bool) -> Iterator[Finding]:
    """Whatever is wrong with the days and stamps of a file's entries.

    Gaps are told where these are `complete`, all that the file has: what is refused might have filled one.
    """
    first: dict[str, Placed] = {}
    lines: dict[str, list[Placed]] = {}
    gaping: dict[str, list[Placed]] = {}
    for placed in entries:
        entry, place = placed
        if words := _backwards(entry):
            complete = False
            yield document.finding(place, ("valid_to",), words)
        elif (earlier := first.setdefault(entry.stamp, placed)) is not placed:
            complete = False
            reason = f"is there twice: line {document.line(earlier.place)} has it too"
            yield document.finding(place, ("version",), (reason, "give it the next version, or remove it"))
        else:
            for succession in entry.successions:
                lines.setdefault(succession, []).append(placed)
            for line in entry.alone:
                gaping.setdefault(line, []).append(placed)
    broken = [found for line in lines.values() for found in _breaks(document, line, complete)]
    broken += [found for line in gaping.values() for found in _breaks(document, line, complete=False)]
    yield from dict.fromkeys(broken)


def _backwards(entry: Entry) -> Words | None:
    if entry.valid_to is None or entry.valid_from <= entry.valid_to:
        return None
    return f"{entry.valid_to} lies before valid_from, {entry.valid_from}", "exchange the two, or correct one"


def _breaks(document: Document, versions: list[Placed], complete: bool) -> Iterator[Finding]:
    versions.sort(key=lambda placed: placed.entry.valid_from)
    last = versions[0]
    for placed in versions[1:]:
        words = _overlap(document, last, placed.entry) or (
            _gap(last.entry, placed.entry) if complete else None
        )
        if words:
            yield document.finding(placed.place, ("valid_from",), words)
        end = placed.entry.valid_to
        if last.entry.valid_to is not None and (end is None or end > last.entry.valid_to):
            last = placed


def _overlap(document: Document, last: Placed, next: Entry) -> Words | None:
    end = last.entry.valid_to
    if end is not None and end < next.valid_from:
        return None
    until = f"until {end}" if end else "without an end"
    reason = (
        f"{next.valid_from} overlaps {last.entry.stamp} (line {document.line(last.place)}), valid {until}"
    )
    return reason, f"end that one before {next.valid_from}, or begin this one later"


def _gap(last: Entry, next: Entry) -> Words | None:
    if last.valid_to is None or last.valid_to + A_DAY == next.valid_from:
        return None
    reason = (
        f"no version is valid from {last.valid_to + A_DAY} to {next.valid_from - A_DAY}, after {last.stamp}"
    )
    return reason, f"begin this one on {last.valid_to + A_DAY}, or put the version between them there"
