"""All SQL of intake beside the common mechanism: receipts, sealed parts, readings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.contract import ReportReceived
from shared.database import Connection
from shared.write.session import Written


@dataclass(frozen=True, slots=True)
class SealedPart:
    """The sealed part of a case's first event, and its key: None when it was erased."""

    sealed: str
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Status:
    """Where a report stands, here and further on."""

    state: str
    progress: str | None
    master: UUID | None
    reason: str | None
    withdrawn: bool


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
                  coalesce((facts->>'withdrawn')::boolean, false) as withdrawn
           from cases where case_id = $1""",
        case_id,
    )
    return (
        Status(row["state"], row["progress"], row["master"], row["reason"], row["withdrawn"]) if row else None
    )


async def sealed_part(conn: Connection, case_id: UUID) -> SealedPart | None:
    """The sealed part of a case, or None if it is unknown or has none."""
    row = await conn.fetchrow(
        """select l.data, k.key from ledger l left join case_key k using (case_id)
           where l.case_id = $1 and l.version = 1""",
        case_id,
    )
    if row is None:
        return None
    data: dict[str, Any] = json.loads(row["data"])
    return SealedPart(data["private"], row["key"]) if "private" in data else None


async def record_reading(
    conn: Connection, id: UUID, case_id: UUID, actor: str, purpose: str, part: str, at: datetime
) -> None:
    """Somebody reads a sealed part: who, why, what, when."""
    await conn.execute(
        "insert into reading values ($1, $2, $3, $4, $5, $6)", id, case_id, actor, purpose, part, at
    )


async def readings(
    conn: Connection, case_id: UUID, after: UUID | None, most: int
) -> Sequence[dict[str, Any]]:
    """The readings of what is sealed in a case after one of them, oldest first."""
    rows = await conn.fetch(
        """select id, at, actor, purpose, part from reading
           where case_id = $1
             and ($2::uuid is null or (at, id) > (
                     select r.at, r.id from reading r where r.id = $2 and r.case_id = $1))
           order by at, id limit $3""",
        case_id,
        after,
        most,
    )
    return [dict(row) for row in rows]
