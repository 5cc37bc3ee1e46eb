"""What a faulty or hostile source can do to those who read it: nothing but to its own cases."""

from datetime import timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.intake.contract import CaseRegistered
from services.triage.reactions import REACTIONS
from shared.database import Pool
from shared.event import GENESIS, Event, Malformed
from shared.identifiers import uuid7
from shared.inbox.message import Message
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Poison
from shared.reconcile.feed import Feed, FeedAway
from tests.shared.test_inbox import inbox, letters, states, waiting
from tests.shared.upstream import Intake, message

IN_ORDER = Reactions(REACTIONS.contracts, REACTIONS.handlers, REACTIONS.no_interest, in_order=True)
MORE_THAN_PATIENCE = 10


def rechained(event: Event, previous: bytes, **other: Any) -> Event:
    """The event with other content, as its owner would have chained it."""
    return event._replace(**other).chained(previous)


async def test_a_rewritten_event_that_comes_again_and_again_stops_nobody(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    true = upstream.events[2]
    forged = message(true._replace(actor="somebody-else"))
    desk = inbox(pool)
    await desk.process([*map(message, upstream.events[:2])])
    for _ in range(MORE_THAN_PATIENCE):
        await desk.process([forged])
    assert desk.stopped_for is None
    assert len(await letters(pool, case_id)) == 1
    other = Intake()
    case_id = other.registered()
    await desk.process(other.messages())
    assert await states(pool, [case_id]) == ["K10"]


async def test_torn_messages_among_good_ones_stop_nobody(pool: Pool) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    torn = [Message([("ce_id", b"%d" % n)], None, None, "intake") for n in range(MORE_THAN_PATIENCE)]
    desk = inbox(pool)
    await desk.process([*torn, *upstream.messages()])
    assert await states(pool, [case_id]) == ["K10"]


@pytest.mark.parametrize("version", [0, -1, 2**31, 10**30])
async def test_a_cause_that_cannot_be_is_not_waited_for(pool: Pool, version: int) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    chain, events = GENESIS, []
    for event in upstream.events:
        events.append(rechained(event, chain, causation=f"sanctions/{uuid4()}/{version}"))
        chain = events[-1].chain
    await inbox(pool, IN_ORDER).process([message(event) for event in events])
    assert await waiting(pool, case_id) == []
    assert await states(pool, [case_id]) == ["K10"]


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=7))])
async def test_a_moment_that_is_not_in_utc_is_not_taken_over(pool: Pool, zone: timezone | None) -> None:
    upstream = Intake()
    case_id = upstream.registered()
    first, second, true = upstream.events
    odd = rechained(true, second.chain, occurred_at=true.occurred_at.replace(tzinfo=zone))
    assert isinstance(message(odd).event(), Malformed)
    await inbox(pool).process([message(first), message(second), message(odd)])
    assert await states(pool, [case_id]) == []


async def test_what_waits_for_an_applied_event_is_not_held_by_a_later_dead_letter(pool: Pool) -> None:
    """Only the dead letter's own case at its own source stands still behind it."""
    upstream = Intake()
    case_id, other = upstream.registered(), uuid4()
    now = upstream.events[1].occurred_at
    effect = Event(
        *(uuid7(), "sanctions", "PpkNotified", other, 1, now, now, "officer", "rule@1"),
        *(f"intake/{case_id}/2", "", b"{}"),
    ).chained(GENESIS)
    handlers: dict[Any, Reaction] = {**REACTIONS.handlers, CaseRegistered: lambda *_: Poison("a bug")}
    desk = inbox(pool, Reactions(REACTIONS.contracts, handlers, REACTIONS.no_interest, in_order=True))
    await desk.process([message(effect)])
    assert await waiting(pool, other) == ["cause"]
    await desk.process(upstream.messages())
    assert len(await letters(pool, case_id)) == 1
    assert await waiting(pool, other) == []


@pytest.mark.parametrize(
    "head",
    [
        {"position": 10**30, "ledger_chain": "00" * 32},
        {"position": -1, "ledger_chain": "00" * 32},
        {"position": 1, "ledger_chain": "00"},
        {"position": None, "ledger_chain": "00" * 32},
        ["nothing"],
    ],
)
async def test_a_head_that_no_ledger_has_is_no_answer(head: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=head))
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(FeedAway):
            await Feed(client, "triage", "http://triage.example").head()


@pytest.mark.parametrize("version", [10**30, -1, "x"])
async def test_a_case_head_out_of_range_is_no_answer(version: Any) -> None:
    heads = {"cases": [{"case_id": str(uuid4()), "version": version, "chain": "00" * 32}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=heads))
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(FeedAway):
            await Feed(client, "triage", "http://triage.example").case_heads(UUID(int=0))
