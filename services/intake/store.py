"""All SQL of intake beside the common mechanism: receipts, and where a case goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.contract import ReportReceived
from shared.database import Connection
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
    """When something last happened to a case, but for notes of limits, holds and links; None for no case."""
    found: datetime | None = await conn.fetchval(
        """select max(occurred_at) from ledger
           where case_id = $1 and type not in ('DeadlineApproaching', 'DeadlineMissed', 'LegalHoldPlaced',
                                               'LegalHoldLifted', 'PersonalDataErased', 'CaseLinked')""",
        case_id,
    )
    return found
