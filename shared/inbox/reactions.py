"""What a stage does about the events of others: one function a type, or a word that it means nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from shared.contract import Contract, EventData
from shared.event import Event
from shared.outcome import Done, Outcome, Poison

Reaction = Callable[[Event, Any], Outcome]
"""Given an event and its data, which commands follow here. Pure, and blind to the private part."""


NOTHING = Done()
"""The outcome of an event that means nothing here."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A type that this code has never heard of: it waits for newer code."""


@dataclass(frozen=True)
class Reactions:
    """Every type of every source that a stage reads: handled, or listed as of no interest.

    `in_order`: an event waits until the event of another source that caused it was applied here too.
    """

    contracts: Collection[Contract]
    handlers: Mapping[type[EventData], Reaction]
    no_interest: frozenset[type[EventData]] = frozenset()
    in_order: bool = False
    sources: tuple[str, ...] = field(init=False)
    """The sources that are read."""
    _known: Mapping[tuple[str, str], tuple[type[EventData], Reaction | None]] = field(init=False)

    def __post_init__(self) -> None:
        known: dict[tuple[str, str], tuple[type[EventData], Reaction | None]] = {}
        for contract in self.contracts:
            for name, model in contract.events.items():
                if (model in self.handlers) == (model in self.no_interest):
                    raise TypeError(
                        f"{contract.source}.{name} must be handled or of no interest, one of the two"
                    )
                known[contract.source, name] = (model, self.handlers.get(model))
        object.__setattr__(self, "sources", tuple(contract.source for contract in self.contracts))
        object.__setattr__(self, "_known", known)

    def outright(self, source: str, type: str) -> Done | Unknown | None:
        """What follows from such an event without looking into it; None where a reaction must."""
        entry = self._known.get((source, type))
        if entry is None:
            return Unknown()
        return NOTHING if entry[1] is None else None

    def react(self, event: Event) -> Outcome | Unknown:
        """What follows from the event. A reaction that fails is a bug of this code: a poison event."""
        entry = self._known.get((event.source, event.type))
        if entry is None:
            return Unknown()
        model, handler = entry
        if handler is None:
            return NOTHING
        try:
            return handler(event, model.read(event.data))
        except ValidationError as fault:
            where = ", ".join(
                f"{'.'.join(map(str, e['loc'])) or 'data'}: {e['type']}" for e in fault.errors()
            )
            return Poison(f"the data is not a {event.type}: {where}")
        except Exception as fault:  # a bug here must stop this case, not the topic
            return Poison(f"the reaction failed: {type(fault).__name__}")
