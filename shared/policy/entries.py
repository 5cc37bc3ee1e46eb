"""The entries of one kind, as its file has them, with whatever is wrong with each and with their days."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.policy.document import Document, Place
from shared.policy.entry import Entry
from shared.policy.faults import Finding
from shared.policy.order import Placed, disorder
from shared.policy.validation import validated


class Entries(NamedTuple):
    """What the file of a kind has: the entries that could be read, the ids of the others, and all faults."""

    document: Document
    placed: Sequence[Placed]
    broken: frozenset[str]
    findings: Sequence[Finding]


def file_of(kind: str) -> str:
    """The name of the file that has the entries of a kind."""
    return f"{kind.replace('_', '-')}.yaml"


def read_entries(document: Document, kind: str, model: type[Entry]) -> Entries:
    """The entries of a kind. What they name of other kinds is not looked for."""
    findings = [*_frame(document, kind)]
    listed = document.data.get(kind)
    placed: list[Placed] = []
    broken: set[str] = set()
    for number in range(len(listed) if isinstance(listed, list) else 0):
        place = (kind, number)
        entry, faults = validated(document, model, place)
        findings += faults
        if entry is not None:
            placed.append(Placed(entry, place))
        else:
            broken.add(_id(document, place))
    findings += disorder(document, placed, complete=not broken)
    return Entries(document, placed, frozenset(broken), findings)


def _frame(document: Document, kind: str) -> Iterator[Finding]:
    """What is wrong around the entries of a kind: a file has its version and its entries, nothing else."""
    data = document.data
    if not isinstance(data.get("version"), str) or not data["version"].strip():
        yield document.finding(
            (), ("version",), ("is missing or no text", 'write one like version: "2026-11"')
        )
    if not isinstance(data.get(kind), list):
        yield document.finding((), (kind,), ("is missing or no list", f"list the entries under {kind}:"))
    for key in data.keys() - {"version", kind}:
        yield document.finding(
            (), (key,), ("is no field that is known here", "correct its spelling, or remove it")
        )


def _id(document: Document, place: Place) -> str:
    """The id of an entry that could not be read, as far as it has one."""
    entry = document.at(place)
    return str(entry.get("id")) if isinstance(entry, dict) else ""
