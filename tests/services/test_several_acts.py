"""Several acts are recommended together and decided as one, by the heaviest of them."""

from datetime import date
from typing import Any

import pytest

from services.sanctions.commands import FurtherAct
from tests.support.life import CASE, Life

WITHOUT = date(2024, 9, 10)
"""A day on which there were no candidates yet."""


def queued() -> Life:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    return life


def also(*acts: tuple[str, str]) -> tuple[FurtherAct, ...]:
    return tuple(FurtherAct(act=act, level=level) for act, level in acts)


@pytest.mark.parametrize(
    ("act", "level", "others", "left"),
    [
        ("DS-08", "heavy", [("PD-N2", "medium")], ("medium", "heavy")),
        ("DS-06", "heavy", [("DS-08", "medium")], ("heavy",)),
        ("DS-06", "heavy", [("DS-08", "medium"), ("PD-N2", "medium")], ("heavy",)),
        ("DS-05", "ptdh", [("DS-06", "heavy")], ("ptdh",)),
    ],
)
def test_what_is_left_is_no_less_than_each_act_calls_for(
    act: str, level: str, others: list[tuple[str, str]], left: tuple[str, ...]
) -> None:
    life = queued()
    case = life.give("IssueRecommendation", act=act, level=level, also=also(*others))
    assert case.facts.levels == left
    data: Any = life.session.written[-2].data
    assert [(one.act, one.act_version, one.level) for one in data.also] == [
        (other, "2022" if other.startswith("DS") else "2021", its) for other, its in others
    ]


def test_acts_of_ethics_are_recommended_together_too() -> None:
    said: dict[str, Any] = {"act": "KE-04", "level": "moral", "acted_on": WITHOUT}
    case = queued().give("IssueRecommendation", **said, also=also(("KE-05", "moral")))
    assert (case.facts.branch, case.facts.levels) == ("KE", ("moral",))


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ([("DS-06", "heavy")], "invalid-input"),
        ([("DS-08", "medium"), ("DS-08", "medium")], "invalid-input"),
        ([("XX-01", "medium")], "invalid-input"),
        ([("PID-188", "heavy")], "criminal-code"),
        ([("KE-04", "moral")], "branch-differs"),
        ([("DS-05", "ptdh")], "not-the-heaviest"),
        ([("DS-08", "light")], "level-does-not-fit"),
        ([("DS-01", "heavy")], "basis-needed"),
    ],
)
def test_each_is_held_to_what_a_single_one_is(others: list[tuple[str, str]], code: str) -> None:
    assert queued().refused("IssueRecommendation", also=also(*others)) == code


def test_ethics_and_discipline_are_not_decided_as_one_even_with_a_reason() -> None:
    further = also(("KE-04", "moral"))
    refused = queued().refused("IssueRecommendation", also=further, override="earlier-hour")
    assert refused == "wrong-branch"


def test_without_further_acts_nothing_is_told_of_them() -> None:
    life = queued()
    life.give("IssueRecommendation")
    assert b'"also"' not in life.session.written[-2].event.data
    assert life.session.cases[CASE].facts.levels == ("heavy",)
