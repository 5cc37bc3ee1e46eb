"""The instruments follow one another as the law did, and are cited as they were on a day."""

from datetime import date, timedelta

import pytest

from shared import policy
from shared.policy.instruments import Citation, cited

INSTRUMENTS = policy.load().instruments
A_DAY = timedelta(days=1)


def test_what_an_instrument_names_is_there() -> None:
    assert {reference.id for one in INSTRUMENTS for reference in one.references()} <= set(INSTRUMENTS.ids)


def test_what_is_repealed_ends_on_the_day_before() -> None:
    repealing = [(one, id) for one in INSTRUMENTS for id in one.repeals]
    assert {id for _, id in repealing} == {"uu-5-2014", "pp-53-2010", "skb-2020"}
    for one, id in repealing:
        assert INSTRUMENTS.versions(id)[-1].valid_to == one.valid_from - A_DAY


def test_a_wording_that_follows_a_ruling_counts_from_the_day_of_the_ruling() -> None:
    for one in INSTRUMENTS:
        for ruling in one.ruled_on_by:
            assert INSTRUMENTS.versions(ruling)[0].valid_from == one.valid_from


def test_an_amendment_is_younger_than_what_it_amends() -> None:
    for one in INSTRUMENTS:
        for id in one.amends:
            assert INSTRUMENTS.versions(id)[0].valid_from < one.valid_from


@pytest.mark.parametrize(
    ("id", "day", "stamp"),
    [
        ("uu-10-2016", "2024-11-13", "uu-10-2016@1"),
        ("uu-10-2016", "2024-11-14", "uu-10-2016@2"),
        ("uu-1-2015", "2024-11-13", "uu-1-2015@1"),
        ("uu-1-2015", "2024-11-14", "uu-1-2015@2"),
        ("skb-2020", "2020-09-09", None),
        ("skb-2020", "2022-09-21", "skb-2020@1"),
        ("skb-2020", "2022-09-22", None),
        ("skb-2022", "2022-09-22", "skb-2022@1"),
        ("pp-53-2010", "2021-08-30", "pp-53-2010@1"),
        ("pp-94-2021", "2021-08-30", None),
        ("pp-94-2021", "2021-08-31", "pp-94-2021@1"),
        ("uu-5-2014", "2023-10-30", "uu-5-2014@1"),
        ("uu-20-2023", "2023-10-31", "uu-20-2023@1"),
        ("uu-20-2023", "2025-10-16", "uu-20-2023@2"),
        ("uu-27-2022", "2024-10-16", "uu-27-2022@1"),
    ],
)
def test_the_wording_of_a_day(id: str, day: str, stamp: str | None) -> None:
    found = INSTRUMENTS.on(id, date.fromisoformat(day))
    assert (found and found.stamp) == stamp


def test_a_basis_is_cited_as_far_as_it_is_in_force() -> None:
    basis = [
        Citation(instrument="uu-5-2014", article="Pasal 87"),
        Citation(instrument="uu-20-2023", article="Pasal 52"),
        Citation(instrument="perbawaslu-8-2020", article="Pasal 4"),
    ]
    before, after = (cited(basis, INSTRUMENTS, day) for day in (date(2023, 10, 30), date(2024, 9, 30)))
    assert before == ("UU 5/2014 Pasal 87", "Perbawaslu 8/2020 Pasal 4")
    assert after == ("UU 20/2023 Pasal 52", "Perbawaslu 8/2020 jo. 9/2024 Pasal 4")
