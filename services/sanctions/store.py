"""All SQL of sanctions beside the common tables: what is remembered of a case, and earlier sanctions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from services.sanctions.commands import SanctionsFacts
from shared.database import Connection
from shared.write.session import Written


class InEffect(NamedTuple):
    """A sanction of discipline that took effect, and the case that it is of."""

    case_id: UUID
    office: str
    region: str
    level: str
    sanction: str | None
    since: datetime


async def project(conn: Connection, written: Sequence[Written]) -> None:
    """This stage has no query tables of its own."""


async def facts(conn: Connection, case_id: UUID) -> SanctionsFacts:
    """What is remembered of a case that is there."""
    return SanctionsFacts.model_validate_json(
        await conn.fetchval("select facts from cases where case_id = $1", case_id)
    )


async def has_nip(conn: Connection, case_id: UUID) -> bool:
    """Whether the NIP of the respondent of a case is known here, by its keyed hash."""
    known: bool = await conn.fetchval(
        """select exists (select from keys.fingerprint
                          where case_id = $1 and kind = 'nip' and whose = 'respondent')""",
        case_id,
    )
    return known


async def earlier_sanctions(conn: Connection, case_id: UUID) -> Sequence[InEffect]:
    """What was imposed on the respondent of a case in others and took effect, the oldest first.

    Of discipline alone. A decision that was annulled or revoked after it took effect counts no more, nor does
    an effect that a correction re-opened.
    """
    rows = await conn.fetch(
        """with others as (
               select distinct other.case_id
               from keys.fingerprint own
               join keys.fingerprint other using (kind, hash, whose)
               where own.case_id = $1 and other.case_id <> $1
                 and own.kind = 'nip' and own.whose = 'respondent')
           select c.case_id, c.office, c.region, decided.data ->> 'level', decided.data ->> 'sanction',
                  effect.occurred_at
           from others
           join cases c using (case_id)
           cross join lateral (
               select version, occurred_at from ledger
               where case_id = c.case_id and type = 'DecisionEffective' order by version desc limit 1) effect
           cross join lateral (
               select convert_from(data, 'UTF8')::jsonb as data from ledger
               where case_id = c.case_id and version < effect.version
                 and (type = 'DecisionIssued'
                      or type = 'RemedyDecided' and convert_from(data, 'UTF8')::jsonb ? 'sanction')
               order by version desc limit 1) decided
           where decided.data ->> 'level' <> 'moral'
             and not exists (select from ledger
                             where case_id = c.case_id and version > effect.version
                               and (type in ('DecisionRevoked', 'ProcedureRepeated')
                                    or type = 'CaseCorrected'
                                       and convert_from(data, 'UTF8')::jsonb -> 'reopened'
                                           @> to_jsonb(effect.version)
                                    or type = 'RemedyDecided'
                                       and convert_from(data, 'UTF8')::jsonb ->> 'ruling' = 'annulled'))
           order by effect.occurred_at, c.case_id""",
        case_id,
    )
    return [InEffect(*row) for row in rows]
