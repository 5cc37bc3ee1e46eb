"""The policy data of corrections (pembetulan): what of which step a named officer may correct."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from shared.policy.deadlines import EventName
from shared.policy.entry import Entry, Reference
from shared.policy.instruments import Citation, resting_on

MOMENT = "occurred_at"
"""The moment of a step, which every event has."""


class Correctable(Entry):
    """A field of an event that may be corrected; without one its whole step may be taken back."""

    event: EventName
    field: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def references(self) -> Iterable[Reference]:
        """What it rests on."""
        yield from resting_on(self.legal_basis)

    def references_to_services(self) -> Iterable[Reference]:
        """The event, and the field of it."""
        yield Reference("event", "events", self.event)
        if self.field and self.field != MOMENT:
            yield Reference("field", "fields", f"{self.event}.{self.field}")
