"""All SQL of the sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.contract import Due
from shared.database import Connection
from shared.write.store import due_of


@dataclass(frozen=True, slots=True)
class Running:
    """The limit of a case that something is to be noted about."""

    case_id: UUID
    due: Due


async def to_note(conn: Connection, now: datetime, after: Running | None, most: int) -> Sequence[Running]:
    """Cases whose limit approaches or is over at `now` and not noted so, the most urgent first, by pages."""
    rows = await conn.fetch(
        """select case_id, due_limit, due_on, due_until, due_warn_from, due_since from cases
           where due_limit is not null and noted is distinct from 'missed' and due_warn_from <= $1
             and (due_until <= $1 or noted is null)
             and ($2::timestamptz is null or (due_until, case_id) > ($2, $3::uuid))
           order by due_until, case_id limit $4""",
        now,
        after.due.until if after else None,
        after.case_id if after else None,
        most,
    )
    return [Running(row["case_id"], due) for row in rows if (due := due_of(row))]


async def counts(conn: Connection, now: datetime) -> tuple[int, int]:
    """How many cases are past their limit, and how many approach it."""
    row = await conn.fetchrow(
        """select count(*) filter (where due_until <= $1) as missed,
                  count(*) filter (where due_until > $1) as approaching
           from cases where due_limit is not null and due_warn_from <= $1""",
        now,
    )
    return (row["missed"], row["approaching"]) if row else (0, 0)


async def written(conn: Connection) -> int:
    """How many events this ledger holds."""
    number: int = await conn.fetchval("select count(*) from ledger")
    return number
