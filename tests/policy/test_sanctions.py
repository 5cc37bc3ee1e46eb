"""Every type of sanction with its days, its order and whom it fits."""

from datetime import date
from typing import get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared import policy
from shared.policy.catalogue import LEVELS
from shared.policy.sanctions import Position, Sanction, applicable, heavier

SANCTIONS = policy.load().sanctions
TODAY = date(2024, 10, 1)
days = st.dates(date(2010, 6, 6), date(2030, 1, 1))
people = st.sampled_from(["pns", "cpns", "pppk"])
positions = st.sampled_from(get_args(Position))


def names(types: tuple[Sanction, ...]) -> list[str]:
    return [one.id for one in types]


@pytest.mark.parametrize(
    ("day", "level", "types"),
    [
        (TODAY, "moral", ["pernyataan-tertutup", "pernyataan-terbuka"]),
        (TODAY, "light", ["teguran-lisan", "teguran-tertulis", "pernyataan-tidak-puas"]),
        (TODAY, "medium", ["penundaan-gaji-berkala", "penundaan-pangkat", "penurunan-pangkat"]),
        (TODAY, "heavy", ["penurunan-jabatan", "pembebasan-jabatan", "pdhtaps"]),
        (TODAY, "ptdh", ["ptdh"]),
        (
            date(2021, 8, 30),
            "heavy",
            ["penurunan-pangkat-3-tahun", "penurunan-jabatan", "pembebasan-jabatan", "pdhtaps"],
        ),
    ],
)
def test_the_types_of_a_level_on_a_day(day: date, level: str, types: list[str]) -> None:
    assert names(applicable(SANCTIONS, day, "pns", "administrator", level)) == types  # type: ignore[arg-type]


def test_the_nine_types_and_their_months() -> None:
    of_pp_94 = {one.id: one for one in SANCTIONS.in_force(TODAY) if one.branch == "discipline"}
    cuts = [of_pp_94[f"pemotongan-tukin-{months}"] for months in (6, 9, 12)]
    assert [one.months for one in cuts] == [6, 9, 12]
    assert all(one.awaits for one in cuts)
    heavy = [of_pp_94[id].months for id in ("penurunan-jabatan", "pembebasan-jabatan", "pdhtaps")]
    assert heavy == [12, 12, None]
    interim = ("penundaan-gaji-berkala", "penundaan-pangkat", "penurunan-pangkat")
    assert {of_pp_94[id].months for id in interim} == {12}


def test_nobody_is_removed_to_the_position_that_he_has() -> None:
    assert "pembebasan-jabatan" not in names(applicable(SANCTIONS, TODAY, "pns", "pelaksana"))
    assert "pembebasan-jabatan" in names(applicable(SANCTIONS, TODAY, "pns", "pengawas"))
    assert "penurunan-jabatan" in names(applicable(SANCTIONS, TODAY, "pns", "pelaksana"))


def test_a_contract_ends_and_nobody_of_a_contract_is_moved() -> None:
    assert names(applicable(SANCTIONS, TODAY, "pppk", "jf", "heavy")) == [
        "pppk-pemutusan-tidak-atas-permintaan"
    ]
    assert names(applicable(SANCTIONS, TODAY, "pppk", "jf", "ptdh")) == ["pppk-pemutusan-tidak-hormat"]


@given(days, people, positions)
def test_types_of_discipline_are_in_a_strict_order_that_the_levels_follow(
    day: date, respondent: str, position: Position
) -> None:
    types = [one for one in applicable(SANCTIONS, day, respondent, position) if one.branch == "discipline"]
    assert len({one.weight for one in types}) == len(types)
    levels = [LEVELS.index(one.level) for one in types]
    assert levels == sorted(levels)


@given(days, days, people, positions)
def test_after_an_earlier_one_only_heavier_ones_come(
    before: date, day: date, respondent: str, position: Position
) -> None:
    for earlier in applicable(SANCTIONS, before, respondent, position):
        after = heavier(SANCTIONS, earlier, day, respondent, position)
        if earlier.branch == "discipline":
            assert all(one.weight > earlier.weight for one in after)
            assert after or earlier.level == "ptdh" or day < date(2018, 11, 28)
        else:
            assert after == tuple(
                one for one in applicable(SANCTIONS, day, respondent, position) if one.branch == "discipline"
            )


def test_whoever_repeats_gets_the_next_heavier_type() -> None:
    earlier = SANCTIONS.on("teguran-tertulis", date(2021, 1, 1))
    assert earlier is not None
    assert names(heavier(SANCTIONS, earlier, TODAY, "pns", "jf"))[0] == "pernyataan-tidak-puas"
