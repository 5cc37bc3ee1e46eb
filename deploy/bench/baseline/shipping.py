"""Ships the rows of a transaction: one record batch for each partition, then their publications."""

from collections.abc import Sequence
from uuid import UUID

from aiokafka import AIOKafkaProducer

from deploy.bench.baseline import store
from deploy.bench.baseline.rows import CASE_ID, CHAIN, DATA, EVENT_ID, OCCURRED, TYPE, VERSION, LedgerRow
from deploy.bench.flow import STREAM_BATCH
from shared.database import Pool

MOST_BYTES = 900_000


class Shipping:
    """The producer of one process and its positions. `start` before `ship`, `stop` at the end."""

    def __init__(self, bootstrap: str, topic: str, pool: Pool, position: int) -> None:
        self._topic = topic
        self._pool = pool
        self._position = position
        self._ends: dict[int, int] = {}
        self._partitions = 0
        self._kafka = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
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

    async def ship(self, rows: Sequence[LedgerRow]) -> None:
        """Send these rows, in order, and record where Kafka put them."""
        for begin in range(0, len(rows), STREAM_BATCH):
            await self._ship(rows[begin : begin + STREAM_BATCH])

    async def _ship(self, rows: Sequence[LedgerRow]) -> None:
        batches = [self._kafka.create_batch() for _ in range(self._partitions)]
        taken: list[list[int]] = [[] for _ in batches]
        for row in rows:
            case_id = row[CASE_ID]
            partition = UUID(case_id).int % self._partitions
            added = batches[partition].append(
                timestamp=None,
                key=case_id.encode(),
                value=row[DATA],
                headers=[
                    ("type", row[TYPE].encode()),
                    ("id", str(row[EVENT_ID]).encode()),
                    ("version", b"%d" % row[VERSION]),
                    ("time", row[OCCURRED].isoformat().encode()),
                ],
            )
            if added is None:
                raise RuntimeError(f"a batch of {len(rows)} events is larger than {MOST_BYTES} bytes")
            taken[partition].append(row[0])
        sent = [
            (partition, await self._kafka.send_batch(batch, self._topic, partition=partition))
            for partition, batch in enumerate(batches)
            if taken[partition]
        ]
        publications = []
        for partition, acknowledged in sent:
            offset = (await acknowledged).offset
            for serial in taken[partition]:
                publications.append((self._position, serial, CHAIN, "baseline", partition, offset))
                self._position += 1
                offset += 1
            self._ends[partition] = offset - 1
        async with self._pool.acquire() as conn, conn.transaction():
            await store.publish(conn, publications, self._ends)
