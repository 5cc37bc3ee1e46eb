"""Notify's sender against a real mail server: every attempt is recorded, nothing is sent twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from aiosmtpd.smtp import SMTP

from deploy.stack import Stack
from services.notify import store
from services.notify.domain import QueueNotification
from services.notify.main import blueprint
from services.notify.sender import pause, send_one
from shared import policy
from shared.identifiers import uuid7
from shared.runtime import Runtime
from shared.settings import Settings
from shared.write.path import Request, WritePath
from shared.write.session import Change, Stamp
from tests.support.databases import own_databases

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LEASE = timedelta(seconds=60)


class Desk:
    """A mail server that answers as it is told; keeps what it took."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.taken: list[bytes] = []

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 taken"


@pytest.fixture(scope="module")
def databases() -> Iterator[Stack]:
    with own_databases() as stack:
        yield stack


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def smtp(desk: Desk) -> AsyncIterator[str]:
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(desk), "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


@pytest.fixture
async def runtime(databases: Stack, smtp: str, tmp_path: Path) -> AsyncIterator[Runtime]:
    """Notify's parts without its server: database, write path, and an intake whose desk knows nobody."""
    (tmp_path / "token").write_text("token")
    url = "http://127.0.0.1:1"
    settings = Settings(
        kafka_bootstrap="127.0.0.1:1",
        database=databases.dsn("notify"),
        listen="127.0.0.1:1",
        intake_url=url,
        triage_url=url,
        sanctions_url=url,
        notify_url=url,
        issuer="netral-trial",
        jwks=str(tmp_path / "jwks"),
        service_token_file=tmp_path / "token",
        work_dir=tmp_path,
        smtp=smtp,
    )
    rules = policy.load()
    made = Runtime(blueprint(rules), settings, rules, lambda: NOW, uuid7, wall=lambda: NOW)
    made.pool = await asyncpg.create_pool(databases.dsn("notify"), min_size=0, max_size=4)
    made.http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"email": None}))
    )
    made.write_path = WritePath(
        made.pool, made.procedure, store.project, made.clock, made.new_id, lambda: None
    )
    writing = asyncio.create_task(made.write_path.run())
    yield made
    writing.cancel()
    await made.http.aclose()
    await made.pool.close()


async def queued(runtime: Runtime, recipient: str = "bkn", template: str = "default", **fields: Any) -> UUID:
    """A notification in the queue; answers the case."""
    case_id = uuid4()
    here = {"state": "K20", "office": "bawaslu-32.08", "region": "32.08", "channel": "public"}
    command = QueueNotification(
        case_id=case_id,
        notification=uuid4(),
        of_event=uuid4(),
        of_source="triage",
        of_version=1,
        recipient=recipient,
        template=template,
        **{**here, **fields},
    )
    result = await runtime.write_path.submit(Request(command, Stamp("service:notify", NOW)))
    assert isinstance(result, Change)
    return case_id


async def send(runtime: Runtime, at: datetime = NOW) -> int:
    """Send what is due; answers how many there were."""
    async with runtime.pool.acquire() as conn, conn.transaction():
        due = await store.claim(conn, at, LEASE, 10)
    for each in due:
        await send_one(runtime, each)
    return len(due)


async def state_of(runtime: Runtime, case_id: UUID) -> tuple[str, int]:
    row = await runtime.pool.fetchrow("select state, attempts from notification where case_id = $1", case_id)
    assert row is not None
    return row["state"], row["attempts"]


async def attempts_of(runtime: Runtime, case_id: UUID) -> list[str]:
    rows = await runtime.pool.fetch(
        """select outcome from attempt a join notification n on n.id = a.notification
           where n.case_id = $1 order by number""",
        case_id,
    )
    return [row["outcome"] for row in rows]


@pytest.mark.parametrize("contact", [b"<html>", b"[]", b"{}"])
async def test_a_contact_desk_that_answers_nonsense_is_asked_again(runtime: Runtime, contact: bytes) -> None:
    answers = [contact, b'{"email": null}']
    await runtime.http.aclose()
    contact_desk = httpx.MockTransport(lambda _: httpx.Response(200, content=answers.pop(0)))
    runtime.http = httpx.AsyncClient(transport=contact_desk)
    case_id = await queued(runtime, "reporter")
    assert await send(runtime) == 1
    assert await state_of(runtime, case_id) == ("queued", 1)
    assert await send(runtime, NOW + timedelta(hours=1)) == 1
    assert await attempts_of(runtime, case_id) == ["deferred", "undeliverable"]


async def test_a_mail_is_sent_once_and_recorded(runtime: Runtime, desk: Desk) -> None:
    case_id = await queued(runtime)
    assert await send(runtime) == 1
    assert await send(runtime, NOW + timedelta(days=1)) == 0
    assert await state_of(runtime, case_id) == ("sent", 1)
    assert await attempts_of(runtime, case_id) == ["sent"]
    (mail,) = desk.taken
    assert b"Message-ID" in mail
    types = await runtime.pool.fetch("select type from ledger where case_id = $1 order by version", case_id)
    assert [row["type"] for row in types] == ["NotificationQueued", "NotificationSent"]


@pytest.mark.parametrize("template", sorted(policy.load().notifications.templates))
async def test_every_letter_has_its_words_also_where_no_limit_runs(
    runtime: Runtime, desk: Desk, template: str
) -> None:
    await queued(runtime, template=template)
    assert await send(runtime) == 1
    (mail,) = desk.taken
    assert b"{" not in mail


async def test_a_letter_about_a_limit_names_the_zone_of_the_office(runtime: Runtime, desk: Desk) -> None:
    for office in ("bkn", "ppk-94.71"):
        limit: dict[str, Any] = {
            "limit": "rekomendasi@1",
            "on": date(2026, 12, 7),
            "office": office,
            "region": "94.71",
        }
        await queued(runtime, template="approaching", **limit)
        await send(runtime)
    assert [zone for mail in desk.taken for zone in (b"WIB", b"WIT") if zone in mail] == [b"WIB", b"WIT"]


async def test_a_server_that_is_busy_is_tried_again_later(runtime: Runtime, desk: Desk) -> None:
    desk.answers = ["451 later", "451 later"]
    case_id = await queued(runtime)
    at = NOW
    for _ in range(3):
        assert await send(runtime, at) == 1
        at += timedelta(hours=2)
    assert await state_of(runtime, case_id) == ("sent", 3)
    assert await attempts_of(runtime, case_id) == ["deferred", "deferred", "sent"]
    assert len(desk.taken) == 1


async def test_a_mailbox_that_does_not_exist_ends_the_notification(runtime: Runtime, desk: Desk) -> None:
    desk.answers = ["550 no such mailbox"]
    case_id = await queued(runtime)
    assert await send(runtime) == 1
    assert await state_of(runtime, case_id) == ("undeliverable", 1)
    assert desk.taken == []


async def test_a_reporter_without_an_address_is_undeliverable(runtime: Runtime, desk: Desk) -> None:
    case_id = await queued(runtime, "reporter")
    assert await send(runtime) == 1
    assert await state_of(runtime, case_id) == ("undeliverable", 1)
    assert desk.taken == []


async def test_what_one_replica_has_claimed_no_other_sends(runtime: Runtime) -> None:
    await queued(runtime)
    async with runtime.pool.acquire() as conn:
        assert len(await store.claim(conn, NOW, LEASE, 10)) == 1
        assert await store.claim(conn, NOW, LEASE, 10) == []
        assert len(await store.claim(conn, NOW + LEASE * 2, LEASE, 10)) == 1


def test_pauses_grow_to_an_hour_and_no_further() -> None:
    assert timedelta(seconds=0.5) <= pause(0) <= timedelta(seconds=1)
    assert timedelta(minutes=30) <= pause(40) <= timedelta(hours=1)
