"""The policy data of families of acts (jenis perbuatan): what reports tell, and which codes that may be."""

from collections.abc import Iterator, Mapping
from typing import Literal, Self, get_args

from pydantic import model_validator

from shared.policy.catalogue import ActCode
from shared.policy.entry import Entry, Reference

Flag = Literal[
    "party_attributes",
    "civil_service_attributes",
    "mobilised_others",
    "state_facility",
    "decision_power",
    "passive_attendance",
    "party_position",
    "support_letter_with_id",
    "on_unpaid_leave",
]
"""The facts about an act that are so or not."""
FLAGS: tuple[Flag, ...] = get_args(Flag)
Alternatives = tuple[Mapping[Flag | Literal["relation"], bool | Literal["spouse", "other"]], ...]
"""One of these must be so in all its parts; none named: no condition."""


class Family(Entry):
    """A family of acts with the codes that it may be, the one that fits best first."""

    codes: Mapping[ActCode, Alternatives]
    perhaps: Mapping[ActCode, Alternatives] = {}
    """What it may be once it is told more exactly."""
    accompanies: bool = False
    """No act of its own: what comes with any breach of discipline once it is known to be so."""
    told_by: Flag | None = None
    """The fact that is such an act in itself."""

    def references(self) -> Iterator[Reference]:
        """Its codes."""
        for field in ("codes", "perhaps"):
            for code in getattr(self, field):
                yield Reference(f"{field}.{code}", "catalogue", code)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if double := self.codes.keys() & self.perhaps.keys():
            raise ValueError(f"under codes and under perhaps: {', '.join(sorted(double))}")
        for alternatives in (*self.codes.values(), *self.perhaps.values()):
            for name, value in (asked for one in alternatives for asked in one.items()):
                if (name == "relation") == isinstance(value, bool):
                    raise ValueError(f"{name} cannot be {value}")
        return self
