"""The two steps that note a limit, the same in every stage. Nobody but the sweep takes them. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from shared.case import STAYS, Cases, Decision, Known, Step, Transition
from shared.contract import Approaching, Command, EventData, Missed
from shared.events import place


class NoteApproaching(Command):
    """Catat batas waktu mendekat."""

    limit: str
    on: date


class NoteMissed(Command):
    """Catat batas waktu terlewati."""

    limit: str
    on: date


Note = NoteApproaching | NoteMissed


def steps(
    states: frozenset[str], basis: str, approaching: type[Approaching], missed: type[Missed]
) -> list[Transition[Any]]:
    """The rows of a stage whose limits run in these states, with its own two events. The state stays."""
    at: frozenset[str | None] = frozenset(states)
    return [
        Transition("NoteApproaching", NoteApproaching, at, STAYS, basis, _noting(approaching), _once),
        Transition("NoteMissed", NoteMissed, at, STAYS, basis, _noting(missed), _once),
    ]


def _noting(event: type[Approaching] | type[Missed]) -> Any:
    def build(command: Note, cases: Cases, _: Step) -> Sequence[tuple[UUID, EventData]]:
        state = cases[command.case_id].state
        here = place(cases, command.case_id)
        data = event(state_from=state, state=state, **here, limit=command.limit, on=command.on)
        return [(command.case_id, data)]

    return build


def _once(command: Note, cases: Cases, _: Step) -> Decision | None:
    """The sweep looked a moment ago: another limit may run by now, or this one be noted already."""
    case = cases.get(command.case_id)
    due = case.due if case else None
    if case is None or due is None or (due.limit, due.on) != (command.limit, command.on):
        return Known()
    noted = ("missed",) if isinstance(command, NoteMissed) else ("approaching", "missed")
    return Known() if case.noted in noted else None
