"""All SQL of the relay and of the feed that it numbers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.event import GENESIS, Event

_EVENT = """l.serial, l.event_id, l.case_id, l.version, l.type, l.occurred_at, l.recorded_at, l.actor,
            l.legal_basis, l.causation, l.traceparent, l.data, l.chain"""


@dataclass(frozen=True, slots=True)
class Shipped:
    """How far the present topic is filled: its id, the last position in it, the last offset by partition."""

    topic_id: str
    position: int
    ends: Mapping[int, int]


_FEED = f"""select {_EVENT}, p.position, p.ledger_chain, b.chain as previous
                 from ledger l {{}} publication p using (serial)
                 left join ledger b on b.case_id = l.case_id and b.version = l.version - 1"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Published:
    """An event with the ledger chain at its position and the chain of its case before it."""

    event: Event
    ledger_chain: bytes
    previous: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last position of a ledger and the chain over all of it."""

    position: int
    ledger_chain: bytes


@dataclass(frozen=True, slots=True)
class Span:
    """A range of transactions being published: from `start` (inclusive) to `end` (None: not fixed yet).

    Within a fixed range no event can appear any more, so it is walked by serial number, from the one
    after `after`. `resume` is where the next range begins: at `end`, or at an event that was held back.
    """

    start: int
    end: int | None = None
    after: int = 0
    resume: int | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Unpublished events of finished transactions, in serial order, and the span to go on with."""

    events: Sequence[tuple[int, Event]]
    rest: Span
    more: bool


def event_of(source: str, row: Mapping[str, Any], position: int | None) -> Event:
    """The event of a ledger row."""
    return Event(
        row["event_id"],
        source,
        row["type"],
        row["case_id"],
        row["version"],
        row["occurred_at"],
        row["recorded_at"],
        row["actor"],
        row["legal_basis"],
        row["causation"],
        row["traceparent"],
        row["data"],
        row["chain"],
        position,
    )


async def try_lead(conn: Connection, source: str) -> bool:
    """Take the session lock of this service's relay; held until the connection ends."""
    taken: bool = await conn.fetchval(
        "select pg_try_advisory_lock(hashtextextended('netral.relay.' || $1, 0))", source
    )
    return taken


async def listen(conn: Connection, callback: Any) -> None:
    """Call back when another replica says that it wrote."""
    await conn.add_listener("netral_ledger", callback)


async def notify(conn: Connection) -> None:
    """Tell the active relay, wherever it runs, that there is something to ship."""
    await conn.execute("notify netral_ledger")


async def shipped(conn: Connection) -> tuple[Shipped | None, int]:
    """What the relay remembers: the topic's filling (None before the first start) and the horizon."""
    row = await conn.fetchrow("select topic_id, shipped, ends, horizon::text as horizon from relay")
    if row is None:
        return None, 0
    ends = {int(p): int(o) for p, o in json.loads(row["ends"]).items()}
    return Shipped(row["topic_id"], row["shipped"], ends), int(row["horizon"])


async def remember(conn: Connection, state: Shipped, horizon: int) -> None:
    """Move the relay's one row."""
    await conn.execute(
        """insert into relay (horizon, topic_id, shipped, ends) values ($1::text::xid8, $2, $3, $4)
           on conflict (only_one) do update set horizon = excluded.horizon,
               topic_id = excluded.topic_id, shipped = excluded.shipped, ends = excluded.ends""",
        str(horizon),
        state.topic_id,
        state.position,
        json.dumps(state.ends),
    )


async def window(conn: Connection, source: str, span: Span, most: int) -> Window:
    """The next unpublished events of transactions that are all over.

    A transaction below the snapshot's xmin is finished for every reader, so no event can appear there
    later; one at or above it stays for the next window even if it has committed. An event of whose
    case an earlier one is still above is held back, and the next window begins at it.

    Written so that the work does not grow with what is published already, whatever the planner thinks
    of the tables: the range by transaction comes first, then one look into `publication` for each event.
    Nothing that can be seen is above the snapshot's xmax; it is said because a range with one end alone
    makes the planner read the whole ledger.
    """
    rows = await conn.fetch(
        f"""with bound as (
                select coalesce($2::text::xid8, pg_snapshot_xmin(pg_current_snapshot())) as xmin),
            finished as materialized (
                select l.serial from ledger l, bound
                where l.xid >= $1::text::xid8 and l.xid < bound.xmin and l.serial > $3),
            next as materialized (
                select o.serial from (select serial from finished order by serial offset 0) o
                where (select p.serial from publication p where p.serial = o.serial) is null limit $4),
            above as materialized (
                select b.case_id, min(b.version) as version from ledger b, bound
                where b.xid >= bound.xmin and b.xid < pg_snapshot_xmax(pg_current_snapshot())
                group by b.case_id)
            select {_EVENT}, l.xid::text as xid, bound.xmin::text as xmin, above.version < l.version as early
            from bound left join (next join ledger l using (serial)) on true
            left join above using (case_id)
            order by l.serial""",  # noqa: S608
        str(span.start),
        None if span.end is None else str(span.end),
        span.after,
        most,
    )
    end = int(rows[0]["xmin"])
    found = [row for row in rows if row["serial"] is not None]
    held = [int(row["xid"]) for row in found if row["early"]]
    events = [(row["serial"], event_of(source, row, None)) for row in found if not row["early"]]
    resume = min([span.resume, *held]) if span.resume is not None else min([end, *held])
    if len(found) == most:
        return Window(events, Span(span.start, end, found[-1]["serial"], resume), True)
    return Window(events, Span(resume), False)


async def head(conn: Connection, at: int | None = None) -> Head:
    """The ledger's head, or what it was at position `at` (position 0 if there is no such position)."""
    row = await conn.fetchrow(
        """select position, ledger_chain from publication
           where $1::bigint is null or position = $1 order by position desc limit 1""",
        at,
    )
    return Head(row["position"], row["ledger_chain"]) if row else Head(0, GENESIS)


async def publish(conn: Connection, rows: Sequence[tuple[int, int, bytes, str, int, int]]) -> None:
    """Append publications: (position, serial, ledger_chain, topic_id, partition, offset)."""
    await conn.copy_records_to_table(
        "publication",
        columns=("position", "serial", "ledger_chain", "topic_id", "partition", "offset"),
        records=rows,
    )


async def published(conn: Connection, source: str, after: int, most: int) -> list[Published]:
    """Published events after a position, in order."""
    rows = await conn.fetch(
        f"{_FEED.format('join')} where p.position > $1 order by p.position limit $2",
        after,
        most,
    )
    return [_published(source, row) for row in rows]


async def of_case(conn: Connection, source: str, case_id: UUID, after: int, most: int) -> list[Published]:
    """Events of one case after a version, in order; the newest may not be published yet.

    What Kafka has already acknowledged reaches consumers a moment before its publication is recorded.
    """
    rows = await conn.fetch(
        f"{_FEED.format('left join')} where l.case_id = $1 and l.version > $2 order by l.version limit $3",
        case_id,
        after,
        most,
    )
    return [_published(source, row) for row in rows]


def _published(source: str, row: Mapping[str, Any]) -> Published:
    event = event_of(source, row, row["position"])
    return Published(event, row["ledger_chain"] or GENESIS, row["previous"] or GENESIS)


async def case_heads(conn: Connection, after: UUID, most: int) -> list[tuple[UUID, int, bytes]]:
    """The last published version and chain of every case, by case id."""
    rows = await conn.fetch(
        """select distinct on (l.case_id) l.case_id, l.version, l.chain
           from ledger l join publication p using (serial)
           where l.case_id > $1 order by l.case_id, l.version desc limit $2""",
        after,
        most,
    )
    return [(row["case_id"], row["version"], row["chain"]) for row in rows]


async def unpublished(conn: Connection) -> tuple[int, datetime | None]:
    """How many events wait for publication, and since when the oldest does."""
    row = await conn.fetchrow(
        """select count(*) as n, min(l.recorded_at) as oldest from ledger l
           where l.xid >= coalesce((select horizon from relay
                                    where horizon <= pg_snapshot_xmax(pg_current_snapshot())), '0'::xid8)
             and not exists (select from publication p where p.serial = l.serial)"""
    )
    return (row["n"], row["oldest"]) if row else (0, None)
