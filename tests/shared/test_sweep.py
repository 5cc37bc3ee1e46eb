"""The sweep on a real PostgreSQL: it notes once what approaches and what was missed, whoever sweeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.sanctions import commands as ppk
from services.sanctions import domain as sanctions
from services.sanctions import store as sanctions_store
from services.triage import commands as study
from services.triage import domain as triage
from services.triage import store as triage_store
from shared import policy
from shared.case import Procedure, Refused
from shared.contract import Command
from shared.database import Pool
from shared.deadlines import store
from shared.deadlines.sweep import QUIET, Sweep
from shared.identifiers import uuid7
from shared.metrics import Metrics
from shared.write.path import Request, Result, WritePath
from shared.write.session import Change, Projection, Stamp
from tests.support.imposed import IMPOSED, TEACHER
from tests.support.spans import keeping

BEGUN = datetime(2026, 11, 23, 3, tzinfo=UTC)
OVER = datetime(2026, 12, 2, 17, tzinfo=UTC)
"""24:00 in Bandung on the seventh working day."""
TAUGHT: dict[str, Any] = {**TEACHER, **IMPOSED["medium"]}
NEAR = datetime(2026, 11, 30, 17, tzinfo=UTC)


TRIAGE: tuple[Procedure[Any], Projection] = (triage.procedure(policy.load()), triage_store.project)
SANCTIONS: tuple[Procedure[Any], Projection] = (sanctions.procedure(policy.load()), sanctions_store.project)


class Desk:
    """A stage's write path and sweep, with a clock that the test sets."""

    def __init__(self, pool: Pool, stage: tuple[Procedure[Any], Projection] = TRIAGE) -> None:
        self.pool = pool
        self.now = BEGUN
        self.metrics = Metrics("triage")
        tracing, self.kept = keeping("triage")
        self.path = WritePath(
            pool,
            *stage,
            lambda: self.now,
            uuid7,
            lambda: None,
            tracing=tracing,
            observe=self.metrics.wrote,
        )
        self.sweep = Sweep("triage", pool, self.path, lambda: self.now, 1.0)

    async def queue(self) -> UUID:
        case_id = uuid7()
        command = study.QueueStudy(
            case_id=case_id, office="bawaslu-32.08", region="32.08", channel="public", origin="report"
        )
        assert isinstance(await self.path.submit(Request(command, Stamp("service:triage", BEGUN))), Change)
        return case_id

    async def dated(self, command: Command, at: datetime) -> Result:
        """A step of which a person says when it happened."""
        return await self.path.submit(Request(command, Stamp("test", at, told=True)))

    async def step(self, command: Command, at: datetime) -> None:
        assert isinstance(await self.path.submit(Request(command, Stamp("test", at))), Change)

    async def counted(self, at: datetime) -> tuple[int, int]:
        async with self.pool.acquire() as conn:
            return await store.counts(conn, at)

    async def noted(self, case_id: UUID) -> list[tuple[str, datetime, str]]:
        rows = await self.pool.fetch(
            "select type, occurred_at, actor from ledger where case_id = $1 and version > 1 order by version",
            case_id,
        )
        return [(row["type"], row["occurred_at"], row["actor"]) for row in rows]


@asynccontextmanager
async def desk(pool: Pool, stage: tuple[Procedure[Any], Projection] = TRIAGE) -> AsyncIterator[Desk]:
    made = Desk(pool, stage)
    writing = asyncio.create_task(made.path.run())
    try:
        yield made
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


async def delivered(here: Desk, received: datetime, told: datetime) -> UUID:
    """A case of sanctions whose decision was received on that day, which was told at another moment."""
    case_id = uuid7()
    await here.step(ppk.QueueRecommendation(case_id=case_id, region="32.08", channel="public"), BEGUN)
    act = {"act": "DS-08", "level": "medium", "override": "determined-earlier"}
    await here.step(ppk.IssueRecommendation(case_id=case_id, **act), BEGUN)
    summons = ppk.IssueSummons(case_id=case_id, examination_on=date(2026, 12, 1), reason="urgent")
    await here.step(summons, BEGUN)
    examined = BEGUN + timedelta(days=8)
    await here.step(ppk.HoldExamination(case_id=case_id), examined)
    signed = {"examiner_signed": True, "respondent_signed": True, "copy_given": True}
    await here.step(ppk.SignBap(case_id=case_id, **signed), examined)
    await here.step(ppk.IssueDecision(case_id=case_id, level="medium", **TAUGHT), examined)
    here.now = told
    await here.step(ppk.RecordDelivery(case_id=case_id, received_on=received.date()), told)
    return case_id


async def test_a_limit_is_noted_when_it_approaches_and_when_it_is_over(pool: Pool) -> None:
    async with desk(pool) as here:
        case_id = await here.queue()
        steps = [(NEAR - timedelta(seconds=1), 0), (NEAR, 1), (OVER - timedelta(seconds=1), 1), (OVER, 2)]
        for moment, expected in steps:
            here.now = moment
            await here.sweep.sweep()
            await here.sweep.sweep()
            assert len(await here.noted(case_id)) == expected, moment
        assert await here.noted(case_id) == [
            ("DeadlineApproaching", NEAR, "service:triage"),
            ("DeadlineMissed", OVER, "service:triage"),
        ]


async def test_a_sweep_that_comes_late_notes_what_was_missed_alone(pool: Pool) -> None:
    async with desk(pool) as here:
        case_id = await here.queue()
        here.now = OVER + timedelta(days=30)
        await here.sweep.sweep()
        assert await here.noted(case_id) == [("DeadlineMissed", OVER, "service:triage")]


async def test_a_step_that_comes_before_the_sweep_leaves_a_missed_limit_noted(pool: Pool) -> None:
    async with desk(pool) as here:
        case_id = await here.queue()
        here.now = OVER + timedelta(seconds=1)
        await here.step(study.BeginStudy(case_id=case_id), OVER)
        await here.step(study.LapseStudy(case_id=case_id, reason="time-over", asn_act=False), here.now)
        await here.sweep.sweep()
        assert await here.noted(case_id) == [
            ("DeadlineMissed", OVER, "service:triage"),
            ("StudyBegun", OVER, "test"),
            ("StudyLapsed", OVER + timedelta(seconds=1), "test"),
        ]


async def test_whoever_records_the_steps_of_a_past_day_finds_no_limit_missed_between_two(pool: Pool) -> None:
    async with desk(pool) as here:
        here.now = OVER + timedelta(days=30)
        case_id = await here.queue()
        here.now += QUIET - timedelta(seconds=1)
        await here.sweep.sweep()
        assert await here.noted(case_id) == []
        await here.step(study.BeginStudy(case_id=case_id), OVER - timedelta(days=1))
        here.now += QUIET - timedelta(seconds=1)
        await here.sweep.sweep()
        assert [type for type, *_ in await here.noted(case_id)] == ["StudyBegun"]
        here.now += timedelta(seconds=1)
        await here.sweep.sweep()
        assert (await here.noted(case_id))[1:] == [("DeadlineMissed", OVER, "service:triage")]


async def test_a_step_that_was_in_time_misses_nothing_however_late_it_is_recorded(pool: Pool) -> None:
    async with desk(pool) as here:
        case_id = await here.queue()
        here.now = OVER + timedelta(days=1)
        in_time = OVER - timedelta(seconds=1)
        await here.step(study.BeginStudy(case_id=case_id), in_time)
        await here.step(study.DiscontinueStudy(case_id=case_id, reason="no-evidence"), in_time)
        await here.sweep.sweep()
        assert [type for type, *_ in await here.noted(case_id)] == ["StudyBegun", "StudyConcluded"]


async def test_no_step_happened_before_the_one_before_it(pool: Pool) -> None:
    """Whatever moment a person names: the note of a limit, which lies at the limit's end, is no step."""
    async with desk(pool) as here:
        case_id = await here.queue()
        begin = study.BeginStudy(case_id=case_id)
        end = study.DiscontinueStudy(case_id=case_id, reason="no-evidence")
        here.now = OVER + timedelta(days=1)
        await here.sweep.sweep()
        before = BEGUN - timedelta(seconds=1)
        refused = await here.dated(begin, before)
        assert isinstance(refused, Refused)
        assert (refused.code, "body.occurred_at" in refused.detail) == ("invalid-input", True)
        studied = BEGUN + timedelta(days=1)
        assert isinstance(await here.dated(begin, studied), Change), "in time, and recorded late"
        assert isinstance(await here.dated(end, BEGUN), Refused)
        both = [Request(end, Stamp("test", at, told=True)) for at in (studied, BEGUN)]
        first, second = await asyncio.gather(*map(here.path.submit, both))
        assert isinstance(first, Change)
        assert isinstance(second, Refused)
        assert second.code == "invalid-input", "also within one commit"


async def test_what_follows_a_wait_did_not_happen_before_its_end(pool: Pool) -> None:
    """Else a decision would be in effect before its fifteenth working day, on somebody's word."""
    async with desk(pool, SANCTIONS) as here:
        case_id = await delivered(here, received=BEGUN + timedelta(days=8), told=BEGUN + timedelta(days=8))
        here.now = datetime(2026, 12, 31, tzinfo=UTC)
        await here.sweep.sweep()
        (waited,) = [at for type, at, _ in await here.noted(case_id) if type == "WaitingPeriodEnded"]
        effect = ppk.PutIntoEffect(case_id=case_id)
        refused = await here.dated(effect, waited - timedelta(seconds=1))
        assert isinstance(refused, Refused)
        assert "body.occurred_at" in refused.detail
        assert isinstance(await here.dated(effect, waited), Change)


async def test_a_wait_that_was_over_when_its_step_was_told_takes_no_step_back(pool: Pool) -> None:
    async with desk(pool, SANCTIONS) as here:
        case_id = await delivered(here, received=BEGUN + timedelta(days=8), told=BEGUN + timedelta(days=60))
        here.now += QUIET
        await here.sweep.sweep()
        noted = [type for type, *_ in await here.noted(case_id)]
        assert noted[-2:] == ["WaitingPeriodEnded", "RemedyPeriodEnded"]
        effect = ppk.PutIntoEffect(case_id=case_id)
        assert isinstance(await here.dated(effect, BEGUN + timedelta(days=59)), Refused)
        assert isinstance(await here.dated(effect, BEGUN + timedelta(days=60)), Change)


async def test_a_refused_step_notes_nothing(pool: Pool) -> None:
    async with desk(pool) as here:
        case_id = await here.queue()
        here.now = OVER
        refused = study.DiscontinueStudy(case_id=case_id, reason="no-evidence")
        assert isinstance(await here.path.submit(Request(refused, Stamp("test", OVER))), Refused)
        assert await here.noted(case_id) == []


async def test_two_replicas_note_every_case_once(pool: Pool) -> None:
    async with desk(pool) as one, desk(pool) as other:
        cases = [await one.queue() for _ in range(20)]
        one.now = other.now = OVER
        await asyncio.gather(one.sweep.sweep(), other.sweep.sweep())
        assert [len(await one.noted(case)) for case in cases] == [1] * 20


async def test_cases_past_and_near_their_limit_are_counted(pool: Pool) -> None:
    async with desk(pool) as here:
        before = [await here.counted(moment) for moment in (BEGUN, NEAR, OVER)]
        await here.queue()
        after = [await here.counted(moment) for moment in (BEGUN, NEAR, OVER)]
        grown = [(p - q, n - m) for (p, n), (q, m) in zip(after, before, strict=True)]
        assert grown == [(0, 0), (0, 1), (1, 0)]


async def test_a_missed_limit_is_counted_and_the_count_names_its_trace(pool: Pool) -> None:
    async with desk(pool) as triage_desk:
        await triage_desk.queue()
        triage_desk.now = OVER
        assert await triage_desk.sweep.sweep() >= 1
    page, media_type = triage_desk.metrics.page("application/openmetrics-text")
    missed = [
        line for line in page.decode().splitlines() if line.startswith("netral_deadlines_missed_total{")
    ]
    traces = {f"{span.context.trace_id:032x}" for span in triage_desk.kept.spans if span.name == "note over"}
    assert media_type.startswith("application/openmetrics-text")
    assert any(f'trace_id="{trace}"' in line for line in missed for trace in traces), missed
    plain, _ = triage_desk.metrics.page()
    assert b"netral_deadlines_missed_total" in plain
    assert b"trace_id" not in plain
