"""Four ledgers written by real services, and copies of them in which a test may plant a fault."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from deploy.clock import TrialClock
from deploy.demo.agencies import Agencies
from deploy.demo.demo import MEDIA
from deploy.demo.memory import Memory
from deploy.demo.player import Player
from deploy.demo.script import STORIES
from deploy.demo.turns import Turns
from deploy.importer.desk import Desk
from deploy.importer.run import AT_ONCE, Import
from deploy.provision.databases import roles
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from deploy.verify.report import Report
from deploy.verify.verify import verify_all
from tests.support.stacks import own_stack
from tests.support.until import until

PLAYED = ("mc-072", "etik", "gabung-1", "gabung-2", "kembali", "ditolak")
_WITNESSED = "select coalesce(max(position), 0) from witness where source = $1"


class Copies:
    """The four ledgers of a stack whose services are stopped; one that a test changes is a copy first."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.dsns = {service: stack.postgres.dsn(roles(service).database) for service in SERVICES}
        self._copied: set[str] = set()

    async def plant(self, service: str, *statements: str) -> None:
        """Do what only a superuser can, in one transaction."""
        conn = await self.open(service)
        try:
            async with conn.transaction():
                for statement in statements:
                    await conn.execute(statement)
        finally:
            await conn.close()

    async def open(self, service: str) -> "asyncpg.Connection[Any]":
        """A superuser's connection to this test's copy of a database. It goes with the stack."""
        if service not in self._copied:
            self._copied.add(service)
            name, origin = f"copy_{uuid4().hex[:8]}_{service}", roles(service)
            root = await asyncpg.connect(self.stack.postgres.dsn("postgres"))
            await root.execute(f"create database {name} template {origin.database} owner {origin.owner}")
            await root.close()
            self.dsns[service] = self.stack.postgres.dsn(name)
        return await asyncpg.connect(self.dsns[service])

    async def verify(self) -> Report:
        return await verify_all(self.dsns)


async def _play(stack: Stack, folder: Path) -> None:
    async with Desk(stack.url("intake"), stack.token("importer"), AT_ONCE) as desk:
        with MEDIA.open("rb") as file:
            await Import(desk, lambda _done: None).run(file)
    stories = [story for story in STORIES if story.name in PLAYED]
    turns = Turns(len(stories), TrialClock(stack))
    async with Agencies(stack) as agencies:
        memory = Memory(folder / "demo.json")
        turning = asyncio.create_task(turns.run())
        stuck = await Player(agencies, memory, turns, lambda *_: None, lambda *_: None, 0.0).play(stories)
        turning.cancel()
    assert stuck == {}


async def _witnessed(stack: Stack) -> bool:
    """Whether everybody saw everybody's present head, and nothing is left to be published."""
    for source in SERVICES:
        own = await asyncpg.connect(stack.dsn(source, "owner"))
        head = await own.fetchval("select max(position) from publication")
        events = await own.fetchval("select count(*) from ledger")
        await own.close()
        for holder in SERVICES:
            if holder == source:
                continue
            other = await asyncpg.connect(stack.dsn(holder, "owner"))
            seen = await other.fetchval(_WITNESSED, source)
            await other.close()
            if not head == events == seen:
                return False
    return True


@pytest.fixture(scope="package")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that wrote some lives of cases and whose services are stopped."""
    with own_stack(automatic=False, virtual_clock=True) as stack:

        async def prepare() -> None:
            await _play(stack, tmp_path_factory.mktemp("demo"))
            await until(lambda: _witnessed(stack), "every head is witnessed by the others")

        asyncio.run(prepare())
        for service in SERVICES:
            stack.stop_service(service)
        yield stack


@pytest.fixture
def copies(ledgers: Stack) -> Copies:
    return Copies(ledgers)
