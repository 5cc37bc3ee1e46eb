"""Builders that the tables of transitions of every stage use."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from shared.case import Cases, Decision, Step
from shared.contract import Command, EventData

Build = Callable[[Any, Cases, Step], Sequence[tuple[UUID, EventData]]]
Guard = Callable[[Any, Cases, Step], Decision | None]


def in_turn(*guards: Guard) -> Guard:
    """These guards as one: the verdict of the first that has any."""

    def guard(command: Any, cases: Cases, step: Step) -> Decision | None:
        verdicts = (each(command, cases, step) for each in guards)
        return next((verdict for verdict in verdicts if verdict is not None), None)

    return guard


def place(cases: Cases, case_id: UUID) -> dict[str, str]:
    """Office, region and channel of a case, as every event repeats them."""
    case = cases[case_id]
    return {"office": case.office, "region": case.region, "channel": case.channel}


def one(*events: type[EventData], **fixed: Any) -> Build:
    """These events about the command's case, in order; their fields come from the command and `fixed`.

    The first moves the case from its state to the row's, the further ones stay there. In a row that STAYS all
    of them leave the case where it is.
    """
    wanted = [set(event.model_fields) for event in events]

    def build(command: Command, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        fields = {**place(cases, command.case_id), **vars(command), **fixed}
        state_from = step.state_from
        built: list[tuple[UUID, EventData]] = []
        for event, names in zip(events, wanted, strict=True):
            own = {name: value for name, value in fields.items() if name in names}
            data = event(**{**own, "state_from": state_from, "state": step.state})
            built.append((command.case_id, data))
            state_from = step.state
        return built

    return build
