"""In whose name an office acts, and who is above whom."""

import pytest

from shared import policy
from shared.policy.offices import PPK

RULES = policy.load()
OFFICES = RULES.offices
AGENCY = {"pengawas", "administrator", "jpt-pratama", "jpt-madya", "ppk"}


@pytest.mark.parametrize(
    ("office", "authorities"),
    [
        ("ppk-32.08", AGENCY),
        ("ppk-32", AGENCY),
        ("gubernur-32", {"gubernur"}),
        ("mendagri", {"mendagri"}),
        ("presiden", {"presiden"}),
        ("gubernur", set()),
        ("gubernur-32.08", set()),
        ("ppk-99.99", set()),
        ("ppk-00", set()),
        ("mendagri-32", set()),
        ("bkn", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_an_office_acts_for_its_own_authorities_and_for_no_others(
    office: str | None, authorities: set[str]
) -> None:
    assert OFFICES.acts_for(office) == authorities


@pytest.mark.parametrize("authority", RULES.authorities.ids)
@pytest.mark.parametrize("ppk", ["ppk-32.08", "ppk-32"])
def test_every_authority_has_an_office_that_acts_for_it_in_every_case(authority: str, ppk: str) -> None:
    assert authority in OFFICES.acts_for(OFFICES.of(authority, ppk))


def test_every_ppk_has_somebody_above_and_the_president_is_above_all() -> None:
    for region in set(RULES.regions) - {"00"}:
        ppk = f"{PPK}-{region}"
        assert ppk in OFFICES.beneath("presiden")
        assert ppk in OFFICES.beneath("mendagri")
        governors = [one for one in RULES.regions if ppk in OFFICES.beneath(f"gubernur-{one}")]
        assert governors == ([region.partition(".")[0]] if "." in region else [])


def test_nobody_is_beneath_an_appointing_authority_and_nothing_beneath_an_office_that_is_none() -> None:
    for office in ("ppk-32", "ppk-32.08", "bkn", "gubernur-99", None):
        assert not OFFICES.beneath(office)
