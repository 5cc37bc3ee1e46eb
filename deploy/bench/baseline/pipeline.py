"""One process of the baseline: consume a batch, write it in one transaction, ship, record, commit offsets."""

import asyncio
import itertools
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer

from deploy.bench.baseline import store
from deploy.bench.baseline.rows import Seen, Work
from deploy.bench.baseline.shipping import Shipping
from deploy.bench.baseline.stages import REACT, Cases
from deploy.bench.flow import READS, STREAM_BATCH
from shared.database import RELAY_SESSION, SESSION, Pool
from shared.stream.access import Access
from shared.stream.topics import groups_of, topic_of

FEW, LINGER = 200, 0.01
"""With fewer messages than this, one wait of so many seconds, as in Netral."""


class Pipeline:
    """A stage of the baseline. `open` before `consume`; `close` at the end."""

    def __init__(self, stage: str, access: Access, database: str) -> None:
        self.stage = stage
        self._access = access
        self._database = database
        self._wanted, self._needs_case, self._react = REACT[stage]
        self.queued: dict[str, float] = {}
        self._serials = itertools.count(1)
        self._pool: Pool
        self._shipping: Shipping
        self._consumer: Any

    async def open(self) -> None:
        """Connect to everything and join the group; returns when partitions are assigned."""
        self._pool = await asyncpg.create_pool(
            self._database, min_size=2, max_size=4, server_settings=SESSION
        )
        async with self._pool.acquire() as conn:
            serial, position = await store.next_numbers(conn)
        self._serials = itertools.count(serial)
        ships = await asyncpg.create_pool(self._database, min_size=1, max_size=1, **RELAY_SESSION)
        self._shipping = Shipping(self._access, topic_of(self.stage), ships, position)
        await self._shipping.start()
        self._consumer = AIOKafkaConsumer(
            *(topic_of(source) for source in READS[self.stage]),
            **self._access.aiokafka(),
            # A name of its own for each run: the topics were made anew, old offsets mean nothing.
            group_id=f"{groups_of(self.stage)}baseline-{secrets.token_hex(4)}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=STREAM_BATCH,
            session_timeout_ms=10_000,
            heartbeat_interval_ms=3_000,
        )
        await self._consumer.start()
        while not self._consumer.assignment():  # noqa: ASYNC110 - told by no event
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Leave the group and disconnect."""
        await self._consumer.stop()
        await self._shipping.stop()
        await self._pool.close()

    def work(self) -> Work:
        """An empty unit of work. Its events take the ledger's next serials: nobody else writes there."""
        return Work(self._serials, datetime.now(UTC), f"service:{self.stage}")

    async def consume(self) -> None:
        """Take in batch after batch until cancelled."""
        while True:
            records = await self._fetch(1000)
            if records and len(records) < FEW:
                await asyncio.sleep(LINGER)
                records += await self._fetch(0)
            if records:
                await self._take_in(records)
                await self._consumer.commit()

    async def accept(self, work: Work) -> float:
        """Commit what came from outside, ship it and record it; returns the moment of the commit."""
        async with self._pool.acquire() as conn, conn.transaction():
            await store.write(conn, work)
        moment = time.monotonic()
        await self._shipping.ship(work.ledger)
        return moment

    async def _fetch(self, timeout_ms: int) -> list[Any]:
        found = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=STREAM_BATCH)
        return [record for records in found.values() for record in records]

    async def _take_in(self, records: Sequence[Any]) -> None:
        batch = [
            Seen(
                record.topic.split(".")[1],
                record.headers[3][1].decode(),
                record.headers[1][1].decode(),
                record.key.decode(),
                int(record.headers[8][1]),
                record.headers[5][1],
                record.value,
            )
            for record in records
        ]
        ours = [seen for seen in batch if seen.type in self._wanted]
        work = self.work()
        async with self._pool.acquire() as conn, conn.transaction():
            cases: Cases = {}
            if ours and self._needs_case:
                cases = await store.lock_cases(conn, {seen.case_id for seen in ours})
            self._react(work, ours, cases)
            if work.ledger:
                await store.write(conn, work)
            await store.move_inbox(conn, *_moved(batch))
        if self.stage == "notify":
            ended = [seen.case_id for seen in ours if seen.type == "PpkNotified"]
            self.queued |= dict.fromkeys(ended, time.monotonic())
        if work.ledger:
            await self._shipping.ship(work.ledger)


def _moved(batch: Sequence[Seen]) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    moved: dict[tuple[str, str], int] = {}
    counts: dict[str, int] = {}
    for seen in batch:
        moved[seen.source, seen.case_id] = seen.version
        counts[seen.source] = counts.get(seen.source, 0) + 1
    return moved, counts
