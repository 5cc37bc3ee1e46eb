"""The policy data of states: what a case can be, and the words for it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.policy.entry import Part, Words
from shared.policy.sheet import Sheet

StateId = Annotated[str, Field(pattern=r"^K\d{2}$")]


class State(Part):
    """A state of the case (status perkara) with its labels."""

    id: StateId
    code: Words
    indonesian: Words
    english: Words
    stage: Literal["intake", "triage", "sanctions"] | None = None
    final: bool = False
    beside: bool = False
    """No state of the case itself: how far something came that runs beside it."""


class States(Sheet):
    """All states."""

    keyed: ClassVar[Mapping[str, tuple[str, ...]]] = {"states": ("id",)}
    states: tuple[State, ...]

    def names(self) -> Mapping[str, frozenset[str]]:
        """The states."""
        return {"states": frozenset(state.id for state in self.states)}
