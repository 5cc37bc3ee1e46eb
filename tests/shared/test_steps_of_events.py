"""What the traces say of upstream events, on a real PostgreSQL: reactions, waits, retries, dead letters."""

import asyncio
from typing import Any

import asyncpg

from services.intake import contract as intake_events
from services.triage import commands as study
from services.triage import domain as triage
from services.triage import store as triage_store
from services.triage.reactions import REACTIONS
from shared import policy
from shared.case import Refused
from shared.clock import system_clock
from shared.database import Pool
from shared.identifiers import uuid7
from shared.inbox.batch import Stage, Taken
from shared.inbox.inbox import Inbox, Patience
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Poison
from shared.write.path import Request, WritePath
from shared.write.session import Change, Stamp
from tests.shared.upstream import NOW, Intake
from tests.support.spans import Kept, keeping

TRACE = "a" * 32
PARENT = f"00-{TRACE}-{'b' * 16}-01"
QUEUED = "case registered → queue study"


class Desk:
    """Triage's inbox with its spans kept."""

    def __init__(self, pool: Pool, reactions: Reactions = REACTIONS, project: Any = None) -> None:
        self.tracing, self.kept = keeping("triage")
        self.taken: list[Taken] = []
        stage = Stage(
            triage.procedure(policy.load()),
            reactions,
            project or triage_store.project,
            system_clock,
            uuid7,
            self.tracing,
        )
        patience = Patience(first=0.001, most=0.001)
        self.inbox = Inbox(pool, stage, lambda: None, lambda taken, _: self.taken.append(taken), patience)


def names(kept: Kept) -> list[str]:
    return [span.name for span in kept.spans]


async def test_a_reaction_is_a_step_of_the_trace_and_what_means_nothing_is_none(pool: Pool) -> None:
    upstream, desk = Intake(PARENT), Desk(pool)
    case_id = upstream.registered()
    await desk.inbox.process(upstream.messages())
    assert names(desk.kept) == [QUEUED]
    (span,) = desk.kept.spans
    assert span.parent is not None
    assert span.parent.span_id == int("b" * 16, 16)
    said = dict(span.attributes or {})
    assert said["netral.case_id"] == str(case_id)
    assert said["netral.state_to"] == "K10"
    assert desk.taken[-1].exemplar == {"trace_id": TRACE, "span_id": f"{span.context.span_id:016x}"}
    written = await pool.fetchval("select traceparent from ledger where case_id = $1", case_id)
    assert written == f"00-{TRACE}-{span.context.span_id:016x}-01"


async def test_a_duplicate_makes_no_second_step(pool: Pool) -> None:
    upstream, desk = Intake(PARENT), Desk(pool)
    upstream.registered()
    for _ in range(2):
        await desk.inbox.process(upstream.messages())
    assert names(desk.kept) == [QUEUED]


async def test_an_event_that_waits_says_for_what(pool: Pool) -> None:
    upstream, desk = Intake(PARENT), Desk(pool)
    case_id = upstream.registered()
    received, *_, registered = upstream.messages()
    await desk.inbox.process([received, registered])
    waits = {"for": f"intake/{case_id}/2", "reason": "gap"}
    assert desk.kept.notes("case registered waits") == [("waiting", waits)]


async def test_a_dead_letter_says_so_without_quoting_the_event(pool: Pool) -> None:
    def poison(event: Any, data: Any) -> Poison:
        return Poison("the data is not a CaseRegistered: Nama Terlapor")

    handlers: dict[Any, Reaction] = {**REACTIONS.handlers, intake_events.CaseRegistered: poison}
    upstream = Intake(PARENT)
    desk = Desk(pool, Reactions(REACTIONS.contracts, handlers, REACTIONS.no_interest))
    upstream.registered()
    await desk.inbox.process(upstream.messages())
    name = "case registered is a dead letter"
    assert desk.kept.notes(name) == [("dead letter", {"reason": "the data is not a CaseRegistered"})]
    assert not desk.kept.named(name).status.is_ok


async def test_what_was_rolled_back_is_no_step_but_a_retry_of_the_one_that_came_through(pool: Pool) -> None:
    left = 2

    async def busy(conn: Any, written: Any) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            raise asyncpg.DeadlockDetectedError

    upstream, desk = Intake(PARENT), Desk(pool, project=busy)
    upstream.registered()
    await desk.inbox.process(upstream.messages())
    assert names(desk.kept) == [QUEUED]
    assert desk.kept.notes(QUEUED) == [("retry", {"reason": "DeadlockDetectedError"})] * 2


async def test_a_sweep_or_an_officer_begins_a_trace_that_points_back(pool: Pool) -> None:
    upstream, desk = Intake(PARENT), Desk(pool)
    case_id = upstream.registered()
    await desk.inbox.process(upstream.messages())
    path = WritePath(
        pool,
        triage.procedure(policy.load()),
        triage_store.project,
        system_clock,
        uuid7,
        lambda: None,
        tracing=desk.tracing,
    )
    writing = asyncio.create_task(path.run())
    try:
        result = await path.submit(Request(study.BeginStudy(case_id=case_id), Stamp("officer", NOW)))
        assert isinstance(result, Change)
        again = await path.submit(Request(study.BeginStudy(case_id=case_id), Stamp("officer", NOW)))
    finally:
        writing.cancel()
    begun, refused = (span for span in desk.kept.spans if span.name == "begin study")
    assert begun.parent is None
    assert [f"{link.context.trace_id:032x}" for link in begun.links] == [TRACE]
    assert {link.context.trace_id for link in refused.links} == {int(TRACE, 16), begun.context.trace_id}
    assert isinstance(again, Refused)
    assert (refused.attributes or {})["netral.refused"] == again.code == "wrong-state"
    said = dict(begun.attributes or {})
    assert (said["netral.state_from"], said["netral.state_to"]) == ("K10", "K11")
