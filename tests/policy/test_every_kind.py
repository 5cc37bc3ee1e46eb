"""Every kind of entry is refused what no entry may have, by the same code, in the line that has it."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shared.policy import FOLDER, KINDS, Finding
from shared.policy.document import read
from shared.policy.entries import file_of, read_entries
from shared.policy.entry import A_DAY
from shared.policy.loading import FILES
from shared.policy.order import Placed, disorder

Data = dict[str, Any]


class Wrong(NamedTuple):
    """A change of an entry, or of its double that is put behind it, and what is said of that."""

    change: Callable[[Data], Data]
    field: str
    reason: str
    added: bool = False


def changed(**fields: object) -> Callable[[Data], Data]:
    return lambda entry: {**entry, **fields}


def without(field: str) -> Callable[[Data], Data]:
    return lambda entry: {name: value for name, value in entry.items() if name != field}


WRONG = [
    Wrong(changed(colour="red"), "colour", "is no field"),
    Wrong(without("source"), "source", "is missing"),
    Wrong(without("english"), "english", "is missing"),
    Wrong(changed(indonesian=" "), "indonesian", "is empty"),
    Wrong(changed(valid_from="2022-02-30"), "valid_from", "'2022-02-30' is no day"),
    Wrong(changed(valid_to="next year"), "valid_to", "'next year' is no day"),
    Wrong(changed(valid_to="1945-08-17"), "valid_to", "1945-08-17 lies before valid_from"),
    Wrong(changed(confidence="design"), "confidence", "'design' is none of its values"),
    Wrong(changed(version=1), "version", "1 is no text"),
    Wrong(changed(id="a b"), "id", "'a b' does not have its form"),
    Wrong(changed(english="Again"), "version", "is there twice: line 4", added=True),
    Wrong(changed(version="other"), "valid_from", "overlaps", added=True),
]


@cache
def entries(kind: str) -> list[Data]:
    found: list[Data] = read(FOLDER / file_of(kind)).data[kind]
    return found


def said_of(folder: Path, kind: str, listed: list[Data]) -> list[Finding]:
    """What is said of these entries, of which the first stands in line 3."""
    lines = ['version: "1"', f"{kind}:", *(f"  - {json.dumps(one, ensure_ascii=False)}" for one in listed)]
    path = folder / file_of(kind)
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(read_entries(read(path), kind, KINDS[kind]).findings)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: f"{one.field}-{one.reason}")
@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_entry_is_refused_in_its_line(kind: str, wrong: Wrong, tmp_path: Path) -> None:
    entry, *more = entries(kind)
    other = next(one for one in more if one["id"] != entry["id"])
    listed = [other, entry, wrong.change(entry)] if wrong.added else [other, wrong.change(entry)]
    found = [one for one in said_of(tmp_path, kind, listed) if wrong.reason in one.reason]
    assert {(one.line, one.field) for one in found} == {(len(listed) + 2, wrong.field)}


def test_what_is_not_an_entry_is_refused(tmp_path: Path) -> None:
    for kind in KINDS:
        (one,) = said_of(tmp_path, kind, ["entry"])  # type: ignore[list-item]
        assert (one.line, one.field, one.reason) == (3, f"{kind}.0", "'entry' is no mapping")


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_more_or_less_between_two_versions_is_refused(kind: str) -> None:
    found = read_entries(read(FOLDER / file_of(kind)), kind, KINDS[kind])
    begun = {(line, placed.entry.valid_from) for placed in found.placed for line in placed.entry.successions}
    for number, (entry, place) in enumerate(found.placed):
        if entry.valid_to is None or not any(
            (line, entry.valid_to + A_DAY) in begun for line in entry.successions
        ):
            continue
        for by, reason in ((A_DAY, "overlaps"), (-A_DAY, "no version is valid from")):
            moved = [*found.placed]
            moved[number] = Placed(entry.model_copy(update={"valid_to": entry.valid_to + by}), place)
            said = list(disorder(found.document, moved, complete=True))
            assert said
            assert all(reason in one.reason and entry.stamp in one.reason for one in said)


def test_every_file_of_policy_is_read() -> None:
    assert {path.name for path in FOLDER.iterdir()} == FILES
