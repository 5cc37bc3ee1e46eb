"""The two steps that note a limit, the same in every stage. Nobody but the sweep takes them. Pure."""

from datetime import date
from typing import Any

from shared.case import STAYS, Cases, Decision, Known, Step, Transition
from shared.contract import Approaching, Command, Missed
from shared.events import one


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
        Transition("NoteApproaching", NoteApproaching, at, STAYS, basis, one(approaching), _once),
        Transition("NoteMissed", NoteMissed, at, STAYS, basis, one(missed), _once),
    ]


def _once(command: Note, cases: Cases, _: Step) -> Decision | None:
    """The sweep looked a moment ago: another limit may run by now, or this one be noted already."""
    case = cases.get(command.case_id)
    due = case.due if case else None
    if case is None or due is None or (due.limit, due.on) != (command.limit, command.on):
        return Known()
    noted = ("missed",) if isinstance(command, NoteMissed) else ("approaching", "missed")
    return Known() if case.noted in noted else None
