"""Printed once, also by two at the same time; sealed with the key of the case, and gone with it."""

import asyncio
import hashlib
from io import BytesIO
from uuid import UUID

from pypdf import PdfReader

from services.triage.commands import AnswerDuplicate
from shared.database import Pool
from shared.documents import store
from shared.documents.printing import Gone, Printed
from shared.documents.store import Document
from shared.erasure import FollowErasure
from shared.identifiers import uuid7
from shared.sealing import unseal
from tests.documents.desk import Desk, asking


async def letter(pool: Pool, case_id: UUID) -> Document:
    async with pool.acquire() as conn:
        (found,) = await store.documents(conn, case_id)
    return found


async def keys(pool: Pool, case_id: UUID) -> list[bytes]:
    rows = await pool.fetch("select key from keys.case_key where case_id = $1", case_id)
    return [row["key"] for row in rows]


async def records(pool: Pool, case_id: UUID) -> list[list[str]]:
    rows = await pool.fetch("select parts from access where case_id = $1 order by at, id", case_id)
    return [row["parts"] for row in rows]


async def test_whoever_asks_at_once_gets_the_same(desk: Desk, pool: Pool) -> None:
    """Nothing was sealed in the case, so its key is drawn for the document: once."""
    case_id = await desk.forwarded(private={})
    document = await letter(pool, case_id)
    answers = await asyncio.gather(*(desk.press.printed(document, asking()) for _ in range(6)))
    contents = {answer.content for answer in answers if isinstance(answer, Printed)}
    assert len(contents) == 1
    assert len(await keys(pool, case_id)) == 1
    places = [parts for parts in await records(pool, case_id) if parts]
    assert places == [[f"triage/{document.version}/surat-penerusan"]] * 6


async def test_what_is_kept_is_what_was_answered(desk: Desk, pool: Pool) -> None:
    case_id = await desk.forwarded()
    document = await letter(pool, case_id)
    first = await desk.press.printed(document, asking())
    assert isinstance(first, Printed)
    assert first.sha256 == hashlib.sha256(first.content).digest()
    kept = await pool.fetchrow("select * from rendering where document_id = $1", document.id)
    assert kept
    (key,) = await keys(pool, case_id)
    assert unseal(key, document.id, kept["sealed"]) == first.content
    assert await desk.press.printed(await letter(pool, case_id), asking()) == first


async def test_printed_late_it_says_what_was_known_when_it_was_issued(desk: Desk, pool: Pool) -> None:
    case_id = await desk.forwarded("11.07")
    other = {"private": b'{"text": "Lain.", "respondent": {"name": "Terlapor Lain"}}'}
    await desk.give(AnswerDuplicate(case_id=case_id, absorbed=uuid7(), master_version=1), private=other)
    printed = await desk.press.printed(await letter(pool, case_id), asking())
    assert isinstance(printed, Printed)
    told = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert "Terlapor Contoh" in told
    assert "Terlapor Lain" not in told


async def test_an_erased_case_prints_nothing_any_more(desk: Desk, pool: Pool) -> None:
    printed, never = await desk.forwarded(), await desk.forwarded(private={})
    assert isinstance(await desk.press.printed(await letter(pool, printed), asking()), Printed)
    for case_id in (printed, never):
        await desk.give(FollowErasure(case_id=case_id, reason="court-order"))
        assert await desk.press.printed(await letter(pool, case_id), asking()) == Gone()
    assert await keys(pool, printed) == await keys(pool, never) == []
    assert (await letter(pool, printed)).sha256 is not None
    assert (await letter(pool, never)).sha256 is None


async def test_an_erasure_meanwhile_leaves_nothing_behind(desk: Desk, pool: Pool) -> None:
    """Whatever comes first, no document of an erased case can be opened afterwards."""
    cases = [await desk.forwarded(private={}) for _ in range(8)]
    documents = [await letter(pool, case_id) for case_id in cases]
    await asyncio.gather(
        *(desk.press.printed(document, asking()) for document in documents),
        *(desk.give(FollowErasure(case_id=case_id, reason="court-order")) for case_id in cases),
    )
    for case_id in cases:
        assert await keys(pool, case_id) == []
        assert await desk.press.printed(await letter(pool, case_id), asking()) == Gone()
