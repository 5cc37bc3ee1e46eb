"""All SQL of the conductor: empty the databases, see how far a run is, count what it left."""

from typing import Any, TypeAlias

import asyncpg

from deploy.bench.flow import Counts

Connection: TypeAlias = "asyncpg.Connection[Any]"


async def empty(conn: Connection) -> None:
    """Truncate every table of a service but the record of its migrations; needs the superuser."""
    rows = await conn.fetch(
        """select format('%I.%I', schemaname, tablename) as name from pg_tables
           where schemaname in ('public', 'keys') and tablename <> 'migration'"""
    )
    if rows:
        await conn.execute(f"truncate {', '.join(row['name'] for row in rows)} restart identity")


async def settle(conn: Connection) -> None:
    """Write out what earlier runs left, so that no run pays for another's checkpoint."""
    await conn.execute("vacuum analyze")
    await conn.execute("checkpoint")


async def progress(conn: Connection) -> Counts:
    """How many events of each source were taken in, and how many own events are published."""
    rows = await conn.fetch(
        """select source, events from applied
           union all select '', coalesce((select max(position) from publication), 0)"""
    )
    found = {row["source"]: row["events"] for row in rows}
    return Counts({source: n for source, n in found.items() if source}, found[""])


async def ledger_counts(conn: Connection) -> dict[str, int]:
    """Events in the ledger by type."""
    rows = await conn.fetch("select type, count(*) as n from ledger group by type")
    return {row["type"]: row["n"] for row in rows}


async def leftovers(conn: Connection) -> tuple[int, int]:
    """How many events still wait, and how many dead letters there are."""
    row = await conn.fetchrow(
        "select (select count(*) from waiting) as waiting, (select count(*) from dead_letter) as dead"
    )
    return (row["waiting"], row["dead"]) if row else (0, 0)


async def notified(conn: Connection) -> tuple[int, int]:
    """Notifications to a PPK in notify's queue, and the cases that they are about."""
    row = await conn.fetchrow(
        """select count(*) as n, count(distinct case_id) as cases from notification
           where recipient like 'ppk-%'"""
    )
    return (row["n"], row["cases"]) if row else (0, 0)


async def server_version(conn: Connection) -> str:
    """The version of PostgreSQL."""
    version: str = await conn.fetchval("show server_version")
    return version
