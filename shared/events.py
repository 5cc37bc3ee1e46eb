"""Builders that the tables of transitions of every stage use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MethodType
from typing import Any
from uuid import UUID

from shared.case import Case, Cases, Decision, Refused, Step
from shared.contract import Command, EventData

Build = Callable[..., Sequence[tuple[UUID, EventData]]]
"""Called with a command, the cases and the step."""
Guard = Callable[[Any, Cases, Step], Decision | None]
Hindrance = Callable[[Case[Any], Step], Refused | None]


@dataclass(frozen=True, slots=True)
class Builder:
    """A builder that says the types of its events."""

    publishes: tuple[type[EventData], ...]
    build: Build

    def __call__(self, command: Any, cases: Cases, step: Step, /) -> Sequence[tuple[UUID, EventData]]:
        """The events of the step."""
        return self.build(command, cases, step)

    def __get__(self, owner: object, _: type[Any] | None = None) -> "Builder":
        """The builder of an object whose method it is."""
        return self if owner is None else Builder(self.publishes, MethodType(self.build, owner))


def publishing(*events: type[EventData]) -> Callable[[Build], Builder]:
    """Says of a builder that its events are of these types."""
    return lambda build: Builder(events, build)


@dataclass(frozen=True, slots=True)
class InTurn:
    """Guards as one: the verdict of the first that has any."""

    guards: tuple[Guard, ...]

    def __call__(self, command: Any, cases: Cases, step: Step, /) -> Decision | None:
        """The verdict of the first guard that has any."""
        verdicts = (each(command, cases, step) for each in self.guards)
        return next((verdict for verdict in verdicts if verdict is not None), None)


def in_turn(*guards: Guard) -> InTurn:
    """These guards as one, which says of what it is made; some of them may be such themselves."""
    each = (guard.guards if isinstance(guard, InTurn) else (guard,) for guard in guards)
    return InTurn(tuple(chain.from_iterable(each)))


@dataclass(frozen=True, slots=True)
class FirstOf:
    """Hindrances as one: the first that there is."""

    hindrances: tuple[Hindrance, ...]

    def __call__(self, case: Case[Any], step: Step, /) -> Refused | None:
        """The first hindrance that there is."""
        return next((refused for each in self.hindrances if (refused := each(case, step))), None)


def first_of(*hindrances: Hindrance) -> FirstOf:
    """These hindrances as one, which says of what it is made."""
    return FirstOf(hindrances)


def place(cases: Cases, case_id: UUID) -> dict[str, str]:
    """Office, region and channel of a case, as every event repeats them."""
    case = cases[case_id]
    return {"office": case.office, "region": case.region, "channel": case.channel}


def one(*events: type[EventData], **fixed: Any) -> Builder:
    """These events about the command's case, in order; their fields come from case, command and `fixed`.

    A case that begins with them has its place from the latter two. The first moves the case from its state to
    the row's, the further ones stay there. In a row that STAYS all of them leave the case where it is.
    """
    wanted = [set(event.model_fields) for event in events]

    @publishing(*events)
    def build(command: Command, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        here = place(cases, command.case_id) if command.case_id in cases else {}
        fields = {**here, **vars(command), **fixed}
        state_from = step.state_from
        built: list[tuple[UUID, EventData]] = []
        for event, names in zip(events, wanted, strict=True):
            own = {name: value for name, value in fields.items() if name in names}
            data = event(**{**own, "state_from": state_from, "state": step.state})
            built.append((command.case_id, data))
            state_from = step.state
        return built

    return build
