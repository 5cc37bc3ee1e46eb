"""In whose name an office acts, and over which appointing authorities (atasan pejabat) it is placed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from shared.policy.authorities import Authority, Tier
from shared.policy.entry import Timeline
from shared.scope import NATIONAL

PPK = "ppk"
"""The authority at the head of every agency, and the kind of its office ("ppk-32.08")."""


class Offices:
    """The offices of those who may impose, by the authorities of policy and the regions there are.

    Those of an agency act through the office of its PPK. Above them a governor has an office in each province
    ("gubernur-32"), a minister and the President one for the nation ("mendagri").
    """

    def __init__(self, authorities: Timeline[Authority], regions: Iterable[str]) -> None:
        self._authorities = authorities
        self._regions = tuple(one for one in regions if one != NATIONAL)

    def acts_for(self, office: str | None) -> frozenset[str]:
        """The authorities in whose name an office acts; none where policy knows no such office."""
        return self._acts_for.get(office or "", frozenset())

    def beneath(self, office: str | None) -> frozenset[str]:
        """The offices of the PPK whose superior an office may be; none for an office of a PPK."""
        return self._beneath.get(office or "", frozenset())

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
            for id in set(self._authorities.ids) - self.of_an_agency
            for office, _ in self._ppk()
        }
        return above | {office: self.of_an_agency for office, _ in self._ppk()}

    @cached_property
    def _beneath(self) -> Mapping[str, frozenset[str]]:
        beneath: dict[str, set[str]] = {}
        for office, tier in self._ppk():
            for above in self._above(PPK, tier):
                beneath.setdefault(self.of(above, office), set()).add(office)
        return {superior: frozenset(offices) for superior, offices in beneath.items()}

    def _ppk(self) -> Iterator[tuple[str, Tier]]:
        """The office of every PPK, and of which tier its agency is."""
        for region in self._regions:
            yield f"{PPK}-{region}", "regency" if "." in region else "province"

    def _above(self, authority: str, tier: Tier) -> Collection[str]:
        known = self._authorities.latest(authority)
        above = known.above.get(tier) if known else None
        return (above, *self._above(above, tier)) if above else ()


def _province(ppk: str) -> str:
    return ppk.partition("-")[2].partition(".")[0]
