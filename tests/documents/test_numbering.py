"""Numbers without a gap and without a double, whatever happens at the same time or is rolled back."""

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.triage import commands
from shared.database import Pool
from shared.documents import store
from shared.documents.store import Document, Unnumbered
from shared.identifiers import uuid7
from tests.documents.desk import POLICY, Desk

DAY = date(2026, 11, 23)


def letter(office: str, kind: str = "surat-penerusan", on: date = DAY) -> Unnumbered:
    return Unnumbered(uuid7(), uuid7(), 3, uuid7(), kind, f"{kind}@1", office, on)


async def numbers(pool: Pool, office: str) -> list[int]:
    rows = await pool.fetch(
        "select number from document where office = $1 order by kind, year, number", office
    )
    return [row["number"] for row in rows]


async def of_case(pool: Pool, case_id: UUID) -> Document:
    async with pool.acquire() as conn:
        (found,) = await store.documents(conn, case_id)
    return found


async def test_a_document_is_numbered_with_its_event(desk: Desk, pool: Pool) -> None:
    letters = [await of_case(pool, await desk.forwarded("11.01")) for _ in range(3)]
    assert [one.number for one in letters] == [1, 2, 3]
    first = letters[0]
    assert (first.kind, first.template) == ("surat-penerusan", "surat-penerusan@1")
    assert (first.office, first.issued_on, first.place, first.sha256) == ("bawaslu-11.01", DAY, 1, None)
    event = await pool.fetchrow("select * from ledger where event_id = $1", first.event_id)
    assert event
    assert (event["type"], event["case_id"], event["version"]) == (
        "ForwardedToBkn",
        first.case_id,
        first.version,
    )


async def test_a_step_that_issues_nothing_takes_no_number(desk: Desk, pool: Pool) -> None:
    case_id = await desk.studied("11.02")
    async with pool.acquire() as conn:
        assert await store.documents(conn, case_id) == []


async def test_each_year_of_the_office_begins_with_one(desk: Desk, pool: Pool) -> None:
    """At 23:30 in Jakarta it is the next year already in Jayapura."""
    late = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    west = await of_case(pool, await desk.forwarded("31.71", late))
    east = await of_case(pool, await desk.forwarded("91.71", late))
    assert (west.issued_on, east.issued_on) == (date(2025, 12, 31), date(2026, 1, 1))
    assert (west.number, east.number) == (1, 1)
    assert (await of_case(pool, await desk.forwarded("31.71"))).number == 1
    assert (await of_case(pool, await desk.forwarded("31.71", late))).number == 2


async def test_replicas_that_write_at_once_leave_no_gap_and_no_double(pool: Pool) -> None:
    async with Desk(pool, POLICY) as one, Desk(pool, POLICY) as other, Desk(pool, POLICY) as third:
        cases = [await desk.studied("11.03") for desk in (one, other, third) for _ in range(15)]
        desks = [one, other, third] * 15
        forward = (commands.ForwardToBkn(case_id=case_id) for case_id in cases)
        await asyncio.gather(*(desk.give(step) for desk, step in zip(desks, forward, strict=True)))
    assert await numbers(pool, "bawaslu-11.03") == list(range(1, 46))


async def test_whoever_numbers_waits_for_the_transaction_before(pool: Pool) -> None:
    async with pool.acquire() as first, pool.acquire() as second:
        before = first.transaction()
        await before.start()
        await store.issue(first, [letter("bawaslu-11.04")])
        waiting = asyncio.create_task(_issued(second, "bawaslu-11.04"))
        watched = "select count(*) from pg_locks where not granted and pid = $1"
        while not await pool.fetchval(watched, second.get_server_pid()):
            assert not waiting.done()
        await before.commit()
        await waiting
    assert await numbers(pool, "bawaslu-11.04") == [1, 2]


async def _issued(conn: object, office: str) -> None:
    async with conn.transaction():  # type: ignore[attr-defined]
        await store.issue(conn, [letter(office)])  # type: ignore[arg-type]


async def test_what_is_rolled_back_takes_no_number(pool: Pool) -> None:
    async with pool.acquire() as conn:
        for given_up in (True, False):
            transaction = conn.transaction()
            await transaction.start()
            await store.issue(conn, [letter("bawaslu-11.05"), letter("bawaslu-11.05")])
            await (transaction.rollback() if given_up else transaction.commit())
    assert await numbers(pool, "bawaslu-11.05") == [1, 2]


async def test_kinds_and_offices_are_numbered_apart(pool: Pool) -> None:
    issued = [letter("bawaslu-11.06"), letter("ppk-11.06"), letter("ppk-11.06", "keputusan")]
    async with pool.acquire() as conn, conn.transaction():
        await store.issue(conn, [*issued, letter("ppk-11.06", on=date(2025, 1, 1))])
    rows = await pool.fetch("select number from document where office in ('bawaslu-11.06', 'ppk-11.06')")
    assert {row["number"] for row in rows} == {1}


@pytest.mark.parametrize(
    "statement",
    ["update document set number = 9", "delete from document", "delete from rendering", "truncate document",
     "update rendering set sealed = ''", "delete from document_counter",
     "update document_counter set kind = ''"],
)  # fmt: skip
async def test_the_service_cannot_rewrite_what_it_issued(pool: Pool, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await pool.execute(statement)
