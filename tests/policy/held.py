"""A small policy of invented entries, in the shape in which entries are shown and compared."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from deploy.policy.records import Holdings, Record
from shared.policy import load
from shared.policy.entry import Reference

OLD = Record(
    "acts", "A-1", "1", date(2020, 1, 1), date(2021, 12, 31), "Law 1", "found", "Perbuatan satu", "Act one"
)
NEW = Record(
    "acts",
    "A-1",
    "2",
    date(2022, 1, 1),
    None,
    "Law 2 | article <2>",
    "unsure",
    "Perbuatan satu",
    "Act one",
    {"levels": ["light", "medium"], "law": "law-2"},
    (Reference("law", "laws", "law-2"),),
)
LAW = Record("laws", "law-2", "1", date(2022, 1, 1), None, "Gazette", "known", "Undang-undang dua", "Law two")
NAMESAKE = Record("K-kinds", "a-1", indonesian="Lain", english="Other")


def held(kinds: Sequence[Record] = (OLD, NEW, LAW), others: Sequence[Record] = (NAMESAKE,)) -> Holdings:
    """What a folder with these entries would hold."""
    return Holdings(load(), _by_kind(kinds), _by_kind(others), {"acts": "2026-11"})


def _by_kind(records: Sequence[Record]) -> dict[str, Any]:
    return {
        kind: [one for one in records if one.kind == kind] for kind in {one.kind: None for one in records}
    }
