"""Earlier sanctions are found by the keyed hash of the NIP: those in effect, of discipline, and no others."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.sanctions import commands as ppk
from services.sanctions import store
from services.sanctions.earlier import looking_up
from shared import policy
from shared.contract import Command
from shared.database import Pool
from shared.identifiers import uuid7
from shared.private import store as private
from shared.private.fingerprints import Fingerprints
from tests.shared.test_sweep import BEGUN, SANCTIONS, TAUGHT, Desk, desk
from tests.support.imposed import TEACHER

HASHES = Fingerprints(b"x" * 32)
EXAMINED = BEGUN + timedelta(days=8)
EFFECT = BEGUN + timedelta(days=40)


async def named(pool: Pool, case_id: UUID, nip: str, whose: str = "respondent") -> None:
    async with pool.acquire() as conn:
        await private.keep_fingerprints(conn, [("nip", HASHES.hash("nip", nip), case_id, whose)])


async def decided(here: Desk, nip: str) -> UUID:
    """A case of this person with a decision of discipline that was delivered."""
    case_id = uuid7()
    act: dict[str, Any] = {"act": "DS-08", "level": "medium", "override": "determined-earlier"}
    signed: dict[str, Any] = {"examiner_signed": True, "respondent_signed": True, "copy_given": True}
    day = date(2026, 12, 1)
    steps: list[tuple[Command, datetime]] = [
        (ppk.QueueRecommendation(case_id=case_id, region="32.08", channel="public"), BEGUN),
        (ppk.IssueRecommendation(case_id=case_id, **act), BEGUN),
        (ppk.IssueSummons(case_id=case_id, examination_on=day, reason="urgent"), BEGUN),
        (ppk.HoldExamination(case_id=case_id), EXAMINED),
        (ppk.SignBap(case_id=case_id, **signed), EXAMINED),
        (ppk.IssueDecision(case_id=case_id, level="medium", **TAUGHT), EXAMINED),
        (ppk.RecordDelivery(case_id=case_id, received_on=day), EXAMINED),
    ]
    for command, at in steps:
        await here.step(command, at)
    await named(here.pool, case_id, nip)
    return case_id


async def judged(here: Desk, nip: str) -> UUID:
    """A case of this person with a moral statement in effect."""
    case_id = uuid7()
    moral: dict[str, Any] = {"sanction": "pernyataan-tertutup", "authority": "ppk"}
    for command in (
        ppk.QueueRecommendation(case_id=case_id, region="32.08", channel="public"),
        ppk.IssueRecommendation(case_id=case_id, act="KE-04", level="moral", override="day-not-known"),
        ppk.FormEthicsPanel(case_id=case_id, formed_by="ppk", **TEACHER),
        ppk.ConcludePanel(case_id=case_id, hearing="heard"),
        ppk.IssueDecision(case_id=case_id, level="moral", **{**TAUGHT, **moral}),
        ppk.RecordDelivery(case_id=case_id, received_on=BEGUN.date()),
        ppk.PutIntoEffect(case_id=case_id),
    ):
        await here.step(command, BEGUN)
    await named(here.pool, case_id, nip)
    return case_id


async def found(pool: Pool, case_id: UUID) -> list[store.InEffect]:
    async with pool.acquire() as conn:
        return [*await store.earlier_sanctions(conn, case_id)]


async def test_what_took_effect_upon_the_same_person_is_found_and_nothing_else(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        nip, other = "190001012015041001", "190001012015041002"
        case_id = await decided(here, nip)
        assert await found(pool, case_id) == [], "it is no earlier one of itself"
        first, elsewhere = await decided(here, nip), await decided(here, other)
        await judged(here, nip)
        assert await found(pool, case_id) == [], "delivered is not in effect, and moral is no discipline"
        for one in (first, elsewhere):
            await here.step(ppk.PutIntoEffect(case_id=one), EFFECT)
        (earlier,) = await found(pool, case_id)
        assert (earlier.case_id, earlier.level, earlier.sanction) == (first, "medium", "penurunan-pangkat")
        assert earlier.since == EFFECT


async def test_a_reporter_of_another_case_was_not_sanctioned_in_it(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        nip = "190001012015041003"
        effective = await decided(here, nip)
        await here.step(ppk.PutIntoEffect(case_id=effective), EFFECT)
        case_id = uuid7()
        await named(pool, case_id, nip, "reporter")
        assert await found(pool, case_id) == []
        async with pool.acquire() as conn:
            assert not await store.has_nip(conn, case_id)
            assert await store.has_nip(conn, effective)


async def test_a_decision_is_filled_with_what_is_found_whatever_it_said(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        nip = "190001012015041004"
        first, case_id = await decided(here, nip), await decided(here, nip)
        await here.step(ppk.PutIntoEffect(case_id=first), EFFECT)
        look_up = looking_up(policy.load())
        said = ppk.Earlier(level="heavy", sanction="pdhtaps", effective_on=EFFECT.date())
        command = ppk.IssueDecision(case_id=case_id, level="medium", repetition=(said,), **TAUGHT)
        async with pool.acquire() as conn:
            filled: Any = await look_up(conn, command)
            another = ppk.PutIntoEffect(case_id=case_id)
            assert await look_up(conn, another) is another
        (earlier,) = filled.repetition
        assert (earlier.level, earlier.sanction) == ("medium", "penurunan-pangkat")
        assert earlier.effective_on == EFFECT.date()
