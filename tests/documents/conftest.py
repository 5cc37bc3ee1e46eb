"""Documents are numbered and printed on triage's real database."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from deploy.stack import Stack
from shared.database import Pool
from tests.documents.desk import POLICY, Desk
from tests.support.databases import own_databases


@pytest.fixture(scope="package")
def databases() -> Iterator[Stack]:
    with own_databases() as stack:
        yield stack


@pytest.fixture
async def pool(databases: Stack) -> AsyncIterator[Pool]:
    """Triage's database, as its runtime role."""
    made = await asyncpg.create_pool(databases.dsn("triage"), min_size=0, max_size=12)
    yield made
    await made.close()


@pytest.fixture
async def desk(pool: Pool) -> AsyncIterator[Desk]:
    async with Desk(pool, POLICY) as made:
        yield made
