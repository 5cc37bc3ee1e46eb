"""What can go wrong, done to real processes. Each fault is over, and the stack is whole, when it returns."""

import asyncio
import json
import random
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx

from deploy.clock import TrialClock
from deploy.home import write_whole
from deploy.provision.principals import known, write_service_token
from deploy.stack import Stack
from tests.support import stream
from tests.support.ledger import SERVICES
from tests.support.until import until

Fault = Callable[[Stack, random.Random], Awaitable[str]]
"""Does it and says what it did."""


def kill(name: str) -> Fault:
    """SIGKILL this service; sometimes again while it starts."""

    async def strike(stack: Stack, chance: random.Random) -> str:
        await asyncio.to_thread(stack.kill_service, name)
        again = chance.random() < 0.25
        if again:
            await asyncio.to_thread(stack.start_service, name, wait=False)
            await asyncio.to_thread(stack.kill_service, name)
        await asyncio.to_thread(stack.start_service, name)
        return f"SIGKILL {name}{' twice' if again else ''}"

    return strike


def stop(name: str) -> Fault:
    """SIGTERM this service, which must end by itself."""

    async def strike(stack: Stack, _: random.Random) -> str:
        ended = await asyncio.to_thread(stack.stop_service, name, 0, signal.SIGTERM)
        assert ended, f"{name} ignores SIGTERM"
        await asyncio.to_thread(stack.start_service, name)
        return f"SIGTERM {name}"

    return strike


def rebalance(name: str) -> Fault:
    """A second replica joins and leaves, gently or not; meanwhile the first may go, and comes back."""

    async def strike(stack: Stack, chance: random.Random) -> str:
        await asyncio.to_thread(stack.start_service, name, 1)
        end = stack.kill_service if (hard := chance.random() < 0.5) else stack.stop_service
        if first := chance.random() < 0.5:  # the newcomer must take everything over
            await asyncio.to_thread(end, name, 0)
            await asyncio.to_thread(stack.start_service, name, 0)
        await asyncio.to_thread(end, name, 1)
        how = "was killed" if hard else "left"
        return f"a second {name} joined and {how}{', the first before it' if first else ''}"

    return strike


async def kill_several(stack: Stack, chance: random.Random) -> str:
    """SIGKILL two or three services at the same moment."""
    names = chance.sample(SERVICES, chance.choice((2, 3)))
    await asyncio.gather(*(asyncio.to_thread(stack.kill_service, name) for name in names))
    await asyncio.gather(*(asyncio.to_thread(stack.start_service, name) for name in names))
    return f"SIGKILL {', '.join(names)}"


async def restart_postgres(stack: Stack, _: random.Random) -> str:
    """PostgreSQL cuts every session and comes back."""
    await asyncio.to_thread(stack.postgres.restart)
    return "PostgreSQL restarted"


async def kill_postgres(stack: Stack, _: random.Random) -> str:
    """PostgreSQL is killed and recovers from its log."""
    await asyncio.to_thread(stack.postgres.kill)
    await asyncio.to_thread(stack.postgres.start)
    return "PostgreSQL killed"


async def kill_kafka(stack: Stack, _: random.Random) -> str:
    """Kafka is killed and comes back with its data."""
    await asyncio.to_thread(stack.kafka.kill)
    await asyncio.to_thread(stack.kafka.start)
    return "Kafka killed"


async def wipe_kafka(stack: Stack, _: random.Random) -> str:
    """Kafka is killed and comes back empty, another cluster, and is provisioned as every new one."""
    await asyncio.to_thread(stack.kafka.kill)
    await asyncio.to_thread(stack.kafka.wipe)
    await asyncio.to_thread(stack.kafka.start)
    await asyncio.to_thread(stack.provision_kafka)
    return "Kafka lost its data"


async def deliver_twice(stack: Stack, chance: random.Random) -> str:
    """Everything that is in the topics is produced again, byte for byte, topics in any order."""
    sources = chance.sample(SERVICES[:3], 3)
    for source in sources:
        await asyncio.to_thread(stream.deliver_again, stack.kafka.admin, source)
    return f"everything delivered again: {', '.join(sources)}"


async def expire_tokens(stack: Stack, _: random.Random) -> str:
    """Every service's own token runs out while it works; all get new ones when each was refused somewhere."""
    logs = {name: stack.home.logs / f"{name}-0.log" for name in SERVICES}
    read = {name: log.stat().st_size for name, log in logs.items()}
    for name in SERVICES:
        spent = stack.issuer.token(known(f"service-{name}"), timedelta(hours=-1))
        write_whole(stack.home.secrets / f"service-{name}.token", spent)

    def refused(name: str) -> bool:
        """What a feed answered it is in its own log."""
        with logs[name].open("rb") as log:
            log.seek(read[name])
            return b" answers 401 to " in log.read()

    async def all_refused() -> bool:
        return all(map(refused, SERVICES))

    try:
        await until(all_refused, "a feed refuses every service its expired token")
    finally:
        for name in SERVICES:
            write_service_token(stack.home, name)
    return "the services' tokens ran out"


async def close_key_desk(stack: Stack, _: random.Random) -> str:
    """Intake is killed: what it sealed cannot be read at triage, which says so and works on."""
    reading = {"purpose": "memeriksa laporan"}
    async with httpx.AsyncClient(
        base_url=stack.url("triage"),
        headers={"Authorization": f"Bearer {stack.token('bawaslu-officer')}"},
        trust_env=False,
        timeout=30,
    ) as officer:

        async def handed_over() -> str | None:
            answer = await officer.get("/v1/cases?state=K23&limit=1")
            return next((case["case_id"] for case in answer.json().get("cases", ())), None)

        path = f"/v1/cases/{await until(handed_over, 'a case is studied')}/readings"
        await asyncio.to_thread(stack.kill_service, "intake")
        try:
            away = await officer.post(path, json=reading)
        finally:
            await asyncio.to_thread(stack.start_service, "intake")
        assert away.status_code == httpx.codes.SERVICE_UNAVAILABLE, away.text
        there = await officer.post(path, json=reading)
        assert there.status_code == httpx.codes.OK, there.text
        assert {part["state"] for part in there.json()["parts"] if part["part"] == "private"} == {"opened"}
    return "intake's key desk closed, a reading had to wait"


async def move_clock(stack: Stack, chance: random.Random) -> str:
    """The trial's time jumps by days while a service is killed."""
    days, name = chance.randint(1, 3), chance.choice(SERVICES)
    ahead = TrialClock(stack).now() - datetime.now(UTC) + timedelta(days=days)
    await asyncio.to_thread(stack.kill_service, name)
    write_whole(stack.home.clock, json.dumps({"ahead_s": ahead.total_seconds()}))
    await asyncio.to_thread(stack.start_service, name)
    return f"{days} days passed while {name} was killed"


ALL: tuple[Fault, ...] = (
    *map(kill, SERVICES),
    *map(stop, SERVICES),
    *map(rebalance, SERVICES),
    kill_several,
    restart_postgres,
    kill_postgres,
    kill_kafka,
    wipe_kafka,
    deliver_twice,
    expire_tokens,
    close_key_desk,
    move_clock,
)
"""The last needs a stack with a virtual clock."""
