"""All SQL about what identifies a person: keys, keyed hashes, who opened what, whose an opaque id is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.database import Connection
from shared.scope import Scope

KeyPart = Literal["private", "reporter", "former"]
Kind = Literal["reading", "key", "contact", "search", "erasure"]


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event of this ledger with something sealed in its data."""

    id: UUID
    version: int
    type: str
    occurred_at: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody opened, found, was handed or erased something. `officer`: for whom a service asked.

    `subject`: whose opaque id the actor is, where that is not kept with an event.
    """

    id: UUID
    case_id: UUID | None
    at: datetime
    kind: Kind
    actor: str
    purpose: str
    parts: tuple[str, ...]
    officer: str | None = None
    subject: str | None = None


async def keys(conn: Connection, case_ids: Collection[UUID]) -> dict[tuple[UUID, str], bytes]:
    """The keys of these cases by case and part."""
    rows = await conn.fetch("select case_id, part, key from keys.case_key where case_id = any($1)", case_ids)
    return {(row["case_id"], row["part"]): row["key"] for row in rows}


async def erased(conn: Connection, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these cases whose personal data was erased here."""
    rows = await conn.fetch(
        "select distinct case_id from access where kind = 'erasure' and case_id = any($1)", case_ids
    )
    return frozenset(row["case_id"] for row in rows)


async def keep_keys(conn: Connection, fresh: Mapping[tuple[UUID, str], bytes], at: datetime) -> None:
    """Keep new keys. Raises asyncpg.UniqueViolationError if a case got one meanwhile."""
    await conn.copy_records_to_table(
        "case_key",
        schema_name="keys",
        columns=("case_id", "part", "key", "created_at"),
        records=[(case_id, part, key, at) for (case_id, part), key in fresh.items()],
    )


async def keep_fingerprints(conn: Connection, found: Iterable[tuple[str, bytes, UUID, str]]) -> None:
    """Keep keyed hashes: kind, hash, case, whose. Repeatable."""
    rows = sorted(set(found))
    await conn.execute(
        """insert into keys.fingerprint (kind, hash, case_id, whose)
           select * from unnest($1::text[], $2::bytea[], $3::uuid[], $4::text[]) on conflict do nothing""",
        *map(list, zip(*rows, strict=True)),
    )


async def matches(
    conn: Connection, kind: str, hash: bytes, scope: Scope, most: int
) -> Sequence[dict[str, Any]]:
    """The cases that may be known and that have this keyed hash, newest first."""
    rows = await conn.fetch(
        """select c.case_id, c.state, c.office, c.region, c.opened_at,
                  array_agg(f.whose order by f.whose) as whose
           from keys.fingerprint f join cases c using (case_id)
           where f.kind = $1 and f.hash = $2
             and ($3 or c.office = any($4::text[])
                     or c.region = any($5::text[]) or left(c.region, 2) = any($5::text[]))
           group by c.case_id order by c.opened_at desc, c.case_id limit $6""",
        kind,
        hash,
        scope.everything,
        list(scope.offices),
        list(scope.regions),
        most,
    )
    return [dict(row) for row in rows]


async def erase(conn: Connection, case_ids: Collection[UUID]) -> None:
    """Delete what opens or finds the persons of these cases, and the kept answers that name the cases."""
    await conn.execute("delete from keys.case_key where case_id = any($1)", case_ids)
    await conn.execute("delete from keys.fingerprint where case_id = any($1)", case_ids)
    await conn.execute(
        "delete from idempotency where headers->>'Location' = any($1)",
        [f"/v1/cases/{case_id}" for case_id in case_ids],
    )


async def sealed_events(conn: Connection, case_id: UUID) -> list[SealedEvent]:
    """The events of a case in this ledger that carry something sealed, in order."""
    rows = await conn.fetch(
        r"""select event_id, version, type, occurred_at, data from ledger
            where case_id = $1
              and (position('"private":"'::bytea in data) > 0 or position('"reporter":"'::bytea in data) > 0)
            order by version""",
        case_id,
    )
    return [SealedEvent(*row) for row in rows]


async def taken_in(conn: Connection, source: str, case_id: UUID) -> tuple[int, bytes] | None:
    """The last version of a case that was taken in from a source, and its chain."""
    row = await conn.fetchrow(
        "select version, chain from inbox where source = $1 and case_id = $2", source, case_id
    )
    return (row["version"], row["chain"]) if row else None


async def came_to(conn: Connection, case_id: UUID, states: Collection[str]) -> bool:
    """Whether it was ever noted in this ledger that the case came to one of these states elsewhere."""
    noted: bool = await conn.fetchval(
        """select exists (select from ledger
                          where case_id = $1
                            and convert_from(data, 'UTF8')::jsonb ->> 'progress' = any($2::text[]))""",
        case_id,
        list(states),
    )
    return noted


async def record(conn: Connection, done: Sequence[Record]) -> None:
    """Put on record who did what to which case, and why."""
    await conn.executemany(
        """insert into access (id, case_id, at, kind, actor, officer, purpose, parts)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        [(r.id, r.case_id, r.at, r.kind, r.actor, r.officer, r.purpose, list(r.parts)) for r in done],
    )
    await keep_subjects(conn, {r.actor: r.subject for r in done if r.subject})


async def records(conn: Connection, case_id: UUID, after: UUID | None, most: int) -> Sequence[dict[str, Any]]:
    """What is on record about a case after one entry, oldest first; `subject` is whose the opaque id is."""
    rows = await conn.fetch(
        """select a.id, a.at, a.kind, a.actor, who.subject, a.officer, a.purpose, a.parts
           from access a left join actor who on who.id = a.actor
           where a.case_id = $1
             and ($2::uuid is null or (a.at, a.id) > (
                     select r.at, r.id from access r where r.id = $2 and r.case_id = $1))
           order by a.at, a.id limit $3""",
        case_id,
        after,
        most,
    )
    return [dict(row) for row in rows]


async def keep_subjects(conn: Connection, subjects: Mapping[str, str]) -> None:
    """Keep whose these opaque ids are; again it changes nothing."""
    if subjects:
        await conn.execute(
            """insert into actor (id, subject) select * from unnest($1::text[], $2::text[])
               on conflict do nothing""",
            list(subjects.keys()),
            list(subjects.values()),
        )


async def subjects(conn: Connection, ids: Collection[str]) -> dict[str, str]:
    """Whose these opaque ids are."""
    rows = await conn.fetch("select id, subject from actor where id = any($1)", list(ids))
    return {row["id"]: row["subject"] for row in rows}
