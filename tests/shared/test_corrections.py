"""A correction is decided under the lock of its case, by the whole ledger of it, on a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.sanctions import commands as ppk
from shared.correction.steps import Change, Correct
from shared.database import Pool
from shared.write import store as write
from shared.write.path import Request, Result
from shared.write.session import Change as Changed
from shared.write.session import Stamp
from tests.shared.test_earlier_sanctions import EFFECT, decided, found
from tests.shared.test_sweep import SANCTIONS, Desk, desk

NIP = "190001012015041007"
LATER = EFFECT + timedelta(days=1)
RECEIVED = datetime(2026, 12, 23, 4, tzinfo=UTC)
"""When it was received: the fifteenth working day after it lies behind that of its effect."""
TRULY = {"received_on": "2026-12-23", "occurred_at": "2026-12-23T04:00:00Z"}


async def ledger(pool: Pool, case_id: UUID) -> list[Any]:
    return await pool.fetch(
        "select version, type, data, chain from ledger where case_id = $1 order by version", case_id
    )


async def corrected(here: Desk, case_id: UUID, event: str, actor: str = "supervisor") -> Result:
    """Say of the last such event what is true."""
    version = next(
        row["version"] for row in reversed(await ledger(here.pool, case_id)) if row["type"] == event
    )
    changes = tuple(Change(field=field, value=value) for field, value in TRULY.items())
    command = Correct(case_id=case_id, corrects=version, changes=changes, reason="typing-error")
    return await here.path.submit(Request(command, Stamp(actor, LATER)))


async def last_step(pool: Pool, case_id: UUID) -> datetime:
    async with pool.acquire() as conn:
        return max((await write.last_steps(conn, [case_id])).values())


async def test_an_effect_that_came_too_early_counts_no_more_and_every_byte_before_stays(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        first, second = await decided(here, NIP), await decided(here, NIP)
        await here.step(ppk.PutIntoEffect(case_id=first), EFFECT)
        assert [one.case_id for one in await found(pool, second)] == [first]
        assert await last_step(pool, first) == EFFECT
        before = await ledger(pool, first)

        result = await corrected(here, first, "DecisionDelivered")
        assert isinstance(result, Changed), result
        assert (result.case.state, str(result.case.facts.delivered)) == ("K37", "2026-12-23")
        assert (await ledger(pool, first))[: len(before)] == before
        assert await found(pool, second) == []
        assert await last_step(pool, first) == RECEIVED, "what is re-opened may have happened before today"


async def test_whoever_recorded_it_is_refused_and_writes_nothing(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        case_id = await decided(here, NIP)
        before = await ledger(pool, case_id)
        result: Any = await corrected(here, case_id, "DecisionDelivered", actor="test")
        assert result.code == "separation-of-duties"
        assert await ledger(pool, case_id) == before
