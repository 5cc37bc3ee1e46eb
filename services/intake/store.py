"""All SQL of intake beside the common mechanism: receipts, and where a case goes on."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.intake.contract import ReportReceived
from services.intake.rights import Asked
from shared.database import Connection
from shared.scope import Scope
from shared.write.session import Written


@dataclass(frozen=True, slots=True)
class Status:
    """Where a report stands, here and further on."""

    state: str
    progress: str | None
    master: UUID | None
    reason: str | None
    withdrawn: bool
    linked: tuple[UUID, ...] = ()


async def project(conn: Connection, written: Sequence[Written]) -> None:
    """Keep receipts in step with the ledger."""
    receipts = [(w.data.receipt, w.event.case_id) for w in written if isinstance(w.data, ReportReceived)]
    if receipts:
        await conn.copy_records_to_table("receipt", columns=("number_sha256", "case_id"), records=receipts)


async def case_of_receipt(conn: Connection, number_sha256: str) -> UUID | None:
    """The case behind a receipt number."""
    found: UUID | None = await conn.fetchval(
        "select case_id from receipt where number_sha256 = $1", number_sha256
    )
    return found


async def status(conn: Connection, case_id: UUID) -> Status | None:
    """Where a case stands."""
    row = await conn.fetchrow(
        """select state, facts->>'progress' as progress,
                  (facts->>'master')::uuid as master, facts->>'reason' as reason,
                  coalesce((facts->>'withdrawn')::boolean, false) as withdrawn,
                  array(select jsonb_array_elements_text(facts->'linked'))::uuid[] as linked
           from cases where case_id = $1""",
        case_id,
    )
    if row is None:
        return None
    return Status(
        row["state"],
        row["progress"],
        row["master"],
        row["reason"],
        row["withdrawn"],
        tuple(row["linked"]),
    )


async def requests(conn: Connection, case_id: UUID) -> dict[str, Asked]:
    """The last request of each subject and kind about the data of a case ("reporter.access")."""
    found = await conn.fetchval("select facts->>'requests' from cases where case_id = $1", case_id)
    return {name: Asked.model_validate(one) for name, one in json.loads(found or "{}").items()}


@dataclass(frozen=True, slots=True)
class Duty:
    """A limit about personal data that runs beside a case."""

    case_id: UUID
    version: int
    state: str
    office: str
    region: str
    hold: str | None
    limit: str
    on: date
    until: datetime


async def duties(
    conn: Connection, limits: Collection[str], scope: Scope, by: date | None, most: int
) -> list[Duty]:
    """The limits of these families (without their versions) that run in scope, the next to end first."""
    rows = await conn.fetch(
        """select case_id, version, state, office, region, facts->>'hold', due->>'limit',
                  (due->>'on')::date, (due->>'until')::timestamptz as until
           from cases, jsonb_array_elements(beside) as clock, lateral (select clock->'due' as due) as read
           where beside <> '[]' and split_part(due->>'limit', '@', 1) = any($1)
             and ($2::date is null or (due->>'on')::date <= $2)
             and ($3 or office = any($4::text[])
                     or region = any($5::text[]) or left(region, 2) = any($5::text[]))
           order by until, case_id limit $6""",
        list(limits),
        by,
        scope.everything,
        list(scope.offices),
        list(scope.regions),
        most,
    )
    return [Duty(*row) for row in rows]


async def goes_on_in(conn: Connection, case_id: UUID) -> UUID:
    """The case in which a merged one goes on, over several mergers; itself if it was not merged."""
    found: UUID | None = await conn.fetchval(
        """with recursive way (case_id, master) as (
               select case_id, (facts->>'master')::uuid from cases where case_id = $1
               union
               select c.case_id, (c.facts->>'master')::uuid from way join cases c on c.case_id = way.master)
           select case_id from way where master is null""",
        case_id,
    )
    return found or case_id


async def last_step(conn: Connection, case_id: UUID) -> datetime | None:
    """When the last step of a case was, but for what happens beside its way, and links; None for no case."""
    found: datetime | None = await conn.fetchval(
        """select max(occurred_at) from ledger
           where case_id = $1 and type not in ('DeadlineApproaching', 'DeadlineMissed', 'LegalHoldPlaced',
                                               'LegalHoldLifted', 'PersonalDataErased',
                                               'DataRequestReceived', 'DataRequestDecided',
                                               'RestrictionLifted', 'RetentionEnded', 'CaseLinked',
                                               'ReporterWithdrew', 'DefaultOverridden')""",
        case_id,
    )
    return found
