"""Consuming over faust. The only module that knows faust; handlers get messages and never see it.

faust owns the group, the flow control, the acknowledgements and the commits. It does not own the loop that
hands messages on: as shipped, that costs four asyncio tasks a message and acknowledges whatever an exception
interrupts. `_Batches` replaces that one loop by: fetch a batch, hand it over, wait until it is committed to
the database, acknowledge each message. Private names of faust-streaming 0.15.3, pinned for that reason.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import faust
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread as FaustThread
from faust.transport.drivers.aiokafka import Consumer as FaustConsumer
from faust.transport.drivers.aiokafka import Transport as FaustTransport
from faust.types.tuples import ack_lock

from shared.inbox.message import Message
from shared.stream import topics
from shared.stream.access import MECHANISM, Access, KafkaAway, KafkaRefused

log = logging.getLogger(__name__)

_PAUSE, _REFUSED_PAUSE = 1.0, 3.0
"""Seconds between two tries."""

Sink = Callable[[Sequence[Message]], Awaitable[None]]
"""Takes a batch and returns when it is committed; raises only if the process should stop consuming."""


@dataclass(frozen=True)
class Batching:
    """How batches are formed: at most `most`; with fewer than `few`, one wait of `linger` seconds.

    With nothing to fetch the broker answers after `idle` seconds. It answers nothing else to us meanwhile:
    neither where a partition ends, nor when we leave.
    """

    most: int = 1000
    few: int = 200
    linger: float = 0.01
    idle: float = 0.25
    stop: float = 8.0
    session: int = 10
    heartbeat: int = 3


class Hung(Exception):
    """faust did not stop in time: only a new process gets rid of it."""


class _Thread(FaustThread):
    """faust's thread, without its 1.5 seconds of waiting for messages."""

    consumer: "_Batches"

    def _create_worker_consumer(self, transport: Any) -> Any:
        made = super()._create_worker_consumer(transport)
        made._fetch_max_wait_ms = int(self.consumer.batching.idle * 1000)
        return made


class _Batches(FaustConsumer):
    """faust's consumer with a loop that hands over whole batches and acknowledges after the commit."""

    sink: ClassVar[Sink]
    batching: ClassVar[Batching]
    failed: ClassVar[Callable[[Exception | None], bool]]
    """Told how a fetch went; whether the fault is a refusal, after which this membership ends by itself."""
    upstream: ClassVar[Sequence[str]] = ()
    """Topics whose events cause those of the topics after them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ends: dict[Any, int] = {}

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    def _upstream_first(self, active: set[Any]) -> set[Any]:
        """The partitions to read from now: none of a topic before what causes its events is nearly read.

        A case is in the same partition of every topic. What came too early would only be stored until its
        cause arrives; with a long backlog that was every third event. `_ends` is what the last fetch of a
        partition told, so one that has gone quiet holds nobody up.
        """
        waits: set[int] = set()
        chosen: set[Any] = set()
        for topic in self.upstream:
            of_topic = {tp for tp in active if tp.topic == topic and tp.partition not in waits}
            chosen |= of_topic
            waits |= {
                tp.partition
                for tp in of_topic
                if self._ends.get(tp, 0) - (self._read_offset.get(tp) or 0) > self.batching.few
            }
        return chosen

    async def _getmany(self, active_partitions: set[Any] | None, timeout: float) -> Any:  # noqa: ASYNC109
        if active_partitions and self.upstream:
            active_partitions = self._upstream_first(active_partitions)
        return await super()._getmany(active_partitions, timeout)

    async def _drain_messages(self, fetcher: Any) -> None:
        stopped, fetcher_stopped = self._stopped.is_set, fetcher._stopped.is_set
        try:
            while not (stopped() or fetcher_stopped()):
                batch = await self._fetch(1.0)
                if batch and sum(len(records) for _, records in batch) < self.batching.few:
                    await asyncio.sleep(self.batching.linger)
                    batch += await self._fetch(0.0)
                if batch:
                    await type(self).sink([_message(record) for _, records in batch for record in records])
                    for tp, records in batch:
                        await self._acknowledge(tp, records)
        except self.consumer_stopped_errors:
            if not self.transport.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.transport.app.should_stop:
                raise
        except Exception as fault:
            if type(self).failed(fault):
                return
            log.exception("consuming failed")
            await self.crash(fault)
            raise

    async def _acknowledge(self, tp: Any, records: Sequence[Any]) -> None:
        """These are committed: move on behind them. Offsets that Kafka left out count as read.

        The same as faust's `ack` of each message, for all of a partition at once and without making its
        message objects, whose dozen fields nothing here needs.
        """
        expected = self._read_offset.get(tp)
        for record in records:
            if expected is not None and record.offset > expected:
                await self._add_gap(tp, expected, record.offset - 1)
            expected = record.offset + 1
        # faust means the next offset to read here, as its own seek to the committed offset sets it
        self._read_offset[tp] = expected
        if not self.app.topics.acks_enabled_for(tp.topic):
            return
        with ack_lock:
            committed, known = self._committed_offset[tp], self._acked_index[tp]
            offsets = [record.offset for record in records]
            new = [at for at in offsets if (committed is None or at >= committed) and at not in known]
            known.update(new)
            self._acked[tp].extend(new)
            self._n_acked += len(new)

    async def _fetch(self, patience: float) -> list[tuple[Any, list[Any]]]:
        """What the broker has for us now, by partition, of the generation and partitions we hold."""
        generation = self.app.consumer_generation_id
        records, active = await self._wait_next_records(patience)
        if records is None or self.should_stop:
            return []
        type(self).failed(None)
        if not self.flow_active:
            try:
                await self.perform_seek()
            except Exception as fault:  # the group may be between two generations: the next fetch asks again
                log.warning("seeking to the committed offsets: %s", type(fault).__name__)
            return []
        found: list[tuple[Any, list[Any]]] = []
        for tp, of_partition in records.items():
            if active is None or tp in active or tp in self._buffered_partitions:
                self._ends[tp] = self.highwater(tp) or 0
                self.app.monitor.track_tp_end_offset(tp, self._ends[tp])
                read = self._read_offset.get(tp)
                fresh = [record for record in of_partition if read is None or record.offset >= read]
                if fresh:
                    found.append((tp, fresh))
        return found if generation == self.app.consumer_generation_id else []


def _message(record: Any) -> Message:
    return Message(record.headers or (), record.key, record.value, topics.source_of(record.topic))


def _credentials(access: Access) -> faust.SASLCredentials | None:
    if access.security == "PLAINTEXT":
        return None
    return faust.SASLCredentials(
        username=access.user, password=access.password(), mechanism=MECHANISM, ssl_context=access.tls()
    )


class Subscription:
    """One process's membership in its service's group, for as long as these topics exist."""

    def __init__(
        self,
        service: str,
        sources: Sequence[str],
        access: Access,
        folder: Path,
        sink: Sink,
        batching: Batching | None = None,
        *,
        upstream_first: bool = False,
    ) -> None:
        self._service = service
        self._sources = sources
        self._access = access
        self._folder = folder
        self._sink = sink
        self._batching = batching or Batching()
        self._upstream = [topics.topic_of(source) for source in sources] if upstream_first else []
        self._app: Any = None
        self._ids: Mapping[str, str] = {}
        self._leaving = asyncio.Event()
        self._unseen: str | None = None
        self._untaken: str | None = None
        self._ends: Mapping[Any, int] = {}
        self._heard = 0.0

    async def run(self) -> None:
        """Consume until cancelled; starts over when faust crashes, waits while Kafka is away or refuses us.

        Raises Hung when faust does not let go.
        """
        while True:
            ids = await self._topic_ids()
            if ids is None:
                await self._pause()
                continue
            self._ids = ids
            self._leaving.clear()
            self._ends, self._heard = {}, asyncio.get_running_loop().time()
            self._app = self._new_app(ids)
            await self._consume(self._app)
            await self._pause()

    async def topics_changed(self) -> bool:
        """Whether Kafka has other topics than the ones this process reads: it lost its data."""
        ids = await self._topic_ids()
        return bool(self._ids) and ids is not None and ids != self._ids

    async def _pause(self) -> None:
        """Before the next try. A refusal is told once a pause: somebody must put it right."""
        if self.refused:
            log.error("%s takes no events in: %s", self._service, self.refused)
        await asyncio.sleep(_REFUSED_PAUSE if self.refused else _PAUSE)

    @property
    def refused(self) -> str | None:
        """Why Kafka does not let us read though it is there, as of the last try."""
        return self._unseen or self._untaken

    def _failed(self, fault: Exception | None) -> bool:
        known = self._access.fault(fault) if fault is not None else None
        self._untaken = str(known) if isinstance(known, KafkaRefused) else None
        if self._untaken:
            self.leave()
        return self._untaken is not None

    def leave(self) -> None:
        """End the present membership; `run` joins again."""
        self._leaving.set()

    @property
    def joined(self) -> bool:
        """Whether the group has answered with an assignment."""
        return self._app is not None and self._app._assignment is not None

    async def measure(self) -> None:
        """Ask the broker where our partitions end; `silent_for` tells when it last answered."""
        if not self.joined:
            await self._look_at_group()
            return
        consumer = self._app.consumer
        try:
            async with asyncio.timeout(5):
                self._ends = dict(await consumer.highwaters(*consumer.assignment()))
        except Exception as fault:  # between two generations, or Kafka is away: both show as silence
            log.debug("measuring: %s", type(fault).__name__)
        else:
            self._heard = asyncio.get_running_loop().time()

    async def _look_at_group(self) -> None:
        """Whether our group takes us in: one that does not keeps aiokafka waiting without a word."""
        if (app := self._app) is None:
            return
        try:
            await asyncio.to_thread(topics.look_at_group, self._access, app.conf.id, self._sources[0])
        except KafkaAway as fault:
            self._failed(fault)

    def silent_for(self) -> float:
        """Seconds since the broker last answered `measure`, or since the group was joined."""
        return asyncio.get_running_loop().time() - self._heard

    def lag(self) -> int | None:
        """Messages in our partitions that were not taken in, as of the last measure; None: not known."""
        if not self.joined:
            return None
        offsets = self._app.consumer._read_offset
        return sum(max(0, end - (offsets.get(tp) or 0)) for tp, end in self._ends.items())

    def read(self) -> int:
        """A number that changes with every message taken in."""
        return sum(at or 0 for at in self._app.consumer._read_offset.values()) if self.joined else -1

    async def _topic_ids(self) -> dict[str, str] | None:
        try:
            found = await asyncio.to_thread(topics.topic_ids, self._access, self._sources)
        except KafkaRefused as fault:
            self._unseen = str(fault)
            return None
        except KafkaAway as fault:
            log.warning("%s waits for Kafka: %s", self._service, fault)
            return None
        missing = [topics.topic_of(source) for source in self._sources if source not in found]
        self._unseen = f"Kafka has no topic {missing[0]}: run netral provision" if missing else None
        return found if len(found) == len(self._sources) else None

    async def _consume(self, app: Any) -> None:
        try:
            app.loop = asyncio.get_running_loop()
            app.finalize()
            await app.maybe_start()
            while not (app.should_stop or app.crashed or self._leaving.is_set()):  # noqa: ASYNC110
                await asyncio.sleep(0.2)  # faust tells of a crash by a flag alone
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            log.warning("%s: faust ended: %s", self._service, type(fault).__name__)
        finally:
            self._app = None
            await self._stop(app)

    async def _stop(self, app: Any) -> None:
        stopping = asyncio.ensure_future(app.stop())
        done, _ = await asyncio.wait({stopping}, timeout=self._batching.stop)
        if not done:
            stopping.cancel()
            raise Hung(f"{self._service}: faust did not stop within {self._batching.stop} s")

    def _new_app(self, ids: Mapping[str, str]) -> Any:
        """A faust app whose group is named after the topics' ids: new topics are read from the start.

        When Kafka comes back without its data, offsets committed for the old topics mean nothing; a
        group of another name has none, and every replica agrees on the name without asking.
        """
        generation = hashlib.sha256("".join(ids[s] for s in self._sources).encode()).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        batching = self._batching
        app = faust.App(
            f"{topics.groups_of(self._service)}{generation[:8]}",
            broker=f"kafka://{self._access.bootstrap.replace(',', ';kafka://')}",
            broker_credentials=_credentials(self._access),
            datadir=str(self._folder),
            store="memory://",
            key_serializer="raw",
            value_serializer="raw",
            autodiscover=False,
            web_enabled=False,
            topic_disable_leader=True,
            topic_allow_declare=False,
            worker_redirect_stdouts=False,
            stream_wait_empty=False,
            broker_session_timeout=batching.session,
            broker_heartbeat_interval=batching.heartbeat,
            broker_max_poll_records=batching.most,
            broker_commit_interval=1.0,
            consumer_auto_offset_reset="earliest",
        )

        class BoundConsumer(_Batches):
            sink = staticmethod(self._sink)  # type: ignore[assignment]
            failed = staticmethod(self._failed)  # type: ignore[assignment]

        BoundConsumer.batching = batching
        BoundConsumer.upstream = self._upstream

        class BoundTransport(FaustTransport):
            Consumer = BoundConsumer

        broker = app.conf.broker_consumer
        app.transport = BoundTransport(broker, app)
        for source in self._sources:
            app.topics.add(app.topic(topics.topic_of(source)))
        return app
