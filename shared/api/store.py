"""All SQL of the common routes: worklists, a case's history, counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shared.database import Connection
from shared.scope import EVERYTHING, Scope


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases a worklist shows; `not_in` are states that other stages own."""

    state: str | None
    office: str | None
    since: datetime | None
    not_in: Collection[str]
    due_by: date | None = None
    scope: Scope = EVERYTHING


_CASE = """case_id, version, state, office, region, channel, opened_at, changed_at,
           due_limit, due_on, due_until, due_warn_from, due_since, facts->>'escalation' as escalation,
            facts->>'criminal' as criminal, facts->>'overrides' as overrides,
            coalesce(facts->'restricted', '[]') <> '[]' and facts->>'hold' is null as restricted"""
_WHOLE = f"{_CASE}, chain, facts, noted, beside"


@dataclass(frozen=True, slots=True)
class After:
    """The last case of a page: where its limit ends (None: no limit runs), when it changed, its id."""

    until: datetime | None
    changed_at: datetime
    case_id: UUID


async def worklist(
    conn: Connection, wanted: Filter, after: After | None, most: int
) -> Sequence[dict[str, Any]]:
    """Cases after a cursor: the one whose limit ended or ends first, then those unchanged for longest."""
    rows = await conn.fetch(
        f"""select {_CASE} from cases
            where ($1::text is null or state = $1) and ($2::text is null or office = $2)
              and ($3::timestamptz is null or changed_at >= $3) and not state = any($4::text[])
              and ($5::date is null or due_on <= $5)
              and ($10 or office = any($11::text[])
                       or region = any($12::text[]) or left(region, 2) = any($12::text[]))
              and ($7::timestamptz is null or (coalesce(due_until, 'infinity'), changed_at, case_id)
                                              > (coalesce($6::timestamptz, 'infinity'), $7, $8::uuid))
            order by coalesce(due_until, 'infinity'), changed_at, case_id limit $9""",  # noqa: S608
        wanted.state,
        wanted.office,
        wanted.since,
        list(wanted.not_in),
        wanted.due_by,
        after.until if after else None,
        after.changed_at if after else None,
        after.case_id if after else None,
        most,
        wanted.scope.everything,
        list(wanted.scope.offices),
        list(wanted.scope.regions),
    )
    return [dict(row) for row in rows]


async def case(conn: Connection, case_id: UUID, scope: Scope) -> dict[str, Any] | None:
    """One case, or None: where there is none, or none that may be known."""
    row = await conn.fetchrow(f"select {_WHOLE} from cases where case_id = $1", case_id)  # noqa: S608
    return dict(row) if row and scope.covers(row["office"], row["region"]) else None


async def history(conn: Connection, case_id: UUID, after: int, most: int) -> Sequence[dict[str, Any]]:
    """The events of a case at this stage after a version, in order; of their data states and reason alone."""
    rows = await conn.fetch(
        """select version, type, occurred_at, recorded_at, actor, legal_basis, traceparent,
                  said->>'state_from' as state_from, said->>'state' as state, said->>'reason' as reason
           from ledger, lateral (select convert_from(data, 'UTF8')::jsonb as said) as read
           where case_id = $1 and version > $2 order by version limit $3""",
        case_id,
        after,
        most,
    )
    return [dict(row) for row in rows]


async def counts(conn: Connection, not_in: Collection[str], scope: Scope) -> dict[str, int]:
    """How many of the cases of this stage that may be known are in which state."""
    rows = await conn.fetch(
        """select state, count(*) as n from cases
           where not state = any($1::text[])
             and ($2 or office = any($3::text[])
                  or region = any($4::text[]) or left(region, 2) = any($4::text[]))
           group by state""",
        list(not_in),
        scope.everything,
        list(scope.offices),
        list(scope.regions),
    )
    return {row["state"]: row["n"] for row in rows}
