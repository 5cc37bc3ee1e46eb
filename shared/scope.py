"""Which cases somebody may know of. What lies outside is answered as if it did not exist."""

from dataclasses import dataclass

NATIONAL = "00"
"""The region of what concerns no single province."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases of some offices, and those of some regions. `everything` needs neither."""

    offices: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    everything: bool = False

    def covers(self, office: str, region: str) -> bool:
        """Whether a case at that office, of that region, may be known. A province covers its regencies."""
        return (
            self.everything
            or office in self.offices
            or region in self.regions
            or region.partition(".")[0] in self.regions
        )

    def __or__(self, other: "Scope") -> "Scope":
        """What one of the two covers."""
        return Scope(
            self.offices | other.offices,
            self.regions | other.regions,
            self.everything or other.everything,
        )


NOTHING = Scope()
EVERYTHING = Scope(everything=True)


def of_region(region: str | None) -> Scope:
    """The cases of a region: all for the nation, none without one."""
    if region == NATIONAL:
        return EVERYTHING
    return Scope(regions=frozenset({region})) if region else NOTHING


def of_office(office: str | None) -> Scope:
    """The cases that lie at this very office, none without one."""
    return Scope(offices=frozenset({office})) if office else NOTHING
