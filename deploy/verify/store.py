"""All SQL of the verification. Everything is read through cursors, so memory does not grow with a ledger."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from deploy.faults import Fault
from shared.database import Connection

_CONNECT_BOUND = 10.0  # seconds
_AHEAD = 1000  # rows fetched at once by a cursor


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a ledger is, and how far its relay says that it shipped (a position)."""

    events: int
    shipped: int


@dataclass(frozen=True, slots=True)
class Position:
    """A publication; `chain` is that of the event it publishes, None if there is no such event."""

    position: int
    ledger_chain: bytes
    case_id: UUID | None
    version: int | None
    chain: bytes | None


@asynccontextmanager
async def snapshot(service: str, dsn: str) -> AsyncIterator[Connection]:
    """The database of a service as it is now, unchanging and read only, until the block ends.

    It holds no transaction id, so the relay never waits for it. Raises Fault if it cannot be reached.
    """
    place = urlsplit(dsn)
    where = f"{place.hostname or 'its socket'}{place.path}"
    try:
        conn = await asyncpg.connect(dsn, timeout=_CONNECT_BOUND)
    except (OSError, TimeoutError, asyncpg.PostgresError) as fault:
        raise Fault(
            f"The database of {service} cannot be reached at {where}: {str(fault) or type(fault).__name__}",
            "Start the stack with: netral up (or check NETRAL_<SERVICE>_DATABASE)",
        ) from fault
    try:
        # A runtime role has short limits on transactions; a long reading is what this is.
        await conn.fetch(
            """select set_config(name, '0', false) from pg_settings
               where name in ('transaction_timeout', 'statement_timeout',
                              'idle_in_transaction_session_timeout')"""
        )
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            await conn.fetchval("select pg_current_snapshot()::text")
            yield conn
    finally:
        conn.terminate()


@contextmanager
def reading(service: str) -> Iterator[None]:
    """Turn what PostgreSQL says while the ledger of this service is read into a Fault."""
    try:
        yield
    except asyncpg.UndefinedTableError as fault:
        raise Fault(
            f"The database of {service} has no ledger", "Make its tables: netral provision"
        ) from fault
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as fault:
        raise Fault(
            f"The ledger of {service} could not be read to the end: {str(fault) or type(fault).__name__}",
            "Check that PostgreSQL runs and that its disk is sound, then verify again",
        ) from fault


async def extent(conn: Connection) -> Extent:
    """The size of this ledger."""
    row = await conn.fetchrow(
        """select (select count(*) from ledger) as events,
                  coalesce((select shipped from relay), 0) as shipped"""
    )
    return Extent(row["events"], row["shipped"]) if row else Extent(0, 0)


async def case_ids(conn: Connection) -> AsyncIterator[UUID]:
    """Every case of this ledger, by id."""
    rows = conn.cursor("select case_id from ledger group by case_id order by case_id", prefetch=_AHEAD)
    async for row in rows:
        yield row["case_id"]


async def ledger(conn: Connection) -> AsyncIterator[Any]:
    """Every event by case and version, with its `position` (None: not published) and whether it is `due`.

    Due: its transaction lies below the relay's horizon, so it must be published. An event that was
    published twice comes twice.
    """
    rows = conn.cursor(
        """select l.serial, l.event_id, l.case_id, l.version, l.type, l.occurred_at, l.recorded_at, l.actor,
                  l.legal_basis, l.causation, l.traceparent, l.data, l.chain, p.position,
                  l.xid < coalesce((select horizon from relay), '0'::xid8) as due
           from ledger l left join publication p using (serial)
           order by l.case_id, l.version, l.serial""",
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield row


async def case_rows(conn: Connection) -> AsyncIterator[tuple[UUID, Any]]:
    """Every row of `cases`, by case id."""
    async for row in conn.cursor("select * from cases order by case_id", prefetch=_AHEAD):
        yield row["case_id"], row


async def positions(conn: Connection) -> AsyncIterator[Position]:
    """Every publication by position, with the event that it publishes."""
    rows = conn.cursor(
        """select p.position, p.ledger_chain, l.case_id, l.version, l.chain
           from publication p left join ledger l using (serial) order by p.position""",
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield Position(row["position"], row["ledger_chain"], row["case_id"], row["version"], row["chain"])


async def applied(conn: Connection, source: str) -> AsyncIterator[tuple[UUID, tuple[int, bytes]]]:
    """What this service applied of a source: case, version and chain, by case id."""
    rows = conn.cursor(
        "select case_id, version, chain from inbox where source = $1 order by case_id",
        source,
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield row["case_id"], (row["version"], row["chain"])


async def witnessed(conn: Connection, source: str) -> AsyncIterator[tuple[int, bytes]]:
    """The heads of a source that this service ever saw: position and ledger chain, by position."""
    rows = conn.cursor(
        "select position, ledger_chain from witness where source = $1 order by position",
        source,
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield row["position"], row["ledger_chain"]
