"""Real PostgreSQL with the four databases of Netral, started once a run, without Kafka and services."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.stack import Stack
from shared.database import Pool


@pytest.fixture(scope="session")
def databases() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    stack = Stack(folder / "home")
    stack.home.prepare()
    stack.postgres.start()
    try:
        stack.provision()
        yield stack
    finally:
        stack.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def pool(databases: Stack) -> AsyncIterator[Pool]:
    """Triage's database, as its runtime role."""
    async with asyncio.timeout(30):
        made = await asyncpg.create_pool(databases.dsn("triage"), min_size=0, max_size=6)
    yield made
    await made.close()
