"""Ships the rows of a transaction: one record batch for each partition, then their publications."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from aiokafka import AIOKafkaProducer

from deploy.bench.baseline import store
from deploy.bench.baseline.rows import (
    ACTOR,
    BASIS,
    CASE_ID,
    CAUSE,
    CHAIN,
    CHAIN_HEX,
    DATA,
    EVENT_ID,
    OCCURRED,
    RECORDED,
    SERIAL,
    TYPE,
    VERSION,
    LedgerRow,
)
from deploy.bench.flow import STREAM_BATCH
from shared.database import Pool
from shared.stream.access import Access

MOST_BYTES = 900_000


class Shipping:
    """The producer of one process and its positions. `start` before `ship`, `stop` at the end."""

    def __init__(self, access: Access, topic: str, pool: Pool, position: int) -> None:
        self._topic = topic
        self._source = f"/netral/{topic}/".encode()
        self._pool = pool
        self._position = position
        self._ends: dict[int, int] = {}
        self._turn = asyncio.Lock()  # intake ships what came from outside and what it took in
        self._partitions = 0
        self._kafka = AIOKafkaProducer(
            **access.aiokafka(),
            acks="all",
            enable_idempotence=True,
            max_batch_size=MOST_BYTES,
            linger_ms=0,
        )

    async def start(self) -> None:
        """Connect."""
        await self._kafka.start()
        self._partitions = len(await self._kafka.partitions_for(self._topic))

    async def stop(self) -> None:
        """Disconnect."""
        await self._kafka.stop()
        await self._pool.close()

    async def ship(self, rows: Sequence[LedgerRow]) -> None:
        """Send these rows, in order, and record where Kafka put them."""
        async with self._turn:
            for begin in range(0, len(rows), STREAM_BATCH):
                await self._ship(rows[begin : begin + STREAM_BATCH])

    def _headers(self, row: LedgerRow, position: int) -> list[tuple[str, bytes]]:
        """The same message as Netral's: those who read the topics agreed on it."""
        type: str = row[TYPE]
        return [
            ("ce_specversion", b"1.0"),
            ("ce_id", str(row[EVENT_ID]).encode()),
            ("ce_source", self._source),
            ("ce_type", type.encode()),
            ("ce_subject", row[CASE_ID].encode()),
            ("ce_time", row[OCCURRED].isoformat().encode()),
            ("ce_dataschema", self._source + type.encode()),
            ("content-type", b"application/json"),
            ("ce_caseversion", b"%d" % row[VERSION]),
            ("ce_chain", CHAIN_HEX),
            ("ce_position", b"%d" % position),
            ("ce_recordedtime", row[RECORDED].isoformat().encode()),
            ("ce_actor", row[ACTOR].encode()),
            ("ce_legalbasis", row[BASIS].encode()),
            ("ce_causationid", row[CAUSE].encode()),
            ("traceparent", b""),
        ]

    async def _ship(self, rows: Sequence[LedgerRow]) -> None:
        batches = [self._kafka.create_batch() for _ in range(self._partitions)]
        taken: list[list[tuple[int, int]]] = [[] for _ in batches]
        for position, row in enumerate(rows, self._position):
            case_id = row[CASE_ID]
            partition = UUID(case_id).int % self._partitions
            added = batches[partition].append(
                timestamp=None,
                key=case_id.encode(),
                value=row[DATA],
                headers=self._headers(row, position),
            )
            if added is None:
                raise RuntimeError(f"a batch of {len(rows)} events is larger than {MOST_BYTES} bytes")
            taken[partition].append((position, row[SERIAL]))
        sent = [
            (partition, await self._kafka.send_batch(batch, self._topic, partition=partition))
            for partition, batch in enumerate(batches)
            if taken[partition]
        ]
        self._position += len(rows)
        publications = []
        for partition, acknowledged in sent:
            offset = (await acknowledged).offset
            for position, serial in taken[partition]:
                publications.append((position, serial, CHAIN, "baseline", partition, offset))
                offset += 1
            self._ends[partition] = offset - 1
        async with self._pool.acquire() as conn, conn.transaction():
            await store.publish(conn, publications, self._ends)
