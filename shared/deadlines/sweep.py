"""Notes in the ledger that limits approach or were missed, so that everybody concerned hears of it."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shared.case import Refused
from shared.clock import Clock
from shared.contract import Due
from shared.database import Pool
from shared.deadlines import store
from shared.deadlines.steps import NoteApproaching, NoteOver
from shared.deadlines.store import ToNote
from shared.write import faults
from shared.write.path import Request, Unavailable, WritePath
from shared.write.session import Change, Stamp

log = logging.getLogger(__name__)

AT_ONCE = 0.2
"""Seconds between two looks where somebody moves the clock and waits for what follows."""
QUIET = timedelta(minutes=10)
"""For so long nothing is noted about what had passed before a step was recorded: whoever records steps of a
past day may have the next one at hand, with which the limit was kept or what passed is noted in its place."""
MOST = 200
"""Cases noted at once; a sweep goes on until there are no more."""


class Sweep:
    """The sweep of one service. `run()` until cancelled. Any number of replicas may sweep at the same time.

    The sweep only narrows: whether a limit still runs is decided again under the lock of the case's row. What
    is noted occurred when the limit began to approach or was over, however late the sweep comes; and where
    steps of the past are being recorded it comes late.
    """

    def __init__(self, stage: str, pool: Pool, write_path: WritePath, clock: Clock, every: float) -> None:
        self._actor = f"service:{stage}"
        self._pool = pool
        self._write_path = write_path
        self._clock = clock
        self._every = every
        self.swept: datetime | None = None
        """Up to which moment everything is noted."""

    async def run(self) -> None:
        """Sweep at once and then every so many seconds; a database that is away is asked again next time."""
        while True:
            try:
                await self.sweep()
            except (*faults.TRANSIENT, Unavailable) as fault:
                log.warning("sweeping limits: %s", type(fault).__name__)
            await asyncio.sleep(self._every)

    async def sweep(self) -> int:
        """Note everything that is due by now; returns how many notes were written.

        Raises the database's fault. One that is refused keeps no other from being noted.
        """
        now, noted = self._clock(), 0
        last: ToNote | None = None
        while True:
            async with self._pool.acquire() as conn:
                running = await store.to_note(conn, now, now - QUIET, last, MOST)
            noted += await self._note_all(running, now)
            if len(running) < MOST:
                self.swept = now
                return noted
            last = running[-1]

    async def _note_all(self, running: Sequence[ToNote], now: datetime) -> int:
        notes = [self._note(one.case_id, due, now) for one in running for due in one.dues]
        results = await asyncio.gather(*map(self._write_path.submit, notes))
        for note, result in zip(notes, results, strict=True):
            if isinstance(result, Refused):
                log.error("%r cannot be noted: %s", note.command, result.detail)
        return sum(isinstance(result, Change) for result in results)

    def _note(self, case_id: UUID, due: Due, now: datetime) -> Request:
        over = due.until <= now
        command = (NoteOver if over else NoteApproaching)(case_id=case_id, limit=due.limit, on=due.on)
        return Request(command, Stamp(self._actor, due.until if over else due.warn_from))
