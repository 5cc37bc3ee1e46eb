"""Sends items into intake from within its process, through the one write path that its API uses."""

import asyncio
import hashlib
import time
from collections.abc import Iterator

from deploy.bench import items
from deploy.bench.flow import ACCEPT_BATCH, REGION
from deploy.bench.orders import LOOK_EVERY, Order, Orders
from services.intake.commands import EstablishFinding, LogPreliminaryInfo
from shared.contract import Command
from shared.private.seals import Parts
from shared.runtime import Runtime
from shared.scope import NATIONAL
from shared.write.path import Request
from shared.write.session import Change, Stamp

ACTOR = "bench"


async def load_on_order(runtime: Runtime, orders: Orders) -> None:
    """Carry out the orders one after the other until cancelled."""
    number = 1
    while True:
        order = orders.taken(number)
        if order is None:
            await asyncio.sleep(LOOK_EVERY)
            continue
        began, accepted = time.monotonic(), dict[str, float]()
        if order.per_s is None:
            await _all_at_once(runtime, order, accepted)
        else:
            await _paced(runtime, order, order.per_s, accepted)
        orders.accepted(number, accepted, began)
        number += 1


async def _all_at_once(runtime: Runtime, order: Order, accepted: dict[str, float]) -> None:
    """Twice as many senders as a commit takes: the next batch is there when one is committed."""
    numbers = iter(range(order.first, order.first + order.items))

    async def sender(numbers: Iterator[int]) -> None:
        for number in numbers:
            await _send(runtime, number, accepted)

    await asyncio.gather(*(sender(numbers) for _ in range(2 * ACCEPT_BATCH)))


async def _paced(runtime: Runtime, order: Order, per_s: float, accepted: dict[str, float]) -> None:
    """One item every 1/per_s seconds, whether the ones before were answered or not."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as sending:
        for step in range(order.items):
            if (early := began + step / per_s - time.monotonic()) > 0:
                await asyncio.sleep(early)
            sending.create_task(_send(runtime, order.first + step, accepted))


async def _send(runtime: Runtime, number: int, accepted: dict[str, float]) -> None:
    case_id, content = items.case_id(number), items.content(number)
    log = LogPreliminaryInfo(
        case_id=case_id,
        item=hashlib.sha256(b"%d" % number).hexdigest(),
        content=hashlib.sha256(content).hexdigest(),
        published="2026-11-20",
        office=f"bawaslu-{NATIONAL}",
        region=NATIONAL,
    )
    await _give(runtime, log, {"private": content})
    accepted[str(case_id)] = time.monotonic()
    await _give(runtime, EstablishFinding(case_id=case_id, region=REGION), {})


async def _give(runtime: Runtime, command: Command, private: Parts) -> None:
    stamp = Stamp(ACTOR, runtime.clock())
    result = await runtime.write_path.submit(Request(command, stamp, private=private))
    if not isinstance(result, Change):
        raise RuntimeError(f"{type(command).__name__} was answered with {result}")
