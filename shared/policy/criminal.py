"""The policy data of the criminal line (jalur pidana): the steps of Sentra Gakkumdu, in their order."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from shared.policy.entry import Entry, Id, Reference
from shared.policy.instruments import Citation, resting_on

Outcome = Literal["stopped", "acquitted", "convicted"]
"""How the line may end: dihentikan, bebas, terpidana."""


class CriminalStep(Entry):
    """A step of the line, entered from one of those in `after`; what comes after none is where it begins.

    One with an `outcome` is where the line ends that way. `awaits`: the limit whose time must be over before.
    """

    after: tuple[Id, ...] = ()
    outcome: Outcome | None = None
    awaits: Id | None = None
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def references(self) -> Iterable[Reference]:
        """The steps before it, the limit that it awaits, and its legal basis."""
        for number, step in enumerate(self.after):
            yield Reference(f"after.{number}", "criminal", step)
        if self.awaits:
            yield Reference("awaits", "deadlines", self.awaits)
        yield from resting_on(self.legal_basis)
