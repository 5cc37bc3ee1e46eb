"""The inbox on a real PostgreSQL: once and in order, whatever the stream does; the four outcomes."""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.intake import commands
from services.intake import contract as intake_events
from services.triage import domain as triage
from services.triage import store as triage_store
from services.triage.reactions import REACTIONS
from shared import policy
from shared.clock import system_clock
from shared.contract import Contract
from shared.database import Connection, Pool
from shared.identifiers import uuid7
from shared.inbox import store
from shared.inbox.batch import Stage
from shared.inbox.inbox import Inbox, Patience
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Done, Outcome, Poison, Retry
from shared.write.session import Written
from tests.shared.upstream import Intake, message


def inbox(pool: Pool, reactions: Reactions = REACTIONS, project: Any = triage_store.project) -> Inbox:
    """Triage's inbox."""
    stage = Stage(triage.procedure(policy.load()), reactions, project, system_clock, uuid7)
    return Inbox(pool, stage, lambda: None, lambda *_: None, Patience(poisons_in_a_row=3))


async def states(pool: Pool, cases: Sequence[UUID]) -> list[str]:
    rows = await pool.fetch("select state from cases where case_id = any($1)", cases)
    return [row["state"] for row in rows]


async def waiting(pool: Pool, case_id: UUID) -> list[str]:
    rows = await pool.fetch("select reason from waiting where case_id = $1 order by version", case_id)
    return [row["reason"] for row in rows]


async def letters(pool: Pool, case_id: UUID) -> list[UUID]:
    query = "select id from dead_letter where case_id = $1 and state = 'open'"
    return [row["id"] for row in await pool.fetch(query, case_id)]


async def versions(pool: Pool, case_id: UUID) -> int:
    query = "select coalesce(max(version), 0) from ledger where case_id = $1"
    found: int = await pool.fetchval(query, case_id)
    return found


async def test_any_order_with_any_duplicates_comes_to_the_same(pool: Pool, chance: random.Random) -> None:
    upstream = Intake()
    cases = [upstream.registered() for _ in range(8)]
    messages = upstream.messages() * 2
    chance.shuffle(messages)
    before = await pool.fetchval("select coalesce(sum(events), 0) from applied")
    desk = inbox(pool)
    while messages:
        size = chance.randint(1, 9)
        await desk.process(messages[:size])
        messages = messages[size:]
    assert await states(pool, cases) == ["K10"] * 8
    assert [await versions(pool, case) for case in cases] == [1] * 8
    assert [await waiting(pool, case) for case in cases] == [[]] * 8
    counted = await pool.fetchval("select sum(events) from applied") - before
    assert counted == len(upstream.events)


async def test_two_replicas_at_once_apply_everything_once(pool: Pool) -> None:
    upstream = Intake()
    cases = [upstream.registered() for _ in range(40)]
    messages = upstream.messages()
    one, other = inbox(pool), inbox(pool)
    half = len(messages) // 2
    await asyncio.gather(
        one.process(messages[:half]),
        other.process(messages),
        one.process(messages[half:]),
    )
    assert await states(pool, cases) == ["K10"] * 40
    assert [await versions(pool, case) for case in cases] == [1] * 40


async def test_an_event_that_needs_another_case_waits_for_it(pool: Pool) -> None:
    upstream = Intake()
    master = upstream.registered()
    absorbed = upstream.report()
    upstream.give(commands.LinkDuplicate(case_id=absorbed, master=master))
    of_absorbed = [message(e) for e in upstream.events if e.case_id == absorbed]
    of_master = [message(e) for e in upstream.events if e.case_id == master]
    desk = inbox(pool)
    await desk.process(of_absorbed)
    assert await waiting(pool, absorbed) == ["await"]
    await desk.process(of_master)
    assert await waiting(pool, absorbed) == []
    types = await pool.fetch("select type from ledger where case_id = $1 order by version", master)
    assert [row["type"] for row in types] == ["StudyQueued", "DuplicateAccepted"]


async def test_a_type_of_newer_code_waits_with_everything_behind_it_until_code_knows_it(
    pool: Pool,
) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    known = {
        name: model for name, model in intake_events.CONTRACT.events.items() if name != "InitialReviewBegun"
    }
    older = Contract("intake", known)
    rest = REACTIONS.no_interest - {intake_events.InitialReviewBegun}
    contracts = (older, *(c for c in REACTIONS.contracts if c.source != "intake"))
    await inbox(pool, Reactions(contracts, REACTIONS.handlers, rest)).process(upstream.messages())
    assert await waiting(pool, case_id) == ["unknown type", "gap"]
    await inbox(pool).apply_waiting(unknown_types=True)
    assert await waiting(pool, case_id) == []
    assert await states(pool, [case_id]) == ["K10"]


def failing(times: float, answer: Callable[[], Outcome]) -> Reactions:
    """Triage's reactions, where a registered case is answered otherwise for so many times."""
    left = times

    def registered(event: Any, data: Any) -> Outcome:
        nonlocal left
        left -= 1
        if left >= 0:
            return answer()
        return REACTIONS.handlers[intake_events.CaseRegistered](event, data)

    handlers: dict[Any, Reaction] = {**REACTIONS.handlers, intake_events.CaseRegistered: registered}
    return Reactions(REACTIONS.contracts, handlers, REACTIONS.no_interest)


async def test_poison_is_kept_byte_for_byte_and_what_follows_waits_until_it_is_replayed(
    pool: Pool,
) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    upstream.give(commands.NoteProgress(case_id=case_id, stage="triage", progress="K11"))

    def broken() -> Outcome:
        raise RuntimeError("a bug of this code")

    desk = inbox(pool, failing(2, broken))
    await desk.process(upstream.messages())
    (letter,) = await letters(pool, case_id)
    assert await waiting(pool, case_id) == ["behind a dead letter"]
    value = await pool.fetchval("select value from dead_letter where id = $1", letter)
    assert value == upstream.events[2].data
    why_not = await desk.replay(letter, "operator", "too early")
    assert why_not is not None
    assert "RuntimeError" in why_not
    assert await letters(pool, case_id) == [letter]
    assert await desk.replay(letter, "operator", "mended") is None
    assert await letters(pool, case_id) == []
    assert await waiting(pool, case_id) == []
    assert await states(pool, [case_id]) == ["K10"]
    assert await desk.replay(letter, "operator", "again") is not None


async def test_a_dropped_letter_lets_the_rest_through(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    upstream.give(commands.NoteProgress(case_id=case_id, stage="triage", progress="K11"))
    desk = inbox(pool, failing(1, lambda: Poison("no use for it")))
    await desk.process(upstream.messages())
    (letter,) = await letters(pool, case_id)
    assert await waiting(pool, case_id) == ["behind a dead letter"]
    assert await desk.drop(letter, "operator", "not needed here") is None
    assert await waiting(pool, case_id) == []
    assert await states(pool, [case_id]) == []


async def test_a_forged_event_is_put_aside_and_the_true_one_takes_effect(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    true = upstream.events[2]
    forged = message(true._replace(data=true.data.replace(b'"report"', b'"rumour"')))
    desk = inbox(pool)
    await desk.process([*map(message, upstream.events[:2]), forged, forged])
    (letter,) = await letters(pool, case_id)
    reason = await pool.fetchval("select reason from dead_letter where id = $1", letter)
    assert "chain" in reason
    assert await desk.replay(letter, "operator", "once more") is not None
    await desk.process([message(true)])
    assert await states(pool, [case_id]) == ["K10"]
    assert await desk.drop(letter, "operator", "forged on the way") is None


async def test_nobody_speaks_in_the_name_of_another_source(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    await inbox(pool).process([m._replace(origin="sanctions") for m in upstream.messages()])
    assert await states(pool, [case_id]) == []
    assert await versions(pool, case_id) == 0


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("ce_subject", None),
        ("ce_type", b"id.netral.intake.Case\0Registered"),
        ("ce_caseversion", b"1099511627776"),
        ("ce_chain", b"00"),
        ("ce_time", b"yesterday"),
    ],
)
async def test_a_torn_header_is_one_dead_letter_however_often_it_comes(
    pool: Pool, header: str, value: Any
) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    whole = upstream.messages()
    torn = whole[2]._replace(headers=[(h, value if h == header else v) for h, v in whole[2].headers])
    query = "select count(*) from dead_letter where case_id is null"
    before = await pool.fetchval(query)
    desk = inbox(pool)
    await desk.process([*whole[:2], torn])
    await desk.process([torn, whole[2]])
    assert await pool.fetchval(query) == before + 1
    assert await states(pool, [case_id]) == ["K10"]


async def test_a_retry_brings_the_same_batch_again(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    desk = inbox(pool, failing(3, lambda: Retry(0.0, "not yet")))
    await desk.process(upstream.messages())
    assert await states(pool, [case_id]) == ["K10"]


async def test_the_event_that_postgresql_refuses_is_found_among_its_neighbours(pool: Pool) -> None:
    upstream = Intake()
    cases = [upstream.registered() for _ in range(5)]

    async def project(conn: Connection, written: Sequence[Written]) -> None:
        if any(w.event.case_id == cases[2] for w in written):
            await conn.execute("select 1 / 0")

    await inbox(pool, project=project).process(upstream.messages())
    assert len(await states(pool, cases)) == 4
    assert len(await letters(pool, cases[2])) == 1


async def test_too_many_poison_events_in_a_row_stop_the_consumer_and_bury_nothing(pool: Pool) -> None:
    upstream = Intake()
    cases = [upstream.registered() for _ in range(6)]

    def broken() -> Outcome:
        raise RuntimeError("a bad deployment")

    desk = inbox(pool, failing(float("inf"), broken))
    processing = asyncio.create_task(desk.process(upstream.messages()))
    async with asyncio.timeout(10):
        while desk.stopped_for is None:  # noqa: ASYNC110 - the inbox tells by this word alone
            await asyncio.sleep(0.01)
    processing.cancel()
    assert [await letters(pool, case) for case in cases] == [[]] * 6
    await inbox(pool).process(upstream.messages())
    assert await states(pool, cases) == ["K10"] * 6


async def test_what_is_no_event_becomes_a_dead_letter_and_blocks_nobody(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    whole = upstream.messages()
    torn = whole[0]._replace(headers=[h for h in whole[0].headers if h[0] != "ce_id"])
    before = await pool.fetchval("select count(*) from dead_letter where case_id is null")
    await inbox(pool).process([torn, *whole])
    after = await pool.fetchval("select count(*) from dead_letter where case_id is null")
    assert after == before + 1
    assert await states(pool, [case_id]) == ["K10"]


@pytest.mark.parametrize("table", ["ledger", "publication", "witness", "discrepancy"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set {} = {}", "truncate {}"])
async def test_the_runtime_role_cannot_rewrite_history(pool: Pool, table: str, change: str) -> None:
    column = {"ledger": "data", "publication": "position", "witness": "position"}.get(table, "detail")
    statement = change.format(table, column, column)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)


async def test_an_inbox_row_that_another_replica_moved_is_not_moved_again(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    await inbox(pool).process(upstream.messages())
    late = {("intake", case_id): store.Applied(version=9, loaded=1)}
    async with pool.acquire() as conn:
        with pytest.raises(store.Overtaken):
            await store.save(conn, late)


def test_every_type_is_handled_or_of_no_interest() -> None:
    with pytest.raises(TypeError, match="must be handled or of no interest"):
        Reactions(REACTIONS.contracts, {}, frozenset())
    with pytest.raises(TypeError):
        Reactions(
            REACTIONS.contracts,
            {**REACTIONS.handlers, intake_events.ReportLapsed: lambda *_: Done()},
            REACTIONS.no_interest,
        )
