"""All SQL of the write path: lock and save case rows, append to the ledger, remember answers."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.case import SERVICE, Case, Facts
from shared.contract import Due, EventData
from shared.correction.standing import Recorded
from shared.database import Connection
from shared.event import Event
from shared.running import Clock
from shared.write.answer import Answer, RequestKey

_COLUMNS = """case_id, version, chain, state, office, region, channel, opened_at, changed_at, facts,
              due_limit, due_on, due_until, due_warn_from, due_since, noted, beside, beside_at"""


CORRECTED = "CaseCorrected"
"""What every stage calls its event of a correction."""


def case_of(row: Mapping[str, Any], facts: type[Facts]) -> Case[Any]:
    """The case of a row of `cases`."""
    return Case(
        row["case_id"],
        row["version"],
        row["chain"],
        row["state"],
        row["office"],
        row["region"],
        row["channel"],
        row["opened_at"],
        row["changed_at"],
        facts.model_validate_json(row["facts"]),
        due_of(row),
        row["noted"],
        beside_of(row),
    )


def due_of(row: Mapping[str, Any]) -> Due | None:
    """The limit of a row of `cases`, None where none runs."""
    if row["due_limit"] is None:
        return None
    return Due(
        limit=row["due_limit"],
        on=row["due_on"],
        until=row["due_until"],
        warn_from=row["due_warn_from"],
        since=row["due_since"],
    )


def clocks_of(row: Mapping[str, Any]) -> tuple[Clock, ...]:
    """All limits of a row of `cases`, that of the case's way first."""
    due = due_of(row)
    return ((Clock(due, row["noted"]),) if due else ()) + beside_of(row)


def beside_of(row: Mapping[str, Any]) -> tuple[Clock, ...]:
    """The limits of a row that run beside that of its way."""
    return tuple(Clock(Due(**one["due"]), one["noted"]) for one in json.loads(row["beside"]))


def next_note(beside: Sequence[Clock]) -> datetime | None:
    """When the next of these limits is to be noted: what `beside_at` of a row says."""
    return min((at for one in beside if (at := one.note_at)), default=None)


def _written(clocks: Sequence[Clock]) -> str:
    dues = [{"due": clock.due.model_dump(mode="json"), "noted": clock.noted} for clock in clocks]
    return json.dumps(dues)


async def lock_cases(conn: Connection, ids: Collection[UUID], facts: type[Facts]) -> dict[UUID, Case[Any]]:
    """The rows of these cases, locked in id order until the transaction ends; unknown ids are left out."""
    rows = await conn.fetch(
        f"select {_COLUMNS} from cases where case_id = any($1) order by case_id for update",  # noqa: S608
        list(ids),
    )
    return {row["case_id"]: case_of(row, facts) for row in rows}


async def last_steps(conn: Connection, ids: Collection[UUID]) -> dict[tuple[UUID, str], datetime]:
    """When the last step of each of these cases happened, by the type of its event.

    What a service notes beside the way of a case, and leaves it in its state, is no step of it. That with
    which a case begins here is one, and so is the end of a wait, whose limit runs no more: what waited for
    it did not happen before. That end may lie before the step after which it is noted. A correction is no
    step, nor is what it re-opened.
    """
    rows = await conn.fetch(
        """with corrections as (
               select case_id, version, convert_from(data, 'UTF8')::jsonb as said
               from ledger where case_id = any($1) and type = $3)
           select case_id, type, max(coalesce(moved.at, occurred_at)) as occurred_at
           from ledger,
                lateral (select convert_from(data, 'UTF8')::jsonb as said) as read,
                lateral (select max(at) as at from (
                    select (altered ->> 'now')::timestamptz as at
                    from corrections c, jsonb_array_elements(c.said -> 'altered') as altered
                    where c.case_id = ledger.case_id and c.said -> 'step' @> to_jsonb(ledger.version)
                      and altered ->> 'field' = 'occurred_at'
                    order by c.version desc limit 1) as last) as moved
           where case_id = any($1) and type <> $3
             and not exists (select from corrections c where c.case_id = ledger.case_id
                                                         and c.said -> 'reopened' @> to_jsonb(ledger.version))
             and not (starts_with(actor, $2) and said ->> 'state' is not distinct from said ->> 'state_from'
                      and not (said ? 'limit' and said -> 'due' ->> 'limit' is distinct from said ->> 'limit'
                               and not exists (select from jsonb_array_elements(said -> 'beside') as due
                                               where due ->> 'limit' = said ->> 'limit')))
           group by case_id, type""",
        list(ids),
        SERVICE,
        CORRECTED,
    )
    return {(row["case_id"], row["type"]): row["occurred_at"] for row in rows}


async def pasts(
    conn: Connection, ids: Collection[UUID], kinds: Mapping[str, type[EventData]]
) -> dict[UUID, list[Recorded]]:
    """The whole ledger of each of these cases. Raises KeyError for a type that no row publishes."""
    rows = await conn.fetch(
        """select case_id, version, type, data, occurred_at, recorded_at, actor from ledger
           where case_id = any($1) order by case_id, version""",
        list(ids),
    )
    found: dict[UUID, list[Recorded]] = {}
    for row in rows:
        data = kinds[row["type"]].read(row["data"])
        recorded = Recorded(row["version"], data, row["occurred_at"], row["recorded_at"], row["actor"])
        found.setdefault(row["case_id"], []).append(recorded)
    return found


MOST_LINKED = 8
"""A case has seldom had so many traces at one stage; the latest are the ones that somebody looks for."""


async def traceparents(conn: Connection, ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """One traceparent of each of the last traces of these cases in this ledger, the latest first."""
    if not ids:
        return {}
    rows = await conn.fetch(
        """select l.case_id, (array_agg(traceparent order by last desc))[:$2] as last
           from (select case_id, max(version) as last, (array_agg(traceparent order by version desc))[1]
                     as traceparent
                 from ledger where case_id = any($1) and traceparent <> ''
                 group by case_id, substr(traceparent, 4, 32)) l
           group by l.case_id""",
        list(ids),
        MOST_LINKED,
    )
    return {row["case_id"]: row["last"] for row in rows}


async def save_cases(conn: Connection, cases: Sequence[Case[Any]]) -> None:
    """Insert or replace these case rows, in id order like the locks."""
    ordered = sorted(cases, key=lambda case: case.id)
    await conn.execute(
        f"""insert into cases ({_COLUMNS})
            select i, v, c, s, o, r, ch, op, ca, f::jsonb, dl, d, du, dw, ds, n, b::jsonb, na
            from unnest($1::uuid[], $2::int[], $3::bytea[], $4::text[], $5::text[], $6::text[],
                        $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[],
                        $11::text[], $12::date[], $13::timestamptz[], $14::timestamptz[], $15::date[],
                        $16::text[], $17::text[], $18::timestamptz[])
                 as t(i, v, c, s, o, r, ch, op, ca, f, dl, d, du, dw, ds, n, b, na)
            on conflict (case_id) do update set
                version = excluded.version, chain = excluded.chain, state = excluded.state,
                office = excluded.office, region = excluded.region, channel = excluded.channel,
                changed_at = excluded.changed_at, facts = excluded.facts,
                due_limit = excluded.due_limit, due_on = excluded.due_on, due_until = excluded.due_until,
                due_warn_from = excluded.due_warn_from, due_since = excluded.due_since,
                noted = excluded.noted, beside = excluded.beside, beside_at = excluded.beside_at""",  # noqa: S608
        [case.id for case in ordered],
        [case.version for case in ordered],
        [case.chain for case in ordered],
        [case.state for case in ordered],
        [case.office for case in ordered],
        [case.region for case in ordered],
        [case.channel for case in ordered],
        [case.opened_at for case in ordered],
        [case.changed_at for case in ordered],
        [case.facts.model_dump_json() for case in ordered],
        [case.due and case.due.limit for case in ordered],
        [case.due and case.due.on for case in ordered],
        [case.due and case.due.until for case in ordered],
        [case.due and case.due.warn_from for case in ordered],
        [case.due and case.due.since for case in ordered],
        [case.noted for case in ordered],
        [_written(case.beside) for case in ordered],
        [next_note(case.beside) for case in ordered],
    )


_LEDGER = (
    "event_id",
    "case_id",
    "version",
    "type",
    "occurred_at",
    "recorded_at",
    "actor",
    "legal_basis",
    "causation",
    "traceparent",
    "data",
    "chain",
)


async def append(conn: Connection, events: Sequence[Event]) -> None:
    """Append to the ledger, in this order.

    Raises asyncpg.UniqueViolationError if another transaction wrote the same version of a case first.
    """
    await conn.copy_records_to_table(
        "ledger",
        columns=_LEDGER,
        records=[
            (
                event.id,
                event.case_id,
                event.version,
                event.type,
                event.occurred_at,
                event.recorded_at,
                event.actor,
                event.legal_basis,
                event.causation,
                event.traceparent,
                event.data,
                event.chain,
            )
            for event in events
        ],
    )


async def answers(conn: Connection, keys: Iterable[RequestKey]) -> dict[RequestKey, Answer]:
    """The answers given before under these idempotency keys."""
    wanted = {key.identity: key for key in keys}
    rows = await conn.fetch(
        """select i.* from idempotency i
           join unnest($1::text[], $2::text[], $3::text[]) as t(principal, route, key)
           using (principal, route, key)""",
        [identity[0] for identity in wanted],
        [identity[1] for identity in wanted],
        [identity[2] for identity in wanted],
    )
    return {
        wanted[row["principal"], row["route"], row["key"]]: Answer(
            row["status"], json.loads(row["headers"]), row["body"], row["request"]
        )
        for row in rows
    }


async def remember(conn: Connection, given: Sequence[tuple[RequestKey, Answer]]) -> None:
    """Keep these answers under their keys. Raises asyncpg.UniqueViolationError if one is taken."""
    await conn.copy_records_to_table(
        "idempotency",
        columns=(
            "principal",
            "route",
            "key",
            "request",
            "status",
            "headers",
            "body",
        ),
        records=[(*key.identity, key.request, a.status, json.dumps(a.headers), a.body) for key, a in given],
    )


async def forget_answers(conn: Connection, kept: timedelta) -> None:
    """Drop the answers given longer ago than that."""
    await conn.execute("delete from idempotency where created_at < now() - $1::interval", kept)
