"""Waiting for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
from kafka.errors import KafkaError

T = TypeVar("T")
POLL = 0.05
BOUND = 90.0
"""Seconds after which a test gives up. Generous: no promise is about time."""


async def until(what: Callable[[], Awaitable[T]], told: str, bound: float = BOUND) -> T:
    """Ask until the answer is true, and return it. Fails with the last answer and `told`.

    Whoever cannot be reached at this moment, or does not lead yet, has not answered yet.
    """
    loop = asyncio.get_running_loop()
    limit = loop.time() + bound
    last: object = None
    while True:
        try:
            if answer := await what():
                return answer
            last = answer
        except (httpx.TransportError, KafkaError) as fault:
            last = fault
        assert loop.time() < limit, f"{told}: not within {bound:.0f} s; last answer: {last!r}"
        await asyncio.sleep(POLL)
