"""The policy data of contests (kontestasi): when their candidates were determined, and their calendars."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from shared.policy.entry import Entry, Part, Reference, Timeline

ContestKind = Literal["pilpres", "pileg", "dpd", "pilgub", "pilbup", "pilwalkot"]
"""Presiden; DPR and DPRD; DPD; gubernur; bupati; wali kota."""
KINDS: tuple[ContestKind, ...] = get_args(ContestKind)
Regime = Literal["pemilu", "pilkada"]
"""UU 7/2017, or UU 1/2015 with its amendments."""


BY_REGIME: Mapping[Regime, frozenset[ContestKind]] = {
    "pemilu": frozenset({"pilpres", "pileg", "dpd"}),
    "pilkada": frozenset({"pilgub", "pilbup", "pilwalkot"}),
}
"""Which contests are held by which law."""


class Days(Part):
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Contest(Entry):
    """A contest: from `valid_from` to `valid_to` acts are taken to be about it.

    `determined` (penetapan calon) counts as a day with candidates. While it is not known, nobody is a
    candidate before `not_determined_before`; from that day on it cannot be said.
    """

    kinds: Annotated[tuple[ContestKind, ...], Field(min_length=1)]
    regime: Regime
    regions: tuple[Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")], ...] = ()
    determined: date | None = None
    not_determined_before: date | None = None
    campaign: Days | None = None
    quiet: Days | None = None
    voting: date | None = None

    @property
    def successions(self) -> tuple[str, ...]:
        """One contest of a kind follows another. One of some regions alone comes between."""
        return (self.id,) if self.regions else tuple(f"contest {kind}" for kind in self.kinds)

    @property
    def alone(self) -> tuple[str, ...]:
        """Of the contests of a kind that are of some regions alone, a region has one on a day."""
        return tuple(f"{kind} {region}" for kind in self.kinds for region in self.regions)

    def references(self) -> Iterator[Reference]:
        """Its regions."""
        for number, region in enumerate(self.regions):
            yield Reference(f"regions.{number}", "regions", region)

    def is_of(self, region: str) -> bool:
        """Whether it is held for that region, or for its province; a nationwide one is everywhere."""
        return not self.regions or region in self.regions or region[:2] in self.regions

    def may_be_of(self, region: str | None) -> bool:
        """Whether it may be held where no more than a province is known, or nothing."""
        return region is None or any(own.startswith(f"{region}.") for own in self.regions)

    def with_candidates(self, day: date) -> bool | None:
        """Whether there were candidates on that day, None where that cannot be said."""
        if self.determined is not None:
            return day >= self.determined
        if self.not_determined_before is not None and day < self.not_determined_before:
            return False
        return None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if foreign := sorted(set(self.kinds) - BY_REGIME[self.regime]):
            raise ValueError(f"regime: no {' and no '.join(foreign)} is held by the law of a {self.regime}")
        if (self.determined is None) == (self.not_determined_before is None):
            raise ValueError("it needs determined or not_determined_before, and not both")
        named = [
            ("determined", self.determined),
            *((f"campaign.{end}", getattr(self.campaign, end)) for end in ("first", "last") if self.campaign),
            *((f"quiet.{end}", getattr(self.quiet, end)) for end in ("first", "last") if self.quiet),
            ("voting", self.voting),
        ]
        known = [(name, day) for name, day in named if day is not None]
        for (before, earlier), (after, later) in pairwise(known):
            if later < earlier:
                raise ValueError(f"{after} lies before {before}")
        return self


class Calendars:
    """Which contest an act is about, by kind, region and day."""

    def __init__(self, contests: Timeline[Contest]) -> None:
        by_kind: dict[ContestKind, list[Contest]] = {kind: [] for kind in KINDS}
        for contest in contests:
            for kind in contest.kinds:
                by_kind[kind].append(contest)
        self._by_kind = {
            kind: sorted(of_kind, key=lambda one: (not one.regions, one.valid_from))
            for kind, of_kind in by_kind.items()
        }

    def possible(self, kind: ContestKind, region: str | None, day: date) -> Sequence[Contest]:
        """The contests of a kind that count on that day: the region's own, or each that may be."""
        found: list[Contest] = []
        for contest in self._by_kind[kind]:
            if not contest.in_force(day):
                continue
            if region is not None and contest.is_of(region):
                return (*found, contest)
            if contest.may_be_of(region):
                found.append(contest)
        return tuple(found)
