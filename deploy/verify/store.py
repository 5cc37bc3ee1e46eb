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
_AHEAD_OF_LARGE = 20  # rows with a whole document in each


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


Series = tuple[str, str, int]
"""Kind, office and year: what is numbered together."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A document with its number; `in_ledger`: whether the event that issued it is there."""

    case_id: UUID
    version: int
    kind: str
    office: str
    year: int
    number: int
    in_ledger: bool

    @property
    def series(self) -> Series:
        """What it is numbered with."""
        return self.kind, self.office, self.year

    @property
    def name(self) -> str:
        """How a finding calls it."""
        return f"{self.kind} {self.number} of {self.office} in {self.year}"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a document was printed as; `key` None: there is none any more. `erased`: as the case says."""

    issued: Issued
    document_id: UUID
    sha256: bytes
    sealed: str
    key: bytes | None
    erased: bool


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


_ISSUED = """d.case_id, d.version, d.kind, d.office, d.year, d.number,
             exists (select from ledger l where l.event_id = d.event_id and l.case_id = d.case_id
                     and l.version = d.version) as in_ledger"""


async def has_documents(conn: Connection) -> bool:
    """Whether this database numbers documents at all."""
    there: bool = await conn.fetchval("select to_regclass('rendering') is not null")
    return there


async def counters(conn: Connection) -> dict[Series, int]:
    """The last number that was given, by series."""
    rows = await conn.fetch("select kind, office, year, last from document_counter")
    return {(row["kind"], row["office"], row["year"]): row["last"] for row in rows}


async def documents(conn: Connection) -> AsyncIterator[Issued]:
    """Every document, by series and number."""
    rows = conn.cursor(
        f"select {_ISSUED} from document d order by d.kind, d.office, d.year, d.number",  # noqa: S608
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield Issued(**row)


async def lost(conn: Connection, source: str) -> AsyncIterator[Issued]:
    """The documents that somebody read, as is on record, and of which nothing is kept."""
    rows = conn.cursor(
        f"""select {_ISSUED} from document d
            where not exists (select from rendering r where r.document_id = d.id)
              and exists (select from access a where a.case_id = d.case_id
                          and $1 || '/' || d.version || '/' || d.kind = any(a.parts))""",  # noqa: S608
        source,
        prefetch=_AHEAD,
    )
    async for row in rows:
        yield Issued(**row)


async def renderings(conn: Connection) -> AsyncIterator[Printed]:
    """What every document was printed as, with the key that opens it."""
    rows = conn.cursor(
        f"""select {_ISSUED}, d.id, r.sha256, r.sealed, k.key,
                   exists (select from access a where a.case_id = d.case_id and a.kind = 'erasure') as erased
            from rendering r join document d on d.id = r.document_id
            left join keys.case_key k on k.case_id = d.case_id and k.part = r.part
            order by d.id""",  # noqa: S608
        prefetch=_AHEAD_OF_LARGE,
    )
    async for row in rows:
        *issued, document_id, sha256, sealed, key, erased = row.values()
        yield Printed(Issued(*issued), document_id, sha256, sealed, key, erased)
