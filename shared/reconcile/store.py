"""All SQL of the watch over other services: witnesses, the walk through their ledgers, what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.event import GENESIS
from shared.relay.store import Head


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Another service's history is not what it was. `kind`: rewritten, cut, dropped or broken."""

    source: str
    kind: str
    detail: str
    case_id: UUID | None = None
    version: int | None = None
    position: int | None = None


async def last_witness(conn: Connection, source: str) -> Head:
    """The head of a source that was seen last."""
    row = await conn.fetchrow(
        """select position, ledger_chain from witness where source = $1
           order by seen_at desc, position desc limit 1""",
        source,
    )
    return Head(row["position"], row["ledger_chain"]) if row else Head(0, GENESIS)


async def witness(conn: Connection, source: str, head: Head, at: datetime) -> None:
    """Remember a head for ever."""
    await conn.execute(
        "insert into witness values ($1, $2, $3, $4) on conflict do nothing",
        source,
        head.position,
        head.ledger_chain,
        at,
    )


async def walked(conn: Connection, source: str) -> Head:
    """How far the present walk through a source's ledger has come."""
    row = await conn.fetchrow("select position, ledger_chain from audit_progress where source = $1", source)
    return Head(row["position"], row["ledger_chain"]) if row else Head(0, GENESIS)


async def walk_on(conn: Connection, source: str, head: Head) -> None:
    """Move the walk; position 0 begins a new one."""
    await conn.execute(
        """insert into audit_progress values ($1, $2, $3)
           on conflict (source) do update
               set position = excluded.position, ledger_chain = excluded.ledger_chain""",
        source,
        head.position,
        head.ledger_chain,
    )


async def witnesses_between(conn: Connection, source: str, after: int, until: int) -> dict[int, set[bytes]]:
    """The ledger chains that were witnessed, by position, after one position up to another."""
    rows = await conn.fetch(
        """select position, ledger_chain from witness
           where source = $1 and position > $2 and position <= $3""",
        source,
        after,
        until,
    )
    found: dict[int, set[bytes]] = {}
    for row in rows:
        found.setdefault(row["position"], set()).add(row["ledger_chain"])
    return found


async def inbox_page(
    conn: Connection, source: str, after: UUID, until: UUID | None
) -> dict[UUID, tuple[int, bytes]]:
    """Version and chain that were applied here, for the cases in a range of ids."""
    rows = await conn.fetch(
        """select case_id, version, chain from inbox
           where source = $1 and case_id > $2 and ($3::uuid is null or case_id <= $3)""",
        source,
        after,
        until,
    )
    return {row["case_id"]: (row["version"], row["chain"]) for row in rows}


async def report(conn: Connection, found: Discrepancy, id: UUID, at: datetime) -> bool:
    """Record a discrepancy once; answers whether it is new."""
    tag: str = await conn.execute(
        "insert into discrepancy values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        id,
        found.source,
        found.kind,
        found.case_id,
        found.version,
        found.position,
        found.detail,
        at,
    )
    return tag.endswith(" 1")


async def discrepancies(conn: Connection, after: UUID | None, most: int) -> Sequence[dict[str, Any]]:
    """What was found after one of them, oldest first."""
    rows = await conn.fetch(
        """select * from discrepancy
           where $1::uuid is null
              or (found_at, id) > (select d.found_at, d.id from discrepancy d where d.id = $1)
           order by found_at, id limit $2""",
        after,
        most,
    )
    return [dict(row) for row in rows]


async def count(conn: Connection) -> int:
    """How many discrepancies are on record."""
    n: int = await conn.fetchval("select count(*) from discrepancy")
    return n
