"""The policy data of who may impose what on whom (pejabat yang berwenang menghukum), and what it needs."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from shared.policy.catalogue import LEVELS
from shared.policy.entry import Entry, Id, Part, Reference, Timeline
from shared.policy.instruments import Citation, resting_on
from shared.policy.sanctions import Position, Sanction

Tier = Literal["centre", "province", "regency"]
"""Instansi pusat, provinsi, kabupaten/kota: that to which the officer belongs, not where one is seconded."""
Circumstance = Literal["is_ppk", "sekda", "seconded", "leads_unit", "conflicted", "vacant"]
"""Is a PPK; is the Sekda; is seconded; leads a school or health centre. Who would decide has a conflict of
interest; is not there."""
NOTHING: frozenset[Circumstance] = frozenset()


class Reach(Part):
    """What a power or a condition reaches: all positions and tiers where it names none.

    `of`: levels, which leave out dismissals, and types of sanctions by name.
    """

    of: Annotated[tuple[str, ...], Field(min_length=1)]
    positions: tuple[Position, ...] = ()
    tiers: tuple[Tier, ...] = ()
    respondents: tuple[str, ...] = ("pns", "cpns")
    when: frozenset[Circumstance] = frozenset()
    unless: frozenset[Circumstance] = frozenset()

    def references(self, field: str) -> Iterable[Reference]:
        """The types of sanctions and the respondents that it names."""
        for number, name in enumerate(self.of):
            if name not in LEVELS:
                yield Reference(f"{field}.of.{number}", "sanctions", name)
        for number, respondent in enumerate(self.respondents):
            yield Reference(f"{field}.respondents.{number}", "respondents", respondent)


class Asked(NamedTuple):
    """Upon whom what is to be imposed: `imposed` is a level or a type of sanction by name."""

    position: Position
    tier: Tier
    imposed: str
    respondent: str = "pns"
    circumstances: frozenset[Circumstance] = NOTHING

    def within(self, reach: Reach, sanctions: Timeline[Sanction]) -> bool:
        """Whether it is within a reach."""
        names = {self.imposed} | {one.level for one in sanctions.versions(self.imposed) if not one.dismissal}
        return bool(
            names.intersection(reach.of)
            and (not reach.positions or self.position in reach.positions)
            and (not reach.tiers or self.tier in reach.tiers)
            and self.respondent in reach.respondents
            and reach.when <= self.circumstances
            and not reach.unless & self.circumstances
        )


class Authority(Entry):
    """An authority (pejabat yang berwenang menghukum) with its powers.

    Of two the one of lower `rank` is proposed. `above`: who decides in its place, by tier, where it is not
    there or has a conflict of interest. `office`: whether it acts through that of the respondent's agency, or
    has one of its own, in each province or for the nation.
    """

    rank: int
    office: Literal["agency", "province", "nation"] = "agency"
    powers: Annotated[tuple[Reach, ...], Field(min_length=1)]
    above: Mapping[Tier, Id] = {}
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def references(self) -> Iterable[Reference]:
        """Its legal basis, who is above it, the types that it imposes by name, and its office's mailbox."""
        if self.office != "agency":
            yield Reference("id", "mailboxes", self.id)
        yield from resting_on(self.legal_basis)
        for tier, id in self.above.items():
            yield Reference(f"above.{tier}", "authorities", id)
        for number, power in enumerate(self.powers):
            yield from power.references(f"powers.{number}")


class Condition(Entry):
    """What must lie on the table for a decision besides the competent authority (syarat keputusan)."""

    reach: Reach
    decided_by: Id | None = None
    """Only for decisions of this authority."""
    given_by: Id | None = None
    """The authority whose word it is."""
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def references(self) -> Iterable[Reference]:
        """Its legal basis, and the authorities and types of sanctions that it names."""
        yield from resting_on(self.legal_basis)
        yield from self.reach.references("reach")
        for field in ("decided_by", "given_by"):
            if (id := getattr(self, field)) is not None:
                yield Reference(field, "authorities", id)


def competent(
    authorities: Timeline[Authority],
    sanctions: Timeline[Sanction],
    asked: Asked,
    day: date,
    barred: Collection[str] = (),
) -> tuple[Authority, ...]:
    """Who may impose it on a day, the one to propose first; never nobody.

    `barred` are ids of authorities that are not there or have a conflict of interest: where they are all who
    may, the next one above them decides, and at the top the top. A day before all versions goes by the
    earliest.
    """
    first = min(one.valid_from for one in authorities)
    those = sorted(authorities.in_force(max(day, first)), key=lambda one: one.rank)
    may = [one for one in those if any(asked.within(power, sanctions) for power in one.powers)] or those[-1:]
    able = tuple(one for one in may if one.id not in barred)
    if able:
        return able
    by_id, decides = {one.id: one for one in those}, may[-1]
    while decides.id in barred and (above := decides.above.get(asked.tier)):
        decides = by_id[above]
    return (decides,)


def conditions(
    all: Timeline[Condition], sanctions: Timeline[Sanction], asked: Asked, day: date, by: str
) -> tuple[Condition, ...]:
    """What a decision of the authority `by` on that day needs besides."""
    return tuple(
        one
        for one in all.in_force(day)
        if one.decided_by in (None, by) and asked.within(one.reach, sanctions)
    )
