"""`netral verify` finds a number that was taken away or moved, and what is not as it was printed."""

from collections.abc import AsyncIterator
from uuid import UUID

import asyncpg
import pytest

from deploy.stack import Stack
from deploy.verify.documents import DocumentPass
from deploy.verify.report import Report
from shared.database import Connection, Pool
from shared.documents import store
from shared.documents.printing import Printed
from shared.sealing import seal
from tests.documents.desk import Desk, asking


@pytest.fixture
async def owner(databases: Stack) -> AsyncIterator[Connection]:
    """All that is done in it is undone."""
    conn = await asyncpg.connect(databases.dsn("triage", "superuser"))
    transaction = conn.transaction()
    await transaction.start()
    yield conn
    await transaction.rollback()
    await conn.close()


async def found(conn: Connection) -> list[str]:
    report = Report()
    await DocumentPass("triage", conn, report).run()
    return [one.reason for one in report.found]


@pytest.fixture
async def printed(desk: Desk, pool: Pool, databases: Stack) -> list[UUID]:
    """Three letters of an office of its own, each printed; and only what the service itself numbered."""
    conn = await asyncpg.connect(databases.dsn("triage", "superuser"))
    await conn.execute(
        "delete from document d where not exists (select from ledger l where l.event_id = d.event_id)"
    )
    await conn.execute(
        """delete from document_counter c where not exists (
               select from document d where (d.kind, d.office, d.year) = (c.kind, c.office, c.year))"""
    )
    await conn.close()
    cases = [await desk.forwarded("12.01") for _ in range(3)]
    for case_id in cases:
        async with pool.acquire() as reading:
            (document,) = await store.documents(reading, case_id)
        assert isinstance(await desk.press.printed(document, asking()), Printed)
    return cases


async def test_documents_that_nobody_touched_are_whole(printed: list[UUID], owner: Connection) -> None:
    assert await found(owner) == []


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("delete from rendering where document_id in (select id from document where case_id = $1)",
         "what was printed is gone"),
        ("update rendering set sha256 = sha256('x') where document_id in"
         " (select id from document where case_id = $1)", "is not what its hash says"),
        ("update document set number = number + 7 where case_id = $1", "follows number"),
        ("update document set event_id = gen_random_uuid() where case_id = $1",
         "was issued by no such event"),
        ("update document_counter set last = last + 1 where office ="
         " (select office from document where case_id = $1)", "were given"),
        ("delete from keys.case_key where case_id = $1", "the key of its case is gone"),
    ],
)  # fmt: skip
async def test_what_was_changed_is_found(
    printed: list[UUID], owner: Connection, statement: str, reason: str
) -> None:
    await owner.execute(statement, printed[1])
    assert any(reason in one for one in await found(owner))


async def test_a_document_that_was_taken_away_leaves_a_gap(printed: list[UUID], owner: Connection) -> None:
    await owner.execute("set session_replication_role = replica")
    await owner.execute("delete from document where case_id = $1", printed[1])
    assert any("follows number" in one for one in await found(owner))


async def test_another_document_in_its_place_is_found(printed: list[UUID], owner: Connection) -> None:
    first, other = printed[:2]
    key = await owner.fetchval("select key from keys.case_key where case_id = $1", first)
    ids = [await owner.fetchval("select id from document where case_id = $1", one) for one in (first, other)]
    forged = seal(key, ids[1], b"%PDF forged")
    await owner.execute("update rendering set sealed = $2 where document_id = $1", ids[0], forged)
    assert any("was changed" in one for one in await found(owner))
