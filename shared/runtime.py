"""What one process of a service consists of: made once, started and stopped with the HTTP server."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

import asyncpg
import httpx

from shared.auth import OwnToken, Verifier, keys_from
from shared.case import Procedure, namable
from shared.clock import Clock, system_clock
from shared.contract import Command, Contract
from shared.database import RELAY_SESSION, SESSION, Connection, Pool
from shared.deadlines import store as deadline_store
from shared.deadlines.sweep import AT_ONCE, Sweep
from shared.documents.numbering import numbering
from shared.guard import Guard
from shared.identifiers import NewId
from shared.inbox import store as inbox_store
from shared.inbox.batch import Stage
from shared.inbox.inbox import Inbox, Patience
from shared.inbox.reactions import Reactions
from shared.metrics import Metrics
from shared.policy import Policy
from shared.policy.namable import Namable
from shared.private.actors import Actors, keeping_subjects
from shared.private.erasing import erasing
from shared.private.fingerprints import Fingerprints, read_secret
from shared.reconcile import store as watch_store
from shared.reconcile.feed import Feed
from shared.reconcile.watch import Rounds, Watch
from shared.relay import store as relay_store
from shared.relay.relay import Relay
from shared.settings import Settings
from shared.stream.consumer import Batching, Hung, Subscription
from shared.telemetry.context import traceparent
from shared.telemetry.tracing import OFF, Tracing
from shared.write import faults
from shared.write import store as write_store
from shared.write.path import WritePath
from shared.write.session import Projection

log = logging.getLogger(__name__)


LAST_SPANS_S = 2.0
"""Seconds that a stopping process gives to what traces still have to say."""


async def _hand_on_trace(request: httpx.Request) -> None:
    """What another service does for a step of ours belongs to the same trace."""
    if following := traceparent():
        request.headers["traceparent"] = following


LookUp = Callable[[Connection, Command], Awaitable[Command]]
"""Fills the fields of a command that are LOOKED_UP."""


async def _as_given(_: Connection, command: Command) -> Command:
    return command


@dataclass(frozen=True)
class Blueprint:
    """A service as it describes itself; everything else is the same for all."""

    contract: Contract
    procedure: Procedure[Any]
    reactions: Reactions
    project: Projection
    look_up: LookUp = _as_given
    tasks: Callable[["Runtime"], Sequence[Coroutine[Any, Any, None]]] = lambda _: ()

    @property
    def name(self) -> str:
        """The service's name."""
        return self.contract.source

    @property
    def namable(self) -> Namable:
        """What policy may name of this service, and of the events that it takes in."""
        own = namable(self.contract, self.procedure)
        return reduce(or_, (Namable.of(one.source, one.events, {}) for one in self.reactions.contracts), own)


@dataclass(frozen=True)
class Health:
    """The numbers behind readiness."""

    lag: int | None
    unpublished: int
    oldest_unpublished_s: float
    waiting: int
    dead_letters: int
    discrepancies: int
    past_limit: int
    near_limit: int
    reasons: Sequence[str]


class Runtime:
    """The parts of a running service. `running()` starts and stops them."""

    def __init__(
        self,
        blueprint: Blueprint,
        settings: Settings,
        policy: Policy,
        clock: Clock,
        new_id: NewId,
        wall: Clock = system_clock,
        tracing: Tracing = OFF,
    ) -> None:
        self.blueprint = blueprint
        self.settings = settings
        self.policy = policy
        self.clock = clock
        """The domain's time: when things happened and when limits end."""
        self.wall = wall
        """The time of leases and pauses, which no trial moves."""
        self.new_id = new_id
        self.name = blueprint.name
        self.procedure = blueprint.procedure
        self.verifier = Verifier(settings.issuer, keys_from(settings.jwks), wall)
        self.metrics = Metrics(self.name)
        self.tracing = tracing
        self.restart_wanted = asyncio.Event()
        self.pool: Pool
        self.http: httpx.AsyncClient
        self.write_path: WritePath
        self.inbox: Inbox
        self.relay: Relay
        self.watch: Watch
        self.subscription: Subscription
        self.guard: Guard
        self.sweep: Sweep

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["Runtime"]:
        """Everything runs inside; on leaving, work under way is finished or rolled back."""
        # No connection is made here: a service starts, and says why it is not ready, while its
        # database is away.
        self.pool = await asyncpg.create_pool(
            self.settings.database, min_size=0, max_size=12, command_timeout=60, server_settings=SESSION
        )
        self.http = httpx.AsyncClient(
            auth=OwnToken(self.settings.service_token_file),
            timeout=10.0,
            trust_env=False,
            event_hooks={"request": [_hand_on_trace]},
        )
        self._assemble()
        tasks = [asyncio.create_task(part, name=name) for name, part in self._parts()]
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            for task, result in zip(tasks, results, strict=True):
                if isinstance(result, Exception):
                    log.warning("%s ended with %s", task.get_name(), result)
            await self.http.aclose()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3.0):
                    await self.pool.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LAST_SPANS_S):
                    await asyncio.to_thread(self.tracing.shutdown)

    def _assemble(self) -> None:
        s, b = self.settings, self.blueprint
        project = erasing(numbering(b.project, self.policy, self.name, self.new_id))
        if s.actor_key_file:
            project = keeping_subjects(project, self.actors)
        self.relay = Relay(
            self.name,
            s.kafka,
            lambda: asyncpg.connect(s.database, timeout=5.0, command_timeout=60, **RELAY_SESSION),
            tracing=self.tracing,
        )
        stage = Stage(b.procedure, b.reactions, project, self.clock, self.new_id, self.tracing)
        self.inbox = Inbox(
            self.pool,
            stage,
            self.relay.wake,
            self.metrics.took,
            Patience(poisons_in_a_row=s.poisons_in_a_row),
        )
        self.write_path = WritePath(
            self.pool,
            b.procedure,
            project,
            self.clock,
            self.new_id,
            self.relay.wake,
            tracing=self.tracing,
            observe=self.metrics.wrote,
        )
        self.sweep = Sweep(
            self.name,
            self.pool,
            self.write_path,
            self.clock,
            AT_ONCE if s.virtual_clock else s.deadlines_every.total_seconds(),
        )
        feeds = {n: Feed(self.http, n, url) for n, url in s.url.items() if n != self.name}
        rounds = Rounds(
            s.gaps_every.total_seconds(),
            s.reconcile_every.total_seconds(),
            s.walk_every.total_seconds(),
        )
        self.watch = Watch(
            self.pool,
            self.inbox,
            feeds,
            b.reactions.sources,
            self.clock,
            self.new_id,
            rounds,
            # more than the next batch brings; while Kafka is away the lag is unknown, and feeds are asked
            behind=lambda: (self.subscription.lag() or 0) > s.batch,
        )
        self.subscription = Subscription(
            self.name,
            b.reactions.sources,
            s.kafka,
            s.work_dir / "faust",
            self.inbox.process,
            Batching(most=s.batch),
            upstream_first=b.reactions.in_order,
        )
        self.guard = Guard(self.subscription, self.inbox, s, self.restart_wanted.set)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """No part ends by itself: a process without one of them would look alive and do half its work."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("%s ended; starting the process again", task.get_name(), exc_info=fault)
            self.restart_wanted.set()

    def _parts(self) -> list[tuple[str, Coroutine[Any, Any, None]]]:
        parts: list[tuple[str, Coroutine[Any, Any, None]]] = [
            ("writer", self.write_path.run()),
            ("relay", self.relay.run()),
            ("watch", self.watch.run()),
            ("consumer", self._consume()),
            ("guard", self.guard.run()),
            ("housekeeping", self._keep_house()),
            ("sweep", self.sweep.run()),
        ]
        return parts + [(f"task-{n}", task) for n, task in enumerate(self.blueprint.tasks(self))]

    async def _consume(self) -> None:
        try:
            await self.apply_known_types()
            await self.subscription.run()
        except Hung as fault:
            log.error("%s; starting the process again", fault)
            self.restart_wanted.set()

    async def apply_known_types(self) -> None:
        """Events that waited for newer code may be known to this one."""
        while True:
            try:
                await self.inbox.apply_waiting(unknown_types=True)
                return
            except faults.TRANSIENT:
                await asyncio.sleep(1.0)

    async def _keep_house(self) -> None:
        kept: timedelta = self.settings.idempotency_kept
        while True:
            with contextlib.suppress(*faults.TRANSIENT):
                async with self.pool.acquire() as conn:
                    await write_store.forget_answers(conn, kept)
            await asyncio.sleep(3600)

    @cached_property
    def actors(self) -> Actors:
        """Gives officers opaque ids; the settings of a stage that takes commands always have the secret."""
        file = self.settings.actor_key_file
        if file is None:
            raise LookupError("only stages that take commands have actors")
        return Actors(self.settings.issuer, read_secret(file))

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """Finds equal values by this service's secret; the settings of a stage that seals always have one."""
        file = self.settings.search_key_file
        if file is None:
            raise LookupError("only stages that seal have fingerprints")
        return Fingerprints(read_secret(file))

    async def health(self) -> Health:
        """The numbers behind readiness. Raises the database's fault when it is away."""
        async with asyncio.timeout(5), self.pool.acquire() as conn:
            unpublished, oldest = await relay_store.unpublished(conn)
            waiting, dead = await inbox_store.backlog(conn)
            found = await watch_store.count(conn)
            past, near = await deadline_store.counts(conn, self.clock())
        age = (self.clock() - oldest).total_seconds() if oldest else 0.0
        reasons = self.guard.reasons(age, self.relay.refused)
        return Health(self.subscription.lag(), unpublished, age, waiting, dead, found, past, near, reasons)
