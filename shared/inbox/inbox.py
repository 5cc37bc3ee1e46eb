"""Takes messages in, batch after batch, and answers only when they are committed.

A fault outside (database, network) retries the same batch in place for as long as it takes. A batch whose
data PostgreSQL refuses is taken in one message at a time, and the culprit is buried. Events that waited
are applied as soon as what they waited for is there.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.database import Pool
from shared.inbox import store
from shared.inbox.batch import Batch, RetryLater, Stage, Taken, TooManyPoisoned
from shared.inbox.message import Message
from shared.inbox.store import Overtaken, Waiting
from shared.telemetry.step import MOST_NOTES, Failures
from shared.write import faults

log = logging.getLogger(__name__)

Observe = Callable[[Taken, float], None]
"""Told what a committed batch did and how many seconds it took."""


@dataclass(frozen=True)
class Patience:
    """How long the inbox tries: backoff in seconds, tries of a conflict, poison events in a row."""

    first: float = 0.05
    most: float = 5.0
    conflicts: int = 5
    poisons_in_a_row: int = 50


class Inbox:
    """The inbox of one process. `process` may be called by several tasks; they take turns."""

    def __init__(
        self,
        pool: Pool,
        stage: Stage,
        committed: Callable[[], None],
        observe: Observe,
        patience: Patience | None = None,
    ) -> None:
        self._pool = pool
        self._stage = stage
        self._committed = committed
        self._observe = observe
        self._patience = patience or Patience()
        self._turn = asyncio.Lock()
        self._in_a_row = 0
        self.failing_since: float | None = None
        self.stopped_for: str | None = None

    async def process(self, messages: Sequence[Message]) -> None:
        """Take these in and return when they are committed; also applies what waited for them."""
        async with self._turn:
            while messages:
                taken = await self._persist(messages)
                messages = await self._now_ready(taken)

    async def apply_waiting(self, *, unknown_types: bool = False) -> None:
        """Apply every waiting event that nothing holds back any more."""
        after: Waiting | None = None
        while True:
            async with self._pool.acquire() as conn:
                found, after = await store.ready(conn, 1000, after, unknown_types=unknown_types)
            if found:
                await self.process(found)
            if after is None:
                return

    async def replay(self, letter_id: UUID, by: str, at_reason: str) -> str | None:
        """Apply a dead letter again and let through what waited behind it. Answers why not, or None."""
        if self.stopped_for:
            return f"consuming is stopped: {self.stopped_for}"
        async with self._turn, self._pool.acquire() as conn, conn.transaction():
            found = await store.dead_letter(conn, letter_id)
            if found is None or found[1] != "open":
                return "there is no open dead letter with this id"
            letter = found[0]
            batch = Batch(self._stage, conn, 0, self._patience.poisons_in_a_row)
            if (why_not := await batch.effect(letter)) is not None:
                return why_not
            await self._resolve(conn, letter, "replayed", by, at_reason)
        batch.conclude()
        self._committed()
        await self.apply_waiting()
        return None

    async def drop(self, letter_id: UUID, by: str, reason: str) -> str | None:
        """Give a dead letter up and let through what waited behind it. Answers why not, or None."""
        if self.stopped_for:
            return f"consuming is stopped: {self.stopped_for}"
        async with self._pool.acquire() as conn, conn.transaction():
            found = await store.dead_letter(conn, letter_id)
            if found is None or found[1] != "open":
                return "there is no open dead letter with this id"
            await self._resolve(conn, found[0], "dropped", by, reason)
        await self.apply_waiting()
        return None

    async def _resolve(self, conn: Any, letter: store.DeadLetter, state: str, by: str, reason: str) -> None:
        await store.resolve(conn, letter.id, state, by, reason, self._stage.clock())
        if letter.case_id and letter.version:
            await store.unblock(conn, letter.source, letter.case_id, letter.version)

    async def _now_ready(self, taken: Taken) -> list[Message]:
        if not taken.moved:
            return []
        async with self._pool.acquire() as conn:
            if not await store.any_waiting(conn):
                return []
            return await store.ready_after(conn, taken.moved, 1000)

    async def _persist(self, messages: Sequence[Message], culprit: str | None = None) -> Taken:
        failures = conflicts = 0
        failed: list[tuple[int, str]] = []
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                taken = await self._transaction(messages, culprit, failed)
            except (Overtaken, *faults.CONFLICT) as fault:
                conflicts += 1
                self._note(failed, fault)
                if conflicts > self._patience.conflicts and isinstance(fault, faults.CONFLICT):
                    return await self._find_culprit(messages, fault, culprit)
            except faults.REJECTED as fault:
                return await self._find_culprit(messages, fault, culprit)
            except RetryLater as retry:
                self._note(failed, retry)
                await asyncio.sleep(retry.seconds)
            except TooManyPoisoned as fault:
                self.stopped_for = f"too many events in a row cannot be applied: {fault}"
                log.error("%s", self.stopped_for)
                await asyncio.sleep(self._patience.most)
            except faults.TRANSIENT as fault:
                failures += 1
                self._note(failed, fault)
                self.failing_since = self.failing_since or loop.time()
                log.warning("taking in %d events: %s", len(messages), type(fault).__name__)
                await asyncio.sleep(self._pause(failures))
            else:
                self.failing_since = self.stopped_for = None
                self._observe(taken, loop.time() - began)
                return taken

    def _note(self, failed: list[tuple[int, str]], fault: Exception) -> None:
        """For the traces of the batch: it was tried now, and failed. A long outage needs no endless list."""
        if self._stage.tracing.on and len(failed) < MOST_NOTES:
            failed.append((self._stage.tracing.now, type(fault).__name__))

    def _pause(self, failures: int) -> float:
        longest: float = min(self._patience.most, self._patience.first * 2**failures)
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret

    async def _transaction(self, messages: Sequence[Message], culprit: str | None, failed: Failures) -> Taken:
        async with self._pool.acquire() as conn, conn.transaction():
            batch = Batch(self._stage, conn, self._in_a_row, self._patience.poisons_in_a_row)
            taken = await batch.take_in(messages, culprit)
        batch.conclude(failed)
        self._in_a_row = batch.in_a_row
        if taken.written:
            self._committed()
        return taken

    async def _find_culprit(
        self, messages: Sequence[Message], fault: Exception, culprit: str | None
    ) -> Taken:
        if culprit:  # refused even as a dead letter: that is a bug of this code
            raise fault
        if len(messages) == 1:
            reason = f"PostgreSQL refuses it: {type(fault).__name__}"
            return await self._persist(messages, reason)
        whole = Taken()
        for message in messages:
            taken = await self._persist([message])
            whole.applied += taken.applied
            whole.skipped += taken.skipped
            whole.waiting += taken.waiting
            whole.poisoned += taken.poisoned
            whole.written = [*whole.written, *taken.written]
            whole.moved |= taken.moved
        return whole
