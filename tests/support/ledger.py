"""A service's database as its superuser sees it, read in one snapshot."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from deploy.stack import Stack
from services.intake.reactions import REACTIONS as INTAKE
from services.sanctions.reactions import REACTIONS as SANCTIONS
from services.triage.reactions import REACTIONS as TRIAGE
from shared.event import Event
from shared.relay.store import event_of

SERVICES = ("intake", "triage", "sanctions", "notify")
READS: dict[str, tuple[str, ...]] = {
    "intake": INTAKE.sources,
    "triage": TRIAGE.sources,
    "sanctions": SANCTIONS.sources,
    "notify": ("intake", "triage", "sanctions"),
}


@dataclass(frozen=True)
class Books:
    """Everything that one service has written down. `ledger` is in serial order, `published` by position."""

    service: str
    ledger: list[Event]
    published: list[tuple[Event, bytes]]
    cases: dict[UUID, tuple[int, bytes, str]]
    inbox: dict[tuple[str, UUID], tuple[int, bytes, bool]]
    applied: dict[str, int]
    waiting: int
    open_letters: int
    discrepancies: list[str]
    notifications: list[dict[str, Any]]
    attempts: list[dict[str, Any]]

    @property
    def by_case(self) -> dict[UUID, list[Event]]:
        """The events of each case, by version."""
        found: dict[UUID, list[Event]] = {}
        for event in sorted(self.ledger, key=lambda event: event.version):
            found.setdefault(event.case_id, []).append(event)
        return found

    def types(self, case_id: UUID) -> Counter[str]:
        """How often each type of event happened to a case here."""
        return Counter(event.type for event in self.ledger if event.case_id == case_id)


async def superuser(stack: Stack, service: str) -> asyncpg.Connection:
    """A connection that may do everything, also what no service may."""
    return await asyncpg.connect(stack.dsn(service, "superuser"))


async def read(stack: Stack, service: str) -> Books:
    """The books of a service, as of one moment."""
    conn = await superuser(stack, service)
    try:
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            return await _read(conn, service)
    finally:
        await conn.close()


async def read_all(stack: Stack) -> dict[str, Books]:
    """The books of all services, one after the other."""
    return {service: await read(stack, service) for service in SERVICES}


async def _read(conn: asyncpg.Connection, service: str) -> Books:
    ledger = await conn.fetch("select * from ledger order by serial")
    published = await conn.fetch(
        "select l.*, p.position, p.ledger_chain from publication p left join ledger l using (serial) "
        "order by p.position"
    )
    cases = await conn.fetch("select case_id, version, chain, state from cases")
    inbox = await conn.fetch("select * from inbox")
    tells = service == "notify"
    notifications = await conn.fetch("select * from notification") if tells else []
    attempts = await conn.fetch("select * from attempt") if tells else []
    letters = await conn.fetchval("select count(*) from dead_letter where state = 'open'")
    found = await conn.fetch("select source, kind, detail from discrepancy")
    return Books(
        service,
        [event_of(service, dict(row), None) for row in ledger],
        [(event_of(service, dict(row), row["position"]), row["ledger_chain"]) for row in published],
        {row["case_id"]: (row["version"], row["chain"], row["state"]) for row in cases},
        {(r["source"], r["case_id"]): (r["version"], r["chain"], r["blocked"]) for r in inbox},
        await _applied(conn),
        await conn.fetchval("select count(*) from waiting"),
        letters,
        [f"{row['source']} {row['kind']}: {row['detail']}" for row in found],
        [dict(row) for row in notifications],
        [dict(row) for row in attempts],
    )


async def _applied(conn: asyncpg.Connection) -> dict[str, int]:
    rows = await conn.fetch("select source, events from applied")
    return {row["source"]: row["events"] for row in rows}


@dataclass(frozen=True)
class Progress:
    """How far a service is: events in its ledger, published, taken in, held back; mails by state."""

    written: int
    published: int
    applied: dict[str, int]
    held: int
    mails: dict[str, int]


async def progress(stack: Stack) -> dict[str, Progress]:
    """The progress of every service."""
    return dict(zip(SERVICES, await asyncio.gather(*(_progress(stack, s) for s in SERVICES)), strict=True))


async def _progress(stack: Stack, service: str) -> Progress:
    conn = await superuser(stack, service)
    try:
        row = await conn.fetchrow(
            """select (select count(*) from ledger) as written,
                      (select count(*) from publication) as published,
                      (select count(*) from waiting)
                        + (select count(*) from dead_letter where state = 'open') as held"""
        )
        applied = await _applied(conn)
        states: dict[str, int] = {}
        if service == "notify":
            counted = await conn.fetch("select state, count(*) from notification group by state")
            states = {each["state"]: each["count"] for each in counted}
        assert row is not None
        return Progress(row["written"], row["published"], applied, row["held"], states)
    finally:
        await conn.close()
