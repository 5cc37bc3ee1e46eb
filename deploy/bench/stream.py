"""One run of the stream part: fresh ground, four processes, a load as fast as it goes, then a paced one."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.bench import cpu, ground, store
from deploy.bench.chain import Chain, Kind
from deploy.bench.flow import EVENTS, EVENTS_PER_ITEM, Counts, expected
from deploy.bench.orders import Order
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

Told = Callable[[int], None]
"""Told how many items have come out of notify so far, of all orders of a run."""

PACE = 0.7
"""Share of the sustained rate at which latencies are taken."""
PACED_S = 20.0
"""Seconds that the paced load lasts, if there are items enough."""
_LOOK_EVERY = 0.1
_STALL = 120.0
"""Seconds without any progress after which a run is given up."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from accepted (committed at intake) to queued (committed at notify)."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one run came to. `latency` is None where no paced load was asked for.

    The clock runs from the first item sent until nothing is under way any more: every event is
    published and taken in by each service that reads it, not only the last notification queued.
    """

    items_per_s: float
    cpu_us: Mapping[str, float]
    """Microseconds of processor time an event, by part; the processes are named by their service."""
    latency: Latency | None = None

    @property
    def events_per_s(self) -> float:
        """Events written, published and taken in a second; the same number an item in every run."""
        return self.items_per_s * EVENTS_PER_ITEM


def run(
    stack: Stack,
    kind: Kind,
    items: int,
    told: Told,
    *,
    paced: bool,
    variables: Mapping[str, str] | None = None,
) -> Run:
    """Measure one chain once. Raises Fault when a process ends or an item is lost or doubled.

    `variables` are put into the environment of its processes.
    """
    ground.prepare(stack)
    with tempfile.TemporaryDirectory(dir=stack.home.work, prefix=f"bench-{kind}-") as name:
        chain = Chain(stack, kind, Path(name), variables=variables)
        with chain.running():
            before = cpu.seconds(stack, chain.children)
            began, ended = asyncio.run(_send(stack, chain, Order(1, 0, items), told))
            spent = cpu.spent(before, cpu.seconds(stack, chain.children))
            per_s, sent = items / (ended - began), items
            accepted: Mapping[str, float] = {}
            if paced:
                order = Order(2, items, max(1, min(items, int(PACED_S * PACE * per_s))), PACE * per_s)
                asyncio.run(_send(stack, chain, order, told))
                accepted, sent = _accepted(chain, 2)[1], items + order.items
        asyncio.run(_check(stack, kind, sent))
        latency = _latency(accepted, chain.orders.queueing()) if paced else None
    events = items * EVENTS_PER_ITEM
    return Run(per_s, {part: s / events * 1e6 for part, s in spent.items()}, latency)


async def _send(stack: Stack, chain: Chain, order: Order, told: Told) -> tuple[float, float]:
    """Give an order and wait until nothing is under way. Returns when it began and ended."""
    connections = {
        # no cached statements: a plan from when the tables were empty would read all of them each time
        service: await asyncpg.connect(stack.dsn(service, "superuser"), statement_cache_size=0)
        for service in SERVICES
    }
    wanted = {service: expected(service, order.first + order.items) for service in SERVICES}
    try:
        chain.orders.give(order)
        moved, before = time.monotonic(), None
        while True:
            now = {service: await store.progress(connections[service]) for service in SERVICES}
            told(now["notify"].published // sum(EVENTS["notify"].values()))
            if now == wanted:
                ended = time.monotonic()
                return _accepted(chain, order.number)[0], ended
            moved, before = (moved, before) if now == before else (time.monotonic(), now)
            if time.monotonic() - moved > _STALL:
                raise Fault(f"The bench made no progress for {_STALL:.0f} s", _behind(now, wanted))
            chain.check()
            await asyncio.sleep(_LOOK_EVERY)
    finally:
        for connection in connections.values():
            await connection.close()


def _behind(now: Mapping[str, Counts], wanted: Mapping[str, Counts]) -> str:
    late = [service for service in SERVICES if now[service] != wanted[service]]
    return f"See the logs of: {', '.join(late)}. They are at {[now[service] for service in late]}"


def _accepted(chain: Chain, number: int) -> tuple[float, dict[str, float]]:
    found = chain.orders.acceptance(number)
    if found is None:
        raise Fault("Intake wrote more than it was asked to", "This is a bug of the bench")
    return found


async def _check(stack: Stack, kind: Kind, items: int) -> None:
    """Every item came out exactly once, with the events that it must have, and nothing is left."""
    for service in SERVICES:
        conn = await asyncpg.connect(stack.dsn(service, "superuser"))
        try:
            found = await store.ledger_counts(conn)
            wanted = {type: n * items for type, n in EVENTS[service].items()}
            left = await store.leftovers(conn)
            out = await store.notified(conn) if service == "notify" else (items, items)
        finally:
            await conn.close()
        if found != wanted or left != (0, 0) or out != (items, items):
            raise Fault(
                f"The {kind} chain did not do its work at {service}: {found}, waiting and dead {left}, "
                f"notified {out}, with {items} items",
                "If the procedure or the notifications of policy changed, change deploy/bench/flow.py too",
            )


def _latency(accepted: Mapping[str, float], queued: Mapping[str, float]) -> Latency:
    took = sorted(queued[case_id] - moment for case_id, moment in accepted.items())
    if len(took) == 1:
        return Latency(*(3 * [took[0] * 1000]))
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return Latency(*(round(cuts[n - 1] * 1000, 1) for n in (50, 95, 99)))
