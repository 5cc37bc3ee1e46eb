"""The policy data of sanctions (sanksi): every type with its weight, its duration and whom it fits."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.policy.catalogue import Branch, Level
from shared.policy.entry import Entry, Reference, Timeline, Words
from shared.policy.instruments import Citation, resting_on

Position = Literal[
    "jpt_utama",
    "jpt_madya",
    "jpt_pratama",
    "administrator",
    "pengawas",
    "pelaksana",
    "jf_ahli_utama",
    "jf",
]
"""Jabatan: JPT, administrator, pengawas, pelaksana, and jabatan fungsional of the highest or another rank."""


class Sanction(Entry):
    """A type of sanction (jenis sanksi), as it was or is imposed in its days.

    Of two types of discipline for the same person the one with the greater `weight` is the heavier, also
    where they are of different days. `months` is how long it lasts, None where it has no end of its own.
    """

    level: Level
    branch: Branch
    weight: Annotated[int, Field(ge=0)]
    months: Annotated[int, Field(ge=1)] | None = None
    respondents: Annotated[tuple[str, ...], Field(min_length=1)]
    unfit: frozenset[Position] = frozenset()
    """Positions that it does not fit."""
    dismissal: bool = False
    """Whether it ends the service: such a type is imposed only by who may impose it by name."""
    public: bool = False
    """Whether it is stated in public, for which it waits."""
    awaits: Words | None = None
    """What has to come into force before anybody may impose it."""
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def references(self) -> Iterable[Reference]:
        """Its legal basis, and whom it fits."""
        yield from resting_on(self.legal_basis)
        for number, respondent in enumerate(self.respondents):
            yield Reference(f"respondents.{number}", "respondents", respondent)

    def fits(self, respondent: str, position: Position | None) -> bool:
        """Whether it may be imposed on such a person; an unknown position rules nothing out."""
        return self.awaits is None and respondent in self.respondents and position not in self.unfit


def applicable(
    sanctions: Timeline[Sanction],
    day: date,
    respondent: str,
    position: Position | None = None,
    level: Level | None = None,
) -> tuple[Sanction, ...]:
    """The types that may be imposed on such a person on that day, the lightest first."""
    fitting = (one for one in sanctions.in_force(day) if one.fits(respondent, position))
    return tuple(sorted((one for one in fitting if level in (None, one.level)), key=lambda one: one.weight))


def heavier(
    sanctions: Timeline[Sanction],
    earlier: Sanction,
    day: date,
    respondent: str,
    position: Position | None = None,
) -> tuple[Sanction, ...]:
    """The types for whoever repeats after an earlier one of discipline, the lightest first.

    None after the heaviest, and all of discipline after a moral statement: that is no discipline, so nothing
    was repeated.
    """
    types = applicable(sanctions, day, respondent, position)
    discipline = tuple(one for one in types if one.branch == "discipline")
    if earlier.branch != "discipline":
        return discipline
    return tuple(one for one in discipline if one.weight > earlier.weight)
