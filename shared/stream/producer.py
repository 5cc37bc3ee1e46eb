"""The one place that writes to Kafka: batches of events, acknowledged by every in-sync replica.

Whole record batches are handed to aiokafka, one for each partition: a future for every message costs more
than everything else together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.event import Event, headers, key
from shared.stream.access import Access, KafkaRefused

MOST_BYTES = 900_000
"""Below the broker's default limit for a batch (1,048,588 bytes) with room for its own framing."""


class NotShipped(Exception):
    """Kafka did not acknowledge; whether the events are in the topic is unknown."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where Kafka put an event."""

    partition: int
    offset: int


class Producer:
    """An idempotent producer (acks=all) for one topic. `start` before `ship`, `stop` at the end."""

    def __init__(self, access: Access, topic: str) -> None:
        """Raises KafkaRefused when the identity's password cannot be read."""
        self._access = access
        self._topic = topic
        self._kafka = AIOKafkaProducer(
            **access.aiokafka(),
            acks="all",
            enable_idempotence=True,
            max_batch_size=MOST_BYTES,
            request_timeout_ms=10_000,
            metadata_max_age_ms=10_000,
            linger_ms=0,
        )
        self._partitions = 0

    async def start(self) -> None:
        """Connect. Raises NotShipped if the broker is away or the topic is missing, or KafkaRefused."""
        try:
            await self._kafka.start()
            self._partitions = len(await self._kafka.partitions_for(self._topic))
        except (KafkaError, OSError, TimeoutError) as fault:
            raise self._fault(fault) from fault

    async def stop(self) -> None:
        """Disconnect; never raises for a broker that is away."""
        try:
            await self._kafka.stop()
        except (KafkaError, OSError, TimeoutError):
            return

    def partition(self, case_id: UUID) -> int:
        """All events of a case go to one partition, so Kafka keeps their order."""
        return case_id.int % self._partitions

    async def ship(self, events: Sequence[Event]) -> list[Place]:
        """Write these events, in order within each partition; returns when all are acknowledged.

        Raises NotShipped, or KafkaRefused when this identity may not write the topic.
        """
        places: dict[UUID, Place] = {}
        rest: Sequence[Event] = events
        try:
            while rest:
                rest = await self._round(rest, places)
        except (KafkaError, OSError, TimeoutError) as fault:
            raise self._fault(fault) from fault
        return [places[event.id] for event in events]

    def _fault(self, cause: BaseException) -> Exception:
        found = self._access.fault(cause)
        if isinstance(found, KafkaRefused):
            return found
        return NotShipped(f"{type(cause).__name__}: {cause}")

    async def _round(self, events: Sequence[Event], places: dict[UUID, Place]) -> list[Event]:
        """Send one batch to each partition; what did not fit comes back for the next round."""
        batches = [self._kafka.create_batch() for _ in range(self._partitions)]
        taken: list[list[Event]] = [[] for _ in batches]
        full: set[int] = set()
        rest: list[Event] = []
        for event in events:
            p = self.partition(event.case_id)
            if p in full or not batches[p].append(
                timestamp=None, key=key(event.case_id), value=event.data, headers=headers(event)
            ):
                full.add(p)
                rest.append(event)
            else:
                taken[p].append(event)
        if not any(taken):
            raise NotShipped(f"event {events[0].id} is larger than {MOST_BYTES} bytes")
        sent = [
            (p, await self._kafka.send_batch(batch, self._topic, partition=p))
            for p, batch in enumerate(batches)
            if taken[p]
        ]
        for p, future in sent:
            base = (await future).offset
            for step, event in enumerate(taken[p]):
                places[event.id] = Place(p, base + step)
        return rest
