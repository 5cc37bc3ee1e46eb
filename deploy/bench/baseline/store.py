"""All SQL of the baseline: the same rows in the same tables as Netral writes."""

import json
from collections.abc import Collection, Mapping, Sequence

from deploy.bench.baseline.rows import CHAIN, Work
from deploy.bench.baseline.stages import Cases
from shared.database import Connection

_LEDGER = (
    *("serial", "event_id", "case_id", "version", "type", "occurred_at", "recorded_at", "actor"),
    *("legal_basis", "causation", "traceparent", "data", "chain"),
)
_NOTIFICATION = (
    *("id", "case_id", "of_event", "recipient", "template", "told_state", "queued_at", "next_at"),
)


async def next_numbers(conn: Connection) -> tuple[int, int]:
    """The next serial of the ledger and the next position."""
    row = await conn.fetchrow(
        """select coalesce((select max(serial) from ledger), 0) + 1 as serial,
                  coalesce((select max(position) from publication), 0) + 1 as position"""
    )
    return (row["serial"], row["position"]) if row else (1, 1)


async def lock_cases(conn: Connection, ids: Collection[str]) -> Cases:
    """The rows of these cases, locked."""
    rows = await conn.fetch(
        """select case_id::text as id, version, office, region, channel from cases
           where case_id = any($1::uuid[]) order by case_id for update""",
        list(ids),
    )
    return {row["id"]: (row["version"], row["office"], row["region"], row["channel"]) for row in rows}


async def write(conn: Connection, work: Work) -> None:
    """Ledger, case rows, keys and notifications. The ledger's serials are given: COPY takes them."""
    await conn.copy_records_to_table("ledger", columns=_LEDGER, records=work.ledger)
    columns = list(zip(*work.cases.values(), strict=True))
    await conn.execute(
        """insert into cases
           select i, v, c, s, o, r, ch, op, ca, f::jsonb
           from unnest($1::uuid[], $2::int[], $3::bytea[], $4::text[], $5::text[], $6::text[],
                       $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[])
                as t(i, v, c, s, o, r, ch, op, ca, f)
           on conflict (case_id) do update set
               version = excluded.version, chain = excluded.chain, state = excluded.state,
               office = excluded.office, region = excluded.region, channel = excluded.channel,
               changed_at = excluded.changed_at, facts = excluded.facts""",
        *columns,
    )
    if work.keys:
        await conn.copy_records_to_table(
            "case_key",
            schema_name="keys",
            columns=("case_id", "part", "key", "created_at"),
            records=work.keys,
        )
    if work.notifications:
        await conn.copy_records_to_table("notification", columns=_NOTIFICATION, records=work.notifications)


async def move_inbox(
    conn: Connection, moved: Mapping[tuple[str, str], int], counts: Mapping[str, int]
) -> None:
    """The last version taken in for each (source, case), and how many events of each source."""
    await conn.execute(
        """insert into inbox (source, case_id, version, chain)
           select s, c, v, $4 from unnest($1::text[], $2::uuid[], $3::int[]) as t(s, c, v)
           on conflict (source, case_id) do update
               set version = excluded.version, chain = excluded.chain""",
        [source for source, _ in moved],
        [case_id for _, case_id in moved],
        list(moved.values()),
        CHAIN,
    )
    for source, events in counts.items():
        await conn.execute(
            """insert into applied (source, events) values ($1, $2)
               on conflict (source) do update set events = applied.events + excluded.events""",
            source,
            events,
        )


async def publish(
    conn: Connection, rows: Sequence[tuple[int, int, bytes, str, int, int]], ends: Mapping[int, int]
) -> None:
    """Where Kafka put the events: (position, serial, ledger_chain, topic_id, partition, offset)."""
    await conn.copy_records_to_table(
        "publication",
        columns=("position", "serial", "ledger_chain", "topic_id", "partition", "offset"),
        records=rows,
    )
    await conn.execute(
        """insert into relay (horizon, topic_id, shipped, ends)
           values (pg_current_xact_id(), $1, $2, $3)
           on conflict (only_one) do update set horizon = excluded.horizon,
               topic_id = excluded.topic_id, shipped = excluded.shipped, ends = excluded.ends""",
        rows[-1][3],
        max(row[0] for row in rows),
        json.dumps(ends),
    )
