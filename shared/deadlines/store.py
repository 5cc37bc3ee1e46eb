"""All SQL of the sweep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contract import Due
from shared.database import Connection
from shared.write.store import clocks_of


@dataclass(frozen=True, slots=True)
class ToNote:
    """A case with the limits of it that something is to be noted about, and since when."""

    case_id: UUID
    at: datetime
    dues: tuple[Due, ...]


async def to_note(
    conn: Connection, now: datetime, quiet: datetime, after: ToNote | None, most: int
) -> Sequence[ToNote]:
    """Cases with a limit that approaches or is over at `now` and not noted so, by pages.

    Where that was so already when the case last changed, only if nothing changed in it since `quiet`.
    """
    rows = await conn.fetch(
        """select case_id, due_limit, due_on, due_until, due_warn_from, due_since, noted, beside, note_at
           from cases
           where note_at <= $1 and (note_at > changed_at or changed_at <= $5)
             and ($2::timestamptz is null or (note_at, case_id) > ($2, $3::uuid))
           order by note_at, case_id limit $4""",
        now,
        after.at if after else None,
        after.case_id if after else None,
        most,
        quiet,
    )
    return [ToNote(row["case_id"], row["note_at"], _to_note(row, now)) for row in rows]


def _to_note(row: Mapping[str, Any], now: datetime) -> tuple[Due, ...]:
    noted = [one for one in clocks_of(row) if (at := one.note_at) and at <= now]
    return tuple(one.due for one in sorted(noted, key=lambda one: one.due.until))


async def counts(conn: Connection, now: datetime) -> tuple[int, int]:
    """How many limits of cases have passed, and how many approach their end."""
    row = await conn.fetchrow(
        """with running as (
               select due_until as until, due_warn_from as warn_from from cases where due_limit is not null
               union all
               select (clock -> 'due' ->> 'until')::timestamptz, (clock -> 'due' ->> 'warn_from')::timestamptz
               from cases, jsonb_array_elements(beside) as clock where beside <> '[]')
           select count(*) filter (where until <= $1) as missed,
                  count(*) filter (where until > $1) as approaching
           from running where warn_from <= $1""",
        now,
    )
    return (row["missed"], row["approaching"]) if row else (0, 0)


async def written(conn: Connection) -> int:
    """How many events this ledger holds."""
    number: int = await conn.fetchval("select count(*) from ledger")
    return number
