"""Whoever repeats is sanctioned more heavily than the last time, or it is on record why not."""

from datetime import date
from typing import Any

import pytest

from services.sanctions.commands import Earlier
from tests.services.test_competence import NEXT_DAY, awaiting, issued, refusal


def earlier(level: str, sanction: str | None = None, since: date = date(2023, 12, 1)) -> tuple[Earlier, ...]:
    return (Earlier(level=level, sanction=sanction, effective_on=since),)


@pytest.mark.parametrize(
    ("last", "level", "sanction", "fits"),
    [
        (earlier("light", "teguran-lisan"), "light", "teguran-lisan", False),
        (earlier("light", "teguran-lisan"), "light", "teguran-tertulis", True),
        (earlier("medium", "penurunan-pangkat"), "medium", "penurunan-pangkat", False),
        (earlier("medium", "penurunan-pangkat"), "light", "teguran-lisan", False),
        (earlier("medium", "penurunan-pangkat"), "heavy", "penurunan-jabatan", True),
        (earlier("heavy", "penurunan-pangkat-3-tahun", date(2020, 1, 2)), "heavy", "penurunan-jabatan", True),
        (earlier("medium"), "light", "pernyataan-tidak-puas", False),
        (earlier("medium"), "medium", "penundaan-gaji-berkala", False),
        (earlier("medium"), "medium", "penurunan-pangkat", True),
    ],
)
def test_only_a_heavier_type_is_taken(
    last: tuple[Earlier, ...], level: str, sanction: str, fits: bool
) -> None:
    authority = "ppk" if level == "heavy" else "administrator"
    said: dict[str, Any] = {"level": level, "sanction": sanction, "authority": authority, "repetition": last}
    if fits:
        data = issued(awaiting(), **said)
        assert (data.repeats, data.override) == (last[0].sanction or last[0].level, None)
        return
    refused = refusal(awaiting(), **said)
    assert refused.code == "heavier-needed"
    assert "2023-12-01" in refused.detail
    assert issued(awaiting(), **said, override="done-before").override == "done-before"


def test_the_last_one_counts_not_the_heaviest() -> None:
    both = earlier("heavy", "pdhtaps", date(2022, 1, 3)) + earlier("light", "teguran-lisan")
    data = issued(awaiting(), level="light", sanction="teguran-tertulis", repetition=both)
    assert data.repeats == "teguran-lisan"


def test_where_nothing_heavier_is_left_the_heaviest_is_taken() -> None:
    last = earlier("heavy", "pdhtaps")
    said: dict[str, Any] = {"level": "heavy", "authority": "ppk", "repetition": last}
    assert refusal(awaiting(), **said, sanction="pembebasan-jabatan").code == "heavier-needed"
    issued(awaiting(), **said, sanction="pdhtaps")


def test_whoever_is_sanctioned_for_the_first_time_repeats_nothing() -> None:
    life = awaiting()
    life.give("IssueDecision", NEXT_DAY, level="light")
    assert b'"repeats"' not in life.session.written[-1].event.data
