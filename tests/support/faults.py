"""What can go wrong, done to real processes. Each fault is over, and the stack is whole, when it returns."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable

from deploy.stack import Stack
from tests.support import stream
from tests.support.ledger import SERVICES

Fault = Callable[[Stack, random.Random], Awaitable[str]]
"""Does it and says what it did."""


async def kill_service(stack: Stack, chance: random.Random) -> str:
    """SIGKILL one service; sometimes again while it starts."""
    name = chance.choice(SERVICES)
    await asyncio.to_thread(stack.kill_service, name)
    again = chance.random() < 0.25
    if again:
        await asyncio.to_thread(stack.start_service, name, wait=False)
        await asyncio.to_thread(stack.kill_service, name)
    await asyncio.to_thread(stack.start_service, name)
    return f"SIGKILL {name}{' twice' if again else ''}"


async def stop_service(stack: Stack, chance: random.Random) -> str:
    """SIGTERM one service, which must end by itself."""
    name = chance.choice(SERVICES)
    assert await asyncio.to_thread(stack.stop_service, name, 0, signal.SIGTERM), f"{name} ignores SIGTERM"
    await asyncio.to_thread(stack.start_service, name)
    return f"SIGTERM {name}"


async def kill_several(stack: Stack, chance: random.Random) -> str:
    """SIGKILL two or three services at the same moment."""
    names = chance.sample(SERVICES, chance.choice((2, 3)))
    await asyncio.gather(*(asyncio.to_thread(stack.kill_service, name) for name in names))
    await asyncio.gather(*(asyncio.to_thread(stack.start_service, name) for name in names))
    return f"SIGKILL {', '.join(names)}"


async def rebalance(stack: Stack, chance: random.Random) -> str:
    """A second replica joins and leaves, gently or not; meanwhile the first may go, and comes back."""
    name = chance.choice(SERVICES[1:])
    await asyncio.to_thread(stack.start_service, name, 1)
    hard = chance.random() < 0.5
    if chance.random() < 0.5:  # the newcomer must take everything over
        await asyncio.to_thread(stack.kill_service if hard else stack.stop_service, name, 0)
        await asyncio.to_thread(stack.start_service, name, 0)
    await asyncio.to_thread(stack.kill_service if hard else stack.stop_service, name, 1)
    return f"a second {name} joined and {'was killed' if hard else 'left'}"


async def restart_postgres(stack: Stack, chance: random.Random) -> str:
    """PostgreSQL is restarted, or killed and comes back."""
    hard = chance.random() < 0.5
    if hard:
        await asyncio.to_thread(stack.postgres.kill)
        await asyncio.to_thread(stack.postgres.start)
    else:
        await asyncio.to_thread(stack.postgres.restart)
    return f"PostgreSQL {'killed' if hard else 'restarted'}"


async def kill_kafka(stack: Stack, _: random.Random) -> str:
    """Kafka is killed and comes back with its data."""
    await asyncio.to_thread(stack.kafka.kill)
    await asyncio.to_thread(stack.kafka.start)
    return "Kafka killed"


async def wipe_kafka(stack: Stack, _: random.Random) -> str:
    """Kafka is killed and comes back empty, another cluster: nobody makes its topics but the services."""
    await asyncio.to_thread(stack.kafka.kill)
    await asyncio.to_thread(stack.kafka.wipe)
    await asyncio.to_thread(stack.kafka.start)
    return "Kafka lost its data"


async def deliver_twice(stack: Stack, chance: random.Random) -> str:
    """Everything that is in the topics is produced again, byte for byte, topics in any order."""
    sources = chance.sample(SERVICES[:3], 3)
    for source in sources:
        await asyncio.to_thread(stream.deliver_again, stack.bootstrap, source)
    return f"everything delivered again: {', '.join(sources)}"


SERVICE_FAULTS: tuple[Fault, ...] = (kill_service, kill_service, stop_service, kill_several)
ALL_FAULTS: tuple[Fault, ...] = (
    *SERVICE_FAULTS,
    rebalance,
    restart_postgres,
    kill_kafka,
    wipe_kafka,
    deliver_twice,
)
