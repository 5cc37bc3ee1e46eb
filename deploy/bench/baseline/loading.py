"""Sends items into the baseline's intake: a transaction that accepts, then one that registers."""

import asyncio
import base64
import hashlib
import os
import time

from deploy.bench import items
from deploy.bench.baseline.pipeline import Pipeline
from deploy.bench.flow import ACCEPT_BATCH, REGION
from deploy.bench.orders import LOOK_EVERY, Order, Orders

_LOGGED = "informasi-awal@2026-11"
_PLACE = ("office", "region", "channel")


async def load_on_order(pipeline: Pipeline, orders: Orders) -> None:
    """Carry out the orders one after the other until cancelled."""
    number = 1
    while True:
        order = orders.taken(number)
        if order is None:
            await asyncio.sleep(LOOK_EVERY)
            continue
        began, accepted = time.monotonic(), dict[str, float]()
        await _load(pipeline, order, accepted)
        orders.accepted(number, accepted, began)
        number += 1


async def _load(pipeline: Pipeline, order: Order, accepted: dict[str, float]) -> None:
    end = order.first + order.items
    for begin in range(order.first, end, ACCEPT_BATCH):
        numbers = range(begin, min(begin + ACCEPT_BATCH, end))
        ids = {number: str(items.case_id(number)) for number in numbers}
        moment = await _log(pipeline, ids)
        accepted |= dict.fromkeys(ids.values(), moment)
        await _register(pipeline, list(ids.values()))


async def _log(pipeline: Pipeline, ids: dict[int, str]) -> float:
    work = pipeline.work()
    place = ("bawaslu-00", "00", "media")
    for number, case_id in ids.items():
        content = items.content(number)
        digest = hashlib.sha256(content).hexdigest()
        data = {
            "state": "K00",
            **dict(zip(_PLACE, place, strict=True)),
            "private": base64.b64encode(bytes(12) + content + bytes(16)).decode(),
            "item": hashlib.sha256(b"%d" % number).hexdigest(),
            "content": digest,
            "published": "2026-11-20",
        }
        work.event("PreliminaryInfoLogged", case_id, 1, work.now, _LOGGED, "", data)
        facts = f'{{"content":"{digest}","receipt":null,"progress":null}}'
        work.case(case_id, 1, "K00", place, work.now, facts)
        work.keys.append((case_id, "private", os.urandom(32), work.now))
    return await pipeline.accept(work)


async def _register(pipeline: Pipeline, ids: list[str]) -> None:
    work = pipeline.work()
    place = (f"bawaslu-{REGION}", REGION, "media")
    data = {
        "state_from": "K00",
        "state": "K10",
        **dict(zip(_PLACE, place, strict=True)),
        "origin": "finding",
    }
    for case_id in ids:
        work.event("CaseRegistered", case_id, 2, work.now, _LOGGED, "", data)
        facts = '{"content":null,"receipt":null,"progress":null}'
        work.case(case_id, 2, "K10", place, work.now, facts)
    await pipeline.accept(work)
