"""Who may impose what on whom, cell by cell, and never nobody."""

from datetime import date
from itertools import chain, combinations
from typing import get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared import policy
from shared.policy.authorities import (
    Asked,
    Circumstance,
    Tier,
)
from shared.policy.catalogue import LEVELS
from shared.policy.sanctions import Position

LAW = policy.load()
DAY = date(2024, 10, 1)
STATE = ("centre", "province")
ALL = ("centre", "province", "regency")
COLUMNS = ("light", "medium", "heavy", "pdhtaps")
P, M, R = ("ppk",), ("jpt-madya",), ("presiden",)
TABLE = [
    ("jpt_utama", ALL, (R, R, R, R)),
    ("jpt_madya", ALL, (P, P, P, R)),
    ("jf_ahli_utama", ALL, (P, P, P, R)),
    ("jpt_pratama", STATE, (M, P, P, P)),
    ("jpt_pratama", ("regency",), (P, P, P, P)),
    ("administrator", STATE, (("jpt-pratama",), M, P, P)),
    ("administrator", ("regency",), (("jpt-pratama",), P, P, P)),
    ("pengawas", STATE, (("administrator",), ("jpt-pratama",), P, P)),
    ("pengawas", ("regency",), (("administrator",), ("jpt-pratama", "ppk"), P, P)),
    ("pelaksana", STATE, (("pengawas",), ("administrator",), P, P)),
    ("pelaksana", ("regency",), (("pengawas",), ("administrator", "ppk"), P, P)),
    ("jf", ALL, (("administrator", "jpt-pratama"), ("administrator", "jpt-pratama"), P, P)),
]
CELLS = [
    (position, tier, imposed, ids)
    for position, tiers, row in TABLE
    for tier in tiers
    for imposed, ids in zip(COLUMNS, row, strict=True)
]


def ids(asked: Asked, day: date = DAY, barred: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(one.id for one in LAW.competent(asked, day, barred))


@pytest.mark.parametrize(("position", "tier", "imposed", "expected"), CELLS)
def test_every_cell_of_the_table(
    position: Position, tier: Tier, imposed: str, expected: tuple[str, ...]
) -> None:
    assert ids(Asked(position, tier, imposed)) == expected


def test_the_table_has_every_position_in_every_tier() -> None:
    cells = {(position, tier) for position, tier, _, _ in CELLS}
    assert cells == {(position, tier) for position in get_args(Position) for tier in get_args(Tier)}


@pytest.mark.parametrize("tier", ALL)
@pytest.mark.parametrize("imposed", COLUMNS)
def test_a_jpt_madya_who_is_a_ppk_is_the_presidents(tier: Tier, imposed: str) -> None:
    assert ids(Asked("jpt_madya", tier, imposed, circumstances=frozenset({"is_ppk"}))) == R


@pytest.mark.parametrize(
    ("type", "level"),
    [
        ("teguran-lisan", "light"),
        ("penurunan-pangkat", "medium"),
        ("penurunan-jabatan", "heavy"),
        ("pernyataan-terbuka", "moral"),
    ],
)
@pytest.mark.parametrize("tier", ALL)
@pytest.mark.parametrize("position", get_args(Position))
def test_a_type_goes_by_its_level(position: Position, tier: Tier, type: str, level: str) -> None:
    assert ids(Asked(position, tier, type)) == ids(Asked(position, tier, level))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked("jpt_pratama", "regency", "moral", circumstances=frozenset({"sekda"})), ("gubernur",)),
        (Asked("jpt_madya", "province", "moral", circumstances=frozenset({"sekda"})), ("mendagri",)),
        (Asked("jpt_pratama", "regency", "heavy", circumstances=frozenset({"sekda"})), P),
        (Asked("jpt_pratama", "regency", "moral"), P),
        (Asked("pelaksana", "centre", "moral"), P),
        (Asked("jf", "regency", "ptdh"), P),
        (Asked("jpt_madya", "centre", "ptdh"), R),
        (Asked("jf_ahli_utama", "province", "ptdh"), R),
        *[(Asked("jf", tier, level, "pppk"), P) for tier in ALL for level in LEVELS],  # type: ignore[arg-type]
        (Asked("jf", "regency", "pppk-pemutusan-tidak-atas-permintaan", "pppk"), P),
        (Asked("jf", "regency", "pppk-sedang", "pppk"), P),
    ],
)
def test_special_cases(asked: Asked, expected: tuple[str, ...]) -> None:
    assert ids(asked) == expected


@pytest.mark.parametrize(
    ("asked", "barred", "expected"),
    [
        (Asked("pelaksana", "regency", "light"), ("pengawas",), ("administrator",)),
        (Asked("pelaksana", "regency", "light"), ("pengawas", "administrator"), ("jpt-pratama",)),
        (Asked("pelaksana", "regency", "medium"), ("administrator",), P),
        (Asked("administrator", "centre", "light"), ("jpt-pratama",), M),
        (Asked("administrator", "regency", "light"), ("jpt-pratama",), P),
        (Asked("jf", "regency", "heavy"), P, ("gubernur",)),
        (Asked("jf", "province", "heavy"), P, ("mendagri",)),
        (Asked("jf", "centre", "heavy"), P, R),
        (Asked("jf", "regency", "heavy"), ("ppk", "gubernur"), ("mendagri",)),
        (Asked("jpt_utama", "centre", "heavy"), R, R),
    ],
)
def test_where_nobody_may_act_the_next_higher_does(
    asked: Asked, barred: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert ids(asked, barred=barred) == expected


circumstances = st.frozensets(st.sampled_from(get_args(Circumstance)))
askings = st.builds(
    Asked,
    st.sampled_from(get_args(Position)),
    st.sampled_from(get_args(Tier)),
    st.sampled_from([*LEVELS, *LAW.sanctions.ids]),
    st.sampled_from(["pns", "cpns", "pppk"]),
    circumstances,
)
everybody = list(LAW.authorities.ids)


@given(
    askings,
    st.dates(date(2010, 1, 1), date(2035, 1, 1)),
    st.lists(st.sampled_from(everybody), unique=True),
)
def test_there_is_always_somebody_who_may(asked: Asked, day: date, barred: list[str]) -> None:
    found = LAW.competent(asked, day, barred)
    assert found
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert not {one.id for one in found} & set(barred) or set(ids(asked, day, tuple(barred))) == set(R)


def test_nobody_has_to_be_guessed_for_what_may_befall_somebody() -> None:
    """Every power is written down: nothing falls to the top for want of a line."""
    for level, position, tier, respondent in (
        (one, position, tier, respondent)
        for one in LEVELS
        for position in get_args(Position)
        for tier in get_args(Tier)
        for respondent in ("pns", "cpns", "pppk")
    ):
        flags: list[Circumstance] = ["is_ppk", "sekda"]
        for some in chain.from_iterable(combinations(flags, n) for n in range(2)):
            asked = Asked(position, tier, level, respondent, frozenset(some))
            assert any(
                asked.within(power, LAW.sanctions) for one in LAW.authorities for power in one.powers
            ), asked


def needed(asked: Asked, by: str, day: date = DAY) -> set[str]:
    return {one.id for one in LAW.needed(asked, day, by)}


@pytest.mark.parametrize(
    ("day", "needs"),
    [
        (date(2024, 3, 21), set()),
        (date(2024, 3, 22), {"persetujuan-mendagri"}),
        (date(2025, 2, 19), {"persetujuan-mendagri"}),
        (date(2025, 2, 20), set()),
    ],
)
def test_a_regional_head_needs_the_ministers_approval_in_those_days(day: date, needs: set[str]) -> None:
    assert needed(Asked("administrator", "regency", "pembebasan-jabatan"), "ppk", day) == needs


@pytest.mark.parametrize(
    ("asked", "by", "needs"),
    [
        (Asked("administrator", "centre", "pembebasan-jabatan"), "ppk", set()),
        (Asked("administrator", "regency", "pdhtaps"), "ppk", set()),
        (Asked("administrator", "regency", "medium"), "ppk", set()),
        (Asked("jf", "regency", "penurunan-jabatan"), "ppk", set()),
        (
            Asked("jf", "regency", "penurunan-jabatan", circumstances=frozenset({"leads_unit"})),
            "ppk",
            {"persetujuan-mendagri-pimpinan-unit"},
        ),
        (Asked("jpt_madya", "centre", "pdhtaps"), "presiden", {"usul-kepada-presiden"}),
        (
            Asked("jf", "centre", "light", circumstances=frozenset({"seconded"})),
            "administrator",
            {"usul-instansi-penugasan"},
        ),
        (
            Asked("jf", "centre", "heavy", circumstances=frozenset({"conflicted"})),
            "presiden",
            {"usul-kepada-presiden", "atasan-karena-konflik-kepentingan"},
        ),
        (
            Asked("pelaksana", "centre", "light", circumstances=frozenset({"vacant"})),
            "administrator",
            {"penunjukan-pejabat-lebih-tinggi"},
        ),
    ],
)
def test_what_a_decision_needs_besides(asked: Asked, by: str, needs: set[str]) -> None:
    assert needed(asked, by) == needs


@pytest.mark.parametrize(
    ("asked", "day", "by", "besides"),
    [
        (Asked("jf", "regency", "heavy"), date(2024, 11, 1), "ppk", set()),
        (Asked("pengawas", "centre", "medium"), date(2024, 1, 19), "jpt-pratama", set()),
        (
            Asked("jpt_pratama", "regency", "moral", circumstances=frozenset({"sekda"})),
            date(2024, 10, 1),
            "gubernur",
            set(),
        ),
        (
            Asked("administrator", "regency", "pembebasan-jabatan"),
            date(2024, 11, 22),
            "ppk",
            {"persetujuan-mendagri"},
        ),
        (Asked("jf", "regency", "ptdh", "pppk"), date(2024, 4, 1), "ppk", set()),
        (Asked("pengawas", "province", "pdhtaps"), date(2024, 3, 4), "ppk", set()),
        (Asked("jpt_madya", "centre", "pdhtaps"), date(2024, 10, 1), "presiden", {"usul-kepada-presiden"}),
    ],
)
def test_real_cases_find_who_decides_and_what_that_needs(
    asked: Asked, day: date, by: str, besides: set[str]
) -> None:
    """A teacher, supervisors of a ministry and a province, the Sekda of a regency, a camat, a contract."""
    assert ids(asked, day)[0] == by
    assert needed(asked, by, day) == besides
