"""In whose name an office acts, and over which appointing authorities (atasan pejabat) it is placed."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from shared.policy.agencies import Agency
from shared.policy.authorities import Authority, Tier
from shared.policy.entry import Timeline
from shared.scope import NATIONAL

PPK = "ppk"
"""The authority at the head of every agency, and the kind of its office ("ppk-32.08")."""


class Offices:
    """The offices of those who may impose, by the authorities, regions and central agencies of policy.

    The PPK of a region is its head ("ppk-32.08"), of a ministry its minister ("ppk-kemenag"). Those of an
    agency act through the office of its PPK. Above them a governor has an office in each province
    ("gubernur-32"), a minister and the President one for the nation ("mendagri").
    """

    def __init__(
        self, authorities: Timeline[Authority], regions: Mapping[str, str], agencies: Timeline[Agency]
    ) -> None:
        self._authorities = authorities
        self._regions = {code: name for code, name in regions.items() if code != NATIONAL}
        self._agencies = agencies

    def acts_for(self, office: str | None) -> frozenset[str]:
        """The authorities in whose name an office acts; none where policy knows no such office."""
        return self._acts_for.get(office or "", frozenset())

    def beneath(self, office: str | None) -> frozenset[str]:
        """The offices of the PPK whose superior an office may be; none for an office of a PPK."""
        return self._beneath.get(office or "", frozenset())

    def with_a_say(self, office: str) -> frozenset[str]:
        """The authorities of the agency of a PPK's office, and those above it; of any other office all."""
        tier = self.tier(office)
        known = self._above(PPK, tier) if tier else self._authorities.ids
        return self.of_an_agency.union(known)

    def tier(self, office: str) -> Tier | None:
        """Of which tier the agency of a PPK's office is; None for an office of anybody else."""
        return self._tiers.get(office)

    def ppk(self, agency: str, day: date) -> str | None:
        """The office of the PPK of a region or central agency, None where that is none on the day.

        A day before all versions goes by the first.
        """
        there = agency in self._regions or self._agencies.on_or_first(agency, day)
        return f"{PPK}-{agency}" if there else None

    def agency(self, office: str) -> str | None:
        """The region or central agency whose office this is, in words; None where it is of neither."""
        _, _, of = office.partition("-")
        known = self._agencies.latest(of)
        return self._regions.get(of) or (known.indonesian if known else None)

    def head(self, office: str) -> str | None:
        """The title by which the PPK of a central agency decides; None for any other office."""
        known = self._agencies.latest(office.removeprefix(f"{PPK}-"))
        return known.head if known and office in self._tiers else None

    def of(self, authority: str, ppk: str) -> str:
        """Which office acts for an authority, in a case that lies at an office of a PPK."""
        known = self._authorities.latest(authority)
        if known is None or known.office == "agency":
            return ppk
        return authority if known.office == "nation" else f"{authority}-{_province(ppk)}"

    @cached_property
    def of_an_agency(self) -> frozenset[str]:
        """The authorities that act through the office of the PPK of their agency."""
        return frozenset(one.id for one in self._authorities if one.office == "agency")

    @cached_property
    def _acts_for(self) -> Mapping[str, frozenset[str]]:
        above = {
            self.of(id, office): frozenset({id})
            for office, tier in self._tiers.items()
            for id in self._above(PPK, tier)
        }
        return above | dict.fromkeys(self._tiers, self.of_an_agency)

    @cached_property
    def _beneath(self) -> Mapping[str, frozenset[str]]:
        beneath: dict[str, set[str]] = {}
        for office, tier in self._tiers.items():
            for above in self._above(PPK, tier):
                beneath.setdefault(self.of(above, office), set()).add(office)
        return {superior: frozenset(offices) for superior, offices in beneath.items()}

    @cached_property
    def _tiers(self) -> Mapping[str, Tier]:
        """The office of every PPK, and of which tier its agency is."""
        regional: dict[str, Tier] = {
            f"{PPK}-{region}": "regency" if "." in region else "province" for region in self._regions
        }
        return regional | {f"{PPK}-{id}": "centre" for id in self._agencies.ids}

    def _above(self, authority: str, tier: Tier) -> Collection[str]:
        known = self._authorities.latest(authority)
        above = known.above.get(tier) if known else None
        return (above, *self._above(above, tier)) if above else ()


def _province(ppk: str) -> str:
    return ppk.partition("-")[2].partition(".")[0]
