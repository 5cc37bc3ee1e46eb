"""The import: reads ahead a little, hands in many items at once, counts what became of each line."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from deploy.importer.desk import Desk, Refused
from deploy.importer.item import Item, Rejected, item
from deploy.importer.lines import lines

AT_ONCE = 64
"""Items under way at once: enough to fill the desk's shared commits."""

Watched = Callable[[int], None]
"""Told how many bytes of the file are read."""


@dataclass(slots=True)
class Imported:
    """What became of the lines; blank ones are not counted."""

    read: int = 0
    accepted: int = 0
    known: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral import --json` promises."""
        rejected = sorted(self.rejected, key=lambda one: one.line)
        return {
            "read": self.read,
            "accepted": self.accepted,
            "known": self.known,
            "rejected": [one.as_json() for one in rejected],
        }


class Import:
    """One run over one file. `done` can be looked at while it runs, and after it was interrupted.

    Guaranteed: every line counted as accepted or known is stored. The same file again creates nothing
    new. Of two lines with the same id the first is handed in first.
    """

    def __init__(self, desk: Desk, watched: Watched) -> None:
        self.done = Imported()
        self._desk = desk
        self._watched = watched
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(AT_ONCE)

    async def run(self, file: BinaryIO) -> Imported:
        """Import the whole file. Raises Fault when the desk stays away, OSError when reading fails."""
        # Leaving the group waits for every item; one that fails ends the others and the reading.
        with _the_first_fault():
            async with asyncio.TaskGroup() as group:
                for line in lines(file):
                    self._watched(line.end)
                    found = item(line)
                    if isinstance(found, Item):
                        self.done.read += 1
                        await self._begin(group, line.number, found)
                    elif found is not None:
                        self.done.read += 1
                        self.done.rejected.append(found)
        return self.done

    async def _begin(self, group: asyncio.TaskGroup, number: int, found: Item) -> None:
        await self._free.acquire()
        before = self._under_way.get(found.id) if found.id is not None else None
        task = group.create_task(self._one(number, found, before))
        if found.id is not None:
            self._under_way[found.id] = task

    async def _one(self, number: int, found: Item, before: asyncio.Task[None] | None) -> None:
        try:
            if before is not None:
                await asyncio.wait({before})
            answer = await self._desk.hand_in(found)
            if isinstance(answer, Refused):
                self.done.rejected.append(Rejected(number, answer.reason))
            elif answer == "accepted":
                self.done.accepted += 1
            else:
                self.done.known += 1
        finally:
            self._free.release()
            if found.id is not None and self._under_way.get(found.id) is asyncio.current_task():
                del self._under_way[found.id]


@contextlib.contextmanager
def _the_first_fault() -> Any:
    """A task group raises all faults together; the person needs the first."""
    try:
        yield
    except BaseExceptionGroup as faults:
        raise faults.exceptions[0] from None
