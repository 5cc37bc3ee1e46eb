"""Earlier sanctions of a case's respondent (riwayat hukuman disiplin), found by the keyed hash of the NIP."""

from uuid import UUID

from pydantic import BaseModel, Field

from services.sanctions import store
from services.sanctions.commands import Earlier, IssueDecision
from shared.auth import Principal
from shared.contract import Command
from shared.database import Connection
from shared.policy import Policy
from shared.private import store as private
from shared.runtime import LookUp, Runtime

PURPOSE = "riwayat hukuman disiplin / repetition"


class EarlierDocument(BaseModel):
    """A sanction of discipline that took effect; of which case is told to whoever may know of that case."""

    case_id: UUID | None
    level: str = Field(examples=["medium"])
    sanction: str | None = Field(
        description="Null: the decision named no type, as in earlier releases", examples=["penurunan-pangkat"]
    )
    indonesian: str | None = Field(examples=["Penurunan pangkat setingkat lebih rendah selama 1 tahun"])
    english: str | None = Field(examples=["One rank lower for one year"])
    effective_on: str = Field(examples=["2024-12-02"])


class EarlierSanctions(BaseModel):
    """Riwayat hukuman: those in effect, oldest first; never a moral statement nor an annulled decision."""

    compared: bool = Field(
        description="Whether a NIP of the respondent is sealed in this case here; without one none is found"
    )
    sanctions: list[EarlierDocument]


def looking_up(policy: Policy) -> LookUp:
    """Fills a decision with what its respondent was sanctioned with before, as the store knows it."""

    async def look_up(conn: Connection, command: Command) -> Command:
        if not isinstance(command, IssueDecision):
            return command
        found = await store.earlier_sanctions(conn, command.case_id)
        return command.model_copy(update={"repetition": tuple(_earlier(policy, one) for one in found)})

    return look_up


async def seen_by(runtime: Runtime, conn: Connection, case_id: UUID, who: Principal) -> EarlierSanctions:
    """What is found, on record for this case and for every one that it is of."""
    found = await store.earlier_sanctions(conn, case_id)
    compared = await store.has_nip(conn, case_id)
    actor, at = runtime.actors.of(who), runtime.clock()
    of_cases = (case_id, *(one.case_id for one in found))
    await private.record(
        conn,
        [
            private.Record(runtime.new_id(), each, at, "search", actor, PURPOSE, ("nip",), subject=who.id)
            for each in of_cases
        ],
    )
    sanctions = [_document(runtime.policy, one, who.scope.covers(one.office, one.region)) for one in found]
    return EarlierSanctions(compared=compared, sanctions=sanctions)


def _earlier(policy: Policy, found: store.InEffect) -> Earlier:
    day = policy.calendar.day_at(found.since, found)
    return Earlier(level=found.level, sanction=found.sanction, effective_on=day)


def _document(policy: Policy, found: store.InEffect, known: bool) -> EarlierDocument:
    earlier = _earlier(policy, found)
    words = policy.sanctions.on_or_first(earlier.sanction or "", earlier.effective_on)
    return EarlierDocument(
        case_id=found.case_id if known else None,
        level=earlier.level,
        sanction=earlier.sanction,
        indonesian=words.indonesian if words else None,
        english=words.english if words else None,
        effective_on=earlier.effective_on.isoformat(),
    )
