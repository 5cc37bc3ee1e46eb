"""What a reaction answers to an upstream event. The one consumer carries it out."""

from dataclasses import dataclass
from uuid import UUID

from shared.contract import Command


@dataclass(frozen=True, slots=True)
class Done:
    """Understood; these commands follow, in this order (none if the event means nothing here)."""

    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, slots=True)
class Await:
    """Cannot be judged before that event of another source (or an earlier one) was applied here.

    The event is stored, acknowledged, and applied when the other arrives.
    """

    source: str
    case_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Retry:
    """Something outside is away; the same batch comes again after `seconds`."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Poison:
    """Can never be applied by this code. Becomes a dead letter; later events of the case wait."""

    reason: str


Outcome = Done | Await | Retry | Poison
