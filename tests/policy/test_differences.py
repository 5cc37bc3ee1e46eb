"""What two policies differ in is said entry by entry and field by field, always in the same order."""

from dataclasses import replace
from datetime import date
from random import Random

from deploy.policy.differences import Change, by_entry, by_version, differences
from deploy.policy.records import Record
from tests.policy.held import LAW, NEW, OLD

CONTEST = Record(
    "contests",
    "pilkada",
    "1",
    date(2024, 1, 1),
    particulars={
        "elsewhere": [
            {"region": "32.08", "determined": "2024-09-22"},
            {"region": "71", "determined": "2024-09-23"},
        ]
    },
)


def test_what_is_alike_differs_in_nothing() -> None:
    assert differences([OLD, NEW, LAW], [LAW, NEW, OLD], by_version) == []


def test_added_removed_and_changed_versions_are_told_apart() -> None:
    ended = replace(NEW, valid_to=date(2026, 12, 31))
    following = replace(NEW, version="3", valid_from=date(2027, 1, 1))
    found = differences([OLD, NEW, LAW], [ended, following, LAW], by_version)
    assert [(one.what, one.entry) for one in found] == [
        ("removed", "A-1@1"),
        ("changed", "A-1@2"),
        ("added", "A-1@3"),
    ]
    assert found[1].changes == (Change("valid_to", None, "2026-12-31"),)


def test_a_changed_list_of_parts_names_the_part_wherever_it_stands() -> None:
    first, second = CONTEST.particulars["elsewhere"]
    moved = {**second, "determined": "2024-10-01"}
    after = replace(CONTEST, particulars={"elsewhere": [moved, first]})
    (found,) = differences([CONTEST], [after], by_version)
    assert found.changes == (Change("elsewhere[71].determined", "2024-09-23", "2024-10-01"),)


def test_two_days_compare_the_versions_that_count_on_each() -> None:
    (found,) = differences([OLD, LAW], [NEW, LAW], by_entry)
    assert (found.what, found.entry) == ("changed", "A-1")
    assert Change("version", "1", "2") in found.changes
    assert Change("levels", None, ["light", "medium"]) in found.changes


def test_the_order_is_that_of_kinds_and_entries_whatever_the_order_given() -> None:
    entries = [OLD, NEW, LAW, CONTEST]
    expected = differences([], entries, by_version)
    assert [one.entry for one in expected] == ["A-1@1", "A-1@2", "pilkada@1", "law-2@1"]
    for seed in range(5):
        mixed = Random(seed).sample(entries, len(entries))
        assert differences([], mixed, by_version) == expected, f"seed {seed}"
