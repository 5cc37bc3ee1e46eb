"""Waiting for a condition, never for a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
POLL = 0.05
BOUND = 90.0
"""Seconds after which a test gives up. Generous: no promise is about time."""


async def until(what: Callable[[], Awaitable[T]], told: str, bound: float = BOUND) -> T:
    """Ask until the answer is true, and return it. Fails with the last answer and `told`."""
    loop = asyncio.get_running_loop()
    limit = loop.time() + bound
    while not (answer := await what()):
        assert loop.time() < limit, f"{told}: not within {bound:.0f} s; last answer: {answer!r}"
        await asyncio.sleep(POLL)
    return answer
