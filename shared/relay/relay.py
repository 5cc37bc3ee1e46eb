"""Ships the ledger to Kafka in the order of its positions, whatever dies on the way.

What holds: every committed event is published, each case in its order, numbered 1, 2, 3 ... without a
gap; an event may reach Kafka twice (a crash between the broker's acknowledgement and the publication),
which every inbox skips. What does not: the advisory lock is no fence, and `position` on such a twin may
be another than the one the feed finally gives it.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.event import Event, ledger_link
from shared.relay import store
from shared.relay.store import Head, Shipped, Span
from shared.stream import topics
from shared.stream.access import Access, KafkaAway, KafkaRefused
from shared.stream.producer import NotShipped, Place, Producer
from shared.telemetry.step import MOST_NOTES
from shared.telemetry.tracing import OFF, Tracing
from shared.write import faults

log = logging.getLogger(__name__)

Connect = Callable[[], Any]


@dataclass(frozen=True)
class Pace:
    """How the relay waits, in seconds; `batch` is the most events it ships and records at once."""

    poll: float = 1.0
    inspect: float = 30.0
    lead: float = 2.0
    backoff: float = 10.0
    batch: int = 1000


@dataclass
class _Lead:
    """What the active relay knows; lost with its connection."""

    conn: Any
    producer: Producer
    span: Span
    head: Head
    shipped: Shipped
    inspected: float = field(default=0.0)


class Relay:
    """The relay of one service. `run()` until cancelled; `wake()` whenever something was committed."""

    def __init__(
        self,
        source: str,
        access: Access,
        connect: Connect,
        pace: Pace | None = None,
        tracing: Tracing = OFF,
    ) -> None:
        self._source = source
        self._access = access
        self._connect = connect
        self._pace = pace or Pace()
        self._tracing = tracing
        self._failed: list[tuple[int, str]] = []
        self._wake = asyncio.Event()
        self.refused: str | None = None
        """Why Kafka does not take our events though it is there, as long as that lasts."""

    def wake(self) -> None:
        """Something was committed by this process."""
        self._wake.set()

    async def run(self) -> None:
        """Lead when nobody else does, ship while leading; survives a database or Kafka that goes away."""
        failures = 0
        while True:
            try:
                conn = await self._connect()
            except faults.TRANSIENT as fault:
                failures = await self._back_off(failures, fault)
                continue
            try:
                while not await store.try_lead(conn, self._source):
                    failures, self.refused = 0, None
                    await self._follow(conn)
                await self._lead(conn)
            except (*faults.TRANSIENT, *faults.CONFLICT, NotShipped, KafkaAway) as fault:
                self.refused = str(fault) if isinstance(fault, KafkaRefused) else None
                failures = await self._back_off(failures, fault)
            finally:
                conn.terminate()

    async def _follow(self, conn: Any) -> None:
        """Not the active relay: tell the active one of our writes until the lock may be free again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.lead):
                await self._wake.wait()
            self._wake.clear()
            await store.notify(conn)

    async def _back_off(self, failures: int, fault: BaseException) -> int:
        log.warning("relay of %s: %s: %s", self._source, type(fault).__name__, fault)
        if self._tracing.on and len(self._failed) < MOST_NOTES:
            self._failed.append((self._tracing.now, type(fault).__name__))
        pause = min(self._pace.backoff, 0.2 * 2**failures) * random.uniform(0.5, 1.0)  # noqa: S311
        await asyncio.sleep(pause)
        return failures + 1

    async def _lead(self, conn: Any) -> None:
        await store.listen(conn, lambda *_: self._wake.set())
        remembered, horizon = await store.shipped(conn)
        head = await store.head(conn)
        shipped = await self._inspect(remembered)
        producer = Producer(self._access, topics.topic_of(self._source))
        try:
            await producer.start()
            lead = _Lead(conn, producer, Span(horizon), head, shipped, _now())
            while True:
                await self._ship_all(lead)
                self.refused = None
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._pace.poll):
                        await self._wake.wait()
                self._wake.clear()
                if _now() - lead.inspected > self._pace.inspect:
                    lead.inspected = _now()
                    lead.shipped = await self._inspect(lead.shipped)
        finally:
            await producer.stop()

    async def _inspect(self, remembered: Shipped | None) -> Shipped:
        """Compare what we shipped with what the broker has; start over if it lost something."""
        state = await asyncio.to_thread(topics.describe, self._access, self._source)
        if state is None:
            raise KafkaRefused(f"Kafka has no topic {topics.topic_of(self._source)}: run netral provision")
        if remembered is None:
            return Shipped(state.topic_id, 0, {})
        lost = [p for p, last in remembered.ends.items() if state.ends.get(p, 0) <= last]
        if remembered.topic_id == state.topic_id and not lost:
            return remembered
        log.warning("relay of %s: Kafka lost data; publishing everything again", self._source)
        return Shipped(state.topic_id, 0, {})

    async def _ship_all(self, lead: _Lead) -> None:
        while lead.shipped.position < lead.head.position:
            await self._refill(lead)
        more = True
        while more:
            window = await store.window(lead.conn, self._source, lead.span, self._pace.batch)
            if window.events or window.rest != lead.span:
                await self._ship_new(lead, window)
            more = window.more

    async def _refill(self, lead: _Lead) -> None:
        """Ship again what has its publication already, after Kafka lost it."""
        again = await store.published(lead.conn, self._source, lead.shipped.position, self._pace.batch)
        events = [published.event for published in again]
        places = await lead.producer.ship(events)
        lead.shipped = _advance(lead.shipped, places, events[-1].position or 0)
        await store.remember(lead.conn, lead.shipped, lead.span.start)

    async def _ship_new(self, lead: _Lead, window: store.Window) -> None:
        numbered, head = _number(window.events, lead.head)
        began = self._tracing.now
        places = await lead.producer.ship([event for _, event, _ in numbered]) if numbered else []
        shipped = _advance(lead.shipped, places, head.position)
        if numbered:
            async with lead.conn.transaction():
                await store.publish(
                    lead.conn,
                    [
                        (e.position or 0, serial, chain, shipped.topic_id, at.partition, at.offset)
                        for (serial, e, chain), at in zip(numbered, places, strict=True)
                    ],
                )
                await store.remember(lead.conn, shipped, window.rest.start)
            if self._tracing.on:
                self._tell([event for _, event, _ in numbered], began)
        lead.head, lead.shipped, lead.span = head, shipped, window.rest

    def _tell(self, events: Sequence[Event], began: int) -> None:
        """Their traces say that they are on the stream, and what was tried before since each was written."""
        self._tracing.shipped(events, topics.topic_of(self._source), began, self._failed)
        self._failed = []


def _number(events: Sequence[tuple[int, Event]], head: Head) -> tuple[list[tuple[int, Event, bytes]], Head]:
    position, chain = head.position, head.ledger_chain
    numbered = []
    for serial, event in events:
        position, chain = position + 1, ledger_link(chain, event.chain)
        numbered.append((serial, event.at(position), chain))
    return numbered, Head(position, chain)


def _advance(shipped: Shipped, places: Sequence[Place], position: int) -> Shipped:
    ends = dict(shipped.ends)
    for place in places:
        ends[place.partition] = max(place.offset, ends.get(place.partition, -1))
    return Shipped(shipped.topic_id, position, ends)


def _now() -> float:
    return asyncio.get_running_loop().time()
