"""The two steps that note a limit, the same in every stage. Nobody but the sweep takes them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from shared.case import STAYS, Cases, Decision, Known, Step, Transition
from shared.contract import Approaching, Command, EventData, Missed
from shared.events import Builder, one, publishing


class NoteApproaching(Command):
    """Catat batas waktu mendekat."""

    limit: str
    on: date


class NoteOver(Command):
    """Catat batas waktu berakhir: missed, or waited for."""

    limit: str
    on: date


Note = NoteApproaching | NoteOver

NO_ENDS: Mapping[str, Builder] = MappingProxyType({})


def steps(
    states: frozenset[str],
    basis: str,
    approaching: type[Approaching],
    missed: type[Missed],
    ends: Mapping[str, Builder] = NO_ENDS,
) -> list[Transition[Any]]:
    """The rows of a stage whose limits run in these states, with its own events. The state stays.

    The end of a limit is what `ends` builds for its stamp, or for all its versions; else it was missed.
    """
    at: frozenset[str | None] = frozenset(states)

    @publishing(*dict.fromkeys([missed, *(event for end in ends.values() for event in end.publishes)]))
    def over(command: NoteOver, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        family, _, _ = command.limit.partition("@")
        end = ends.get(command.limit) or ends.get(family) or one(missed)
        return end(command, cases, step)

    return [
        Transition("NoteApproaching", NoteApproaching, at, STAYS, basis, one(approaching), _once),
        Transition("NoteOver", NoteOver, at, STAYS, basis, over, _once),
    ]


def _once(command: Note, cases: Cases, _: Step) -> Decision | None:
    """The sweep looked a moment ago: another limit may run by now, or this one be noted already."""
    case = cases.get(command.case_id)
    clock = case.clock(command.limit, command.on) if case else None
    if clock is None:
        return Known()
    noted = ("missed",) if isinstance(command, NoteOver) else ("approaching", "missed")
    return Known() if clock.noted in noted else None
