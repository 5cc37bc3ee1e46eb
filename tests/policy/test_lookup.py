"""An entry is found by its code in every kind, in the version of the day, with what names it."""

from datetime import date

import pytest

from deploy.policy.lookup import Found, NotInForce, Unknown, find
from tests.policy.held import LAW, NAMESAKE, NEW, OLD, held

TODAY = date(2026, 11, 23)


def entries(code: str, day: date = TODAY) -> list[Found]:
    found = find(held(), code, day)
    assert isinstance(found, list)
    return found


def test_the_version_of_the_day_is_shown_in_every_kind_that_has_the_code() -> None:
    assert [one.record for one in entries("A-1")] == [NEW, NAMESAKE]
    assert [one.record for one in entries("A-1", date(2021, 12, 31))] == [OLD, NAMESAKE]


def test_capitals_do_not_matter() -> None:
    assert entries("a-1") == entries("A-1")


def test_a_stamp_asks_for_that_version_on_any_day() -> None:
    (found,) = entries("A-1@1")
    assert found.record == OLD
    assert found.versions == [OLD, NEW]


def test_what_names_an_entry_is_told_while_it_counts() -> None:
    assert [one.record.stamp for one in entries("law-2")] == ["law-2@1"]
    assert entries("law-2")[0].named_by == [NEW]
    document = entries("law-2")[0].document()
    assert document["referred_to_by"] == [{"kind": "acts", "id": "A-1"}]


def test_before_its_first_day_an_entry_is_not_in_force() -> None:
    assert find(held(), "law-2", date(2021, 12, 31)) == NotInForce([LAW])


@pytest.mark.parametrize(("code", "near"), [("law-3", ["law-2"]), ("law", ["law-2"]), ("zzz", [])])
def test_an_unknown_code_is_answered_with_those_like_it(code: str, near: list[str]) -> None:
    assert find(held(), code, TODAY) == Unknown(near)
