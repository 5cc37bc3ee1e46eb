"""Promise 2: no event takes effect twice, none is skipped: duplicated, replayed, lost, late or reordered."""

import asyncio
import random

import httpx

from deploy.stack import Stack
from tests.support import evidence, faults, late, stream
from tests.support.desk import Desk
from tests.support.ledger import SERVICES, read
from tests.support.scenario import stream_with_faults
from tests.support.until import until

FAULTY = "32.09"


async def test_every_event_is_delivered_twice(stack: Stack, desk: Desk, chance: random.Random) -> None:
    await stream_with_faults(stack, desk, chance, 60, [faults.deliver_twice])
    await evidence.check(stack, desk.accepted)
    heads = [(await read(stack, service)).published[-1] for service in SERVICES]
    for source in SERVICES[:3]:
        assert await asyncio.to_thread(stream.deliver_again, stack.kafka.admin, source, chance)
    await evidence.check(stack, desk.accepted)
    assert heads == [(await read(stack, service)).published[-1] for service in SERVICES]


async def test_a_second_replica_joins_and_leaves(stack: Stack, desk: Desk, chance: random.Random) -> None:
    joins = [faults.rebalance(name) for name in chance.sample(SERVICES, 2)]
    await stream_with_faults(stack, desk, chance, 90, joins)
    await evidence.check(stack, desk.accepted)


async def test_the_last_event_of_a_case_is_lost_and_the_others_come_in_no_order(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    """Kafka gives the last event of every new case to nobody, and all others in any order: no gap tells."""
    await asyncio.to_thread(stack.stop_service, "notify")
    await desk.hand_in(20)
    await evidence.at_rest(stack, without=("notify",))
    for source in SERVICES[:3]:
        records = await asyncio.to_thread(stream.messages, stack.kafka.admin, source)
        await asyncio.to_thread(stream.delete_all, stack.kafka.admin, source)
        last = {bytes(record.key): record for record in records}
        kept = [record for record in records if record is not last[bytes(record.key)]]
        assert len(kept) == len(records) - len(last)
        chance.shuffle(kept)
        await asyncio.to_thread(stream.produce, stack.kafka.admin, kept)
    await asyncio.to_thread(stack.start_service, "notify")
    await evidence.check(stack, desk.accepted)


async def test_an_event_whose_transaction_commits_late_is_not_skipped(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    """Serial numbers are given before the commit: a relay that goes by the highest it saw would skip some.

    Four transactions write one report each, in order, and are committed in another; after each commit the
    relay has looked for new events before the next one follows.
    """
    writers = [await late.Writer.begin(stack) for _ in range(4)]
    order = [1, 3, 0, 2] if chance.random() < 0.5 else [3, 1, 2, 0]
    for writer in (writers[place] for place in order):
        await writer.commit()
        desk.accepted[writer.case_id] = ""
        await late.relay_has_looked(stack, "intake")
    for writer in writers:
        await desk.register(writer.case_id)
    await evidence.check(stack, desk.accepted)


async def test_a_poison_event_waits_with_all_behind_it_and_is_replayed(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    """Faulty code buries the events of one region; the cases of the others go on; mended code replays."""
    await asyncio.to_thread(stack.stop_service, "triage")
    faulty = {"NETRAL_TEST_FAULTY_REGION": FAULTY}
    await asyncio.to_thread(stack.start_service, "triage", extra=faulty)
    sound, poisoned = await asyncio.gather(desk.hand_in(30), desk.hand_in(5, FAULTY))

    async def others_are_through() -> bool:
        triage = await read(stack, "triage")
        return triage.by_case.keys() >= set(sound) and (triage.open_letters, triage.waiting) == (5, 5)

    await until(others_are_through, "the sound cases go on and the five events wait")
    triage = await read(stack, "triage")
    assert not triage.by_case.keys() & set(poisoned)
    operator = {"Authorization": f"Bearer {stack.token('triage-operator')}"}
    async with httpx.AsyncClient(headers=operator, trust_env=False, timeout=10) as client:
        letters = (await client.get(f"{stack.url('triage')}/v1/dead-letters")).json()["dead_letters"]
        assert {letter["case_id"] for letter in letters} == set(map(str, poisoned))
        for letter in letters:
            assert letter["type"] == "InitialReviewBegun"
            assert "ZeroDivisionError" in letter["reason"]
            path = f"/v1/dead-letters/{letter['id']}/replay"
            early = await client.post(stack.url("triage") + path, json={"reason": "too early"})
            assert early.status_code == 409, early.text
        await asyncio.to_thread(stack.stop_service, "triage")
        await asyncio.to_thread(stack.start_service, "triage")
        for letter in letters:
            path = f"/v1/dead-letters/{letter['id']}/replay"
            mended = await client.post(stack.url("triage") + path, json={"reason": "mended in 0.1.1"})
            assert mended.status_code == 204, mended.text
            again = await client.post(stack.url("triage") + path, json={"reason": "once more"})
            assert again.status_code == 404, again.text
    await evidence.check(stack, desk.accepted)
