"""Promise 1: an accepted report is never lost. Killed at any step, every service resumes."""

import asyncio
import random
from uuid import UUID

from deploy.probe import is_ready
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from services.notify.sender import AT_ONCE
from tests.support import evidence, faults
from tests.support.desk import Desk
from tests.support.ledger import progress, superuser
from tests.support.scenario import stream_with_faults
from tests.support.stacks import own_stack
from tests.support.until import until


async def test_services_are_killed_and_stopped_while_reports_stream_in(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    every_service_both_ways = [faults.kill(name) for name in SERVICES] + [
        faults.stop(name) for name in SERVICES
    ]
    chance.shuffle(every_service_both_ways)
    await stream_with_faults(stack, desk, chance, 300, every_service_both_ways)
    await evidence.check(stack, desk.accepted)


async def test_the_answer_201_comes_after_the_commit(stack: Stack, desk: Desk, chance: random.Random) -> None:
    """In the moment of the answer the service and the database are killed; the report is there."""
    for _ in range(2):
        case_id = await desk.hand_in_one(f"{chance.getrandbits(128):032x}")
        await asyncio.gather(
            asyncio.to_thread(stack.kill_service, "intake"), asyncio.to_thread(stack.postgres.kill)
        )
        await asyncio.to_thread(stack.postgres.start)
        await asyncio.to_thread(stack.start_service, "intake")
        conn = await superuser(stack, "intake")
        found = await conn.fetch("select type from ledger where case_id = $1", case_id)
        await conn.close()
        assert [row["type"] for row in found] == ["ReportReceived"]
        await desk.register(case_id)
    await evidence.check(stack, desk.accepted)


async def test_postgresql_is_restarted_and_killed_while_reports_stream_in(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    await stream_with_faults(stack, desk, chance, 90, [faults.restart_postgres, faults.kill_postgres])
    await evidence.check(stack, desk.accepted)


async def test_a_process_of_which_a_part_died_starts_again(stack: Stack, desk: Desk) -> None:
    """A relay or consumer that ended by a bug must not leave a process that looks alive."""
    mark = stack.home.work / "died"
    await asyncio.to_thread(stack.stop_service, "notify")
    dies = {"NETRAL_TEST_DIES_ONCE": str(mark)}
    await asyncio.to_thread(stack.start_service, "notify", extra=dies, wait=False)

    async def died_and_came_back() -> bool:
        return mark.exists() and await asyncio.to_thread(is_ready, stack.url("notify"))

    await until(died_and_came_back, "notify starts again")
    await desk.hand_in(3)
    await evidence.check(stack, desk.accepted)
    log = (stack.home.logs / "notify-0.log").read_text()
    assert "ended; starting the process again" in log


async def test_a_key_that_was_accepted_gives_the_same_receipt_after_a_kill(
    stack: Stack, desk: Desk, chance: random.Random, accepted: dict[UUID, str]
) -> None:
    """The reporter whose answer was lost asks again, also after the service was killed: no second report."""
    key = f"{chance.getrandbits(128):032x}"
    case_id = await desk.hand_in_one(key)
    receipt = accepted[case_id]
    await faults.kill("intake")(stack, chance)
    assert await desk.hand_in_one(key) == case_id
    assert accepted[case_id] == receipt
    await desk.register(case_id)
    await evidence.check(stack, accepted)


async def test_every_mail_arrives_though_notify_is_killed_while_it_sends(chance: random.Random) -> None:
    """No mail is lost. One may come twice only if the process died between sending and recording it.

    A lease that a dead process held runs out by itself after a minute; here it is ended at once.
    """
    kills = 3
    with own_stack(mail=True) as stack:
        desk = Desk(stack, chance, {})
        await asyncio.to_thread(stack.stop_service, "notify")
        for _ in range(kills):
            await desk.hand_in(12)
            await evidence.at_rest(stack, without=("notify",))
            enough = await _sent(stack) + chance.randrange(1, 60)
            await asyncio.to_thread(stack.start_service, "notify", wait=False)

            async def some_went_out(enough: int = enough) -> bool:
                return await _sent(stack) >= enough

            await until(some_went_out, "notify sends nothing")
            await asyncio.to_thread(stack.kill_service, "notify")
            conn = await superuser(stack, "notify")
            await conn.execute("update notification set claimed_until = null where state = 'queued'")
            await conn.close()
        await asyncio.to_thread(stack.start_service, "notify")
        twice = await evidence.check(stack, desk.accepted, mail=True)
        assert twice.total() <= kills * AT_ONCE


async def _sent(stack: Stack) -> int:
    return (await progress(stack))["notify"].mails.get("sent", 0)
