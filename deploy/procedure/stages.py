"""The tables of transitions of all stages, and what a row of one says."""

import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from deploy.schemas import STAGES
from shared.case import Procedure, Transition
from shared.events import FirstOf, InTurn
from shared.policy import Policy
from shared.policy.deadlines import Deadline


class Demand(NamedTuple):
    """What a guard demands: its name, and the first line of its docstring."""

    name: str
    words: str


def procedures(policy: Policy) -> Sequence[Procedure[Any]]:
    """The procedures of all stages, in the order of a case."""
    return [importlib.import_module(f"services.{stage}.domain").procedure(policy) for stage in STAGES]


def moves(row: Transition[Any]) -> list[tuple[str | None, str]]:
    """From which state to which other a case goes in a step, also on the way to its last one."""
    found = {(a, b) for way in row.goes for a, b in pairwise(way) if b is not None}
    return sorted(found, key=lambda move: (move[0] or "", move[1]))


def stays(row: Transition[Any]) -> list[str]:
    """In which states a step may leave a case where it is."""
    return sorted(way[0] for way in row.goes if len(way) == 1 and way[0] is not None)


def demands(row: Transition[Any]) -> Iterator[Demand]:
    """What the hindrances and then the guards of a row demand, in turn."""
    hindrances = row.hindrance.hindrances if isinstance(row.hindrance, FirstOf) else (row.hindrance,)
    guards = row.guard.guards if isinstance(row.guard, InTurn) else (row.guard,)
    yield from filter(None, map(_demand, (*hindrances, *guards)))


def started(procedure: Procedure[Any], row: Transition[Any], policy: Policy) -> list[str]:
    """The limits that may start with a step, by their families."""
    events = _events(procedure, row)
    entered = {state for way in row.goes for state in way[1:] or way}
    return _families(
        one for one in policy.deadlines if set(one.starts) & events and set(one.states) & entered
    )


def stopped(procedure: Procedure[Any], row: Transition[Any], policy: Policy) -> list[str]:
    """The limits that run in a state which a step leaves and that stop with it, by their families."""
    events = _events(procedure, row)
    own = [one for one in policy.deadlines if any(_of(procedure, start) for start in one.starts)]
    return _families(
        one
        for one in own
        if any(
            way[0] in one.states and (way[-1] not in one.states or set(one.ends) & events) for way in row.goes
        )
    )


def _of(procedure: Procedure[Any], event: str) -> bool:
    return event.startswith(f"{procedure.stage}.")


def _events(procedure: Procedure[Any], row: Transition[Any]) -> set[str]:
    return {f"{procedure.stage}.{event.__name__}" for event in row.events.publishes}


def _families(deadlines: Iterator[Deadline]) -> list[str]:
    return list(dict.fromkeys(one.family for one in deadlines))


def _demand(guard: Any) -> Demand | None:
    """A guard that is made for a policy is told of by what makes it."""
    outermost = guard.__qualname__.partition(".<locals>")[0]
    if "<locals>" in guard.__qualname__:
        guard = getattr(sys.modules[guard.__module__], outermost)
    if "<lambda>" in outermost:
        return None
    words = inspect.getdoc(guard) or ""
    return Demand(guard.__name__.lstrip("_"), words.split("\n")[0])
