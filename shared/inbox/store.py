"""All SQL of the inbox: what was applied, what waits for what, what could not be applied."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.database import Connection
from shared.event import GENESIS, Cause
from shared.inbox.message import Message

Place = tuple[str, UUID]
"""(source, case): the unit in which order is kept."""
Waiting = tuple[str, UUID, int]
"""(source, case, version) of an event that waits."""


@dataclass(slots=True)
class Applied:
    """The last event taken in at a place; `blocked` behind a dead letter. `loaded` is what the row said."""

    version: int = 0
    chain: bytes = GENESIS
    blocked: bool = False
    loaded: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """A stored event and what it waits for."""

    source: str
    case_id: UUID
    version: int
    awaited: Cause
    reason: str
    message: Message


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that this code could not apply."""

    id: UUID
    source: str
    case_id: UUID | None
    version: int | None
    type: str
    reason: str
    message: Message
    previous: bytes = GENESIS


UNKNOWN_TYPE = "unknown type"

_READY = """select w.source, w.case_id, w.version, w.headers, w.value,
                   convert_to(w.case_id::text, 'utf8') as key
            from waiting w left join inbox i on i.source = w.for_source and i.case_id = w.for_case"""
_LET_THROUGH = f"""(i.version >= w.for_version and w.reason <> '{UNKNOWN_TYPE}'
                    and not (i.blocked and w.source = w.for_source and w.case_id = w.for_case))"""


class Overtaken(Exception):
    """Another replica moved the same inbox row meanwhile: load and decide again."""


async def load(conn: Connection, places: Collection[Place]) -> dict[Place, Applied]:
    """What was applied at these places; places never seen are left out."""
    found: dict[Place, Applied] = {}
    for source, of_source in _by_source(places).items():
        rows = await conn.fetch(
            "select case_id, version, chain, blocked from inbox where source = $1 and case_id = any($2)",
            source,
            [case_id for _, case_id in of_source],
        )
        for case_id, version, chain, blocked in rows:
            found[source, case_id] = Applied(version, chain, blocked, version)
    return found


async def save(conn: Connection, moved: dict[Place, Applied]) -> None:
    """Move these rows from the version that was loaded. Raises Overtaken if one moved meanwhile."""
    new = [(*place, at.version, at.chain) for place, at in sorted(moved.items()) if not at.loaded]
    if new:
        try:
            await conn.copy_records_to_table(
                "inbox", columns=("source", "case_id", "version", "chain"), records=new
            )
        except asyncpg.UniqueViolationError:
            raise Overtaken from None
    for source, places in sorted(_by_source(place for place, at in moved.items() if at.loaded).items()):
        places.sort()
        tag = await conn.execute(
            """update inbox set version = v, chain = h
               from unnest($2::uuid[], $3::int[], $4::bytea[], $5::int[]) as t(c, v, h, was)
               where source = $1 and case_id = c and version = was""",
            source,
            [case_id for _, case_id in places],
            [moved[place].version for place in places],
            [moved[place].chain for place in places],
            [moved[place].loaded for place in places],
        )
        if int(tag.rsplit(" ", 1)[1]) != len(places):
            raise Overtaken
    for source, case_id in (place for place, at in moved.items() if at.blocked):
        await conn.execute(
            "update inbox set blocked = true where source = $1 and case_id = $2", source, case_id
        )


def _by_source(places: Iterable[Place]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place[0], []).append(place)
    return found


async def count(conn: Connection, source: str, events: int) -> None:
    """Add to the number of events of a source that were taken in."""
    await conn.execute(
        """insert into applied (source, events) values ($1, $2)
           on conflict (source) do update set events = applied.events + excluded.events""",
        source,
        events,
    )


async def counted(conn: Connection, source: str) -> int:
    """How many events of a source were taken in."""
    n: int | None = await conn.fetchval("select events from applied where source = $1", source)
    return n or 0


async def wait(conn: Connection, waits: Sequence[Wait], since: datetime) -> None:
    """Store events that wait; of one that waits already, what it waits for is brought up to date."""
    await conn.execute(
        """insert into waiting
           select s, c, v, fs, fc, fv, r, $9, h::jsonb, d
           from unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::int[],
                       $7::text[], $8::text[], $10::bytea[]) as t(s, c, v, fs, fc, fv, r, h, d)
           on conflict (source, case_id, version) do update
               set for_source = excluded.for_source, for_case = excluded.for_case,
                   for_version = excluded.for_version, reason = excluded.reason""",
        [w.source for w in waits],
        [w.case_id for w in waits],
        [w.version for w in waits],
        [w.awaited.source for w in waits],
        [w.awaited.case_id for w in waits],
        [w.awaited.version for w in waits],
        [w.reason for w in waits],
        [w.message.headers_json() for w in waits],
        since,
        [w.message.value or b"" for w in waits],
    )


async def forget_waiting(conn: Connection, done: Collection[tuple[str, UUID, int]]) -> None:
    """Drop waiting events that were applied, dead-lettered or found to be duplicates."""
    await conn.execute(
        """delete from waiting w using unnest($1::text[], $2::uuid[], $3::int[]) as t(s, c, v)
           where w.source = t.s and w.case_id = t.c and w.version = t.v""",
        [source for source, _, _ in done],
        [case_id for _, case_id, _ in done],
        [version for _, _, version in done],
    )


async def ready_after(conn: Connection, moved: Collection[Place], most: int) -> list[Message]:
    """Waiting events that these moves of the inbox let through, in the order of their versions."""
    rows = await conn.fetch(
        f"""{_READY} join unnest($1::text[], $2::uuid[]) as t(s, c)
                on t.s = w.for_source and t.c = w.for_case
            where {_LET_THROUGH} limit $3""",
        [source for source, _ in moved],
        [case_id for _, case_id in moved],
        most,
    )
    return _messages(rows)


async def ready(
    conn: Connection, most: int, after: Waiting | None = None, *, unknown_types: bool = False
) -> tuple[list[Message], Waiting | None]:
    """A page of the waiting events that may be applied now, and where the next begins (None: no more).

    With `unknown_types`, also those that wait for newer code.
    """
    rows = await conn.fetch(
        f"""{_READY}
            where ({_LET_THROUGH} or ($1 and w.reason = '{UNKNOWN_TYPE}'))
              and ($3::text is null or (w.source, w.case_id, w.version) > ($3, $4::uuid, $5::int))
            order by w.source, w.case_id, w.version limit $2""",
        unknown_types,
        most,
        *(after or (None, None, None)),
    )
    last = rows[-1] if len(rows) == most else None
    return _messages(rows), (last["source"], last["case_id"], last["version"]) if last else None


def _messages(rows: Sequence[Any]) -> list[Message]:
    found = [Message.stored(row["headers"], row["key"], row["value"]) for row in rows]
    return sorted(found, key=lambda message: int(dict(message.headers)["ce_caseversion"]))


async def any_waiting(conn: Connection) -> bool:
    """Whether anything waits at all."""
    found: bool = await conn.fetchval("select exists (select from waiting)")
    return found


async def missing(conn: Connection, most: int) -> list[Cause]:
    """Events that others wait for and that never came, each once.

    What lies behind a dead letter, or waits itself, has come and is not missing.
    """
    rows = await conn.fetch(
        """select w.for_source, w.for_case, max(w.for_version) as version from waiting w
           left join inbox i on i.source = w.for_source and i.case_id = w.for_case
           where coalesce(i.version, 0) < w.for_version and not coalesce(i.blocked, false)
             and not exists (
                 select from waiting x where x.source = w.for_source and x.case_id = w.for_case
                     and x.version = w.for_version)
           group by w.for_source, w.for_case limit $1""",
        most,
    )
    return [Cause(row["for_source"], row["for_case"], row["version"]) for row in rows]


async def bury(conn: Connection, letters: Sequence[DeadLetter], at: datetime) -> None:
    """Store dead letters, byte for byte; one that is there already stays as it is."""
    await conn.executemany(
        """insert into dead_letter
               (id, source, case_id, version, type, reason, received_at, headers, key, value, previous)
           values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11)
           on conflict do nothing""",
        [
            (
                letter.id,
                letter.source,
                letter.case_id,
                letter.version,
                letter.type,
                letter.reason,
                at,
                letter.message.headers_json(),
                letter.message.key,
                letter.message.value,
                letter.previous,
            )
            for letter in letters
        ],
    )


async def dead_letters(
    conn: Connection, state: str | None, after: UUID | None, most: int
) -> list[dict[str, Any]]:
    """Dead letters after one of them, in the order they came, without their bytes."""
    rows = await conn.fetch(
        """select id, source, case_id, version, type, reason, received_at, state, resolved_at,
                  resolved_by, resolution
           from dead_letter
           where ($1::text is null or state = $1)
             and ($2::uuid is null
                  or (received_at, id) > (select d.received_at, d.id from dead_letter d where d.id = $2))
           order by received_at, id limit $3""",
        state,
        after,
        most,
    )
    return [dict(row) for row in rows]


async def dead_letter_content(conn: Connection, id: UUID) -> tuple[dict[str, Any], Message] | None:
    """One dead letter as in the list, and its message byte for byte; changes and locks nothing."""
    row = await conn.fetchrow("select * from dead_letter where id = $1", id)
    if row is None:
        return None
    return dict(row), Message.stored(row["headers"], row["key"], row["value"])


async def dead_letter(conn: Connection, id: UUID) -> tuple[DeadLetter, str] | None:
    """One dead letter with its state, locked until the transaction ends."""
    r = await conn.fetchrow("select * from dead_letter where id = $1 for update", id)
    if r is None:
        return None
    message = Message.stored(r["headers"], r["key"], r["value"])
    letter = DeadLetter(
        r["id"],
        r["source"],
        r["case_id"],
        r["version"],
        r["type"],
        r["reason"],
        message,
        r["previous"],
    )
    return letter, r["state"]


async def resolve(conn: Connection, id: UUID, state: str, by: str, reason: str, at: datetime) -> None:
    """Say how a dead letter ended: `replayed` or `dropped`."""
    await conn.execute(
        """update dead_letter set state = $2, resolved_by = $3, resolution = $4, resolved_at = $5
           where id = $1""",
        id,
        state,
        by,
        reason,
        at,
    )


async def unblock(conn: Connection, source: str, case_id: UUID, version: int) -> None:
    """Let the events behind this dead letter through."""
    await conn.execute(
        "update inbox set blocked = false where source = $1 and case_id = $2 and version = $3",
        source,
        case_id,
        version,
    )


async def backlog(conn: Connection) -> tuple[int, int]:
    """How many events wait, and how many dead letters are open."""
    row = await conn.fetchrow(
        """select (select count(*) from waiting) as waiting,
                  (select count(*) from dead_letter where state = 'open') as dead"""
    )
    return (row["waiting"], row["dead"]) if row else (0, 0)
