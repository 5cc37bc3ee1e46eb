"""Who may impose what on whom, as one table: what the entries of authorities.yaml come to, taken together."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, get_args

from shared.policy import Policy
from shared.policy.authorities import Asked, Tier, competent
from shared.policy.sanctions import Position

IMPOSED = ("moral", "light", "medium", "heavy", "pdhtaps", "ptdh")
"""The levels, and the type of the heavy one that dismisses: who imposes that is another."""


class Competence(NamedTuple):
    """Who may impose each of `IMPOSED` on a PNS in this position, at agencies of these tiers alike."""

    position: Position
    tiers: tuple[Tier, ...]
    by: Mapping[str, tuple[str, ...]]


def last_change(policy: Policy) -> date:
    """The day from which on the table is as it stands last."""
    return max(one.valid_from for one in policy.authorities)


def competences(policy: Policy, day: date) -> Iterator[Competence]:
    """One for each position, more where it depends on the tier; without special circumstances."""
    for position in get_args(Position):
        found: dict[tuple[tuple[str, ...], ...], list[Tier]] = {}
        for tier in get_args(Tier):
            by = tuple(_by(policy, position, tier, name, day) for name in IMPOSED)
            found.setdefault(by, []).append(tier)
        for by, tiers in found.items():
            yield Competence(position, tuple(tiers), dict(zip(IMPOSED, by, strict=True)))


def _by(policy: Policy, position: Position, tier: Tier, imposed: str, day: date) -> tuple[str, ...]:
    asked = Asked(position, tier, imposed)
    return tuple(one.id for one in competent(policy.authorities, policy.sanctions, asked, day))
