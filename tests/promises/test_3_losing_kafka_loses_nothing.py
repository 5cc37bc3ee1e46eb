"""Promise 3: losing Kafka with all its data loses nothing."""

import asyncio
import random
from uuid import UUID

from deploy.stack import Stack
from tests.support import evidence, faults, stream
from tests.support.desk import Desk
from tests.support.ledger import SERVICES, read
from tests.support.scenario import stream_with_faults
from tests.support.until import until


async def everything_is_in_kafka(stack: Stack) -> None:
    """The topics hold each event of each ledger again, byte for byte, each case in order."""
    for service in SERVICES:
        published = {event.id: event for event, _ in (await read(stack, service)).published}

        async def all_there(service: str = service, wanted: set[UUID] = set(published)) -> bool:  # noqa: B006
            found = await asyncio.to_thread(stream.messages, stack.kafka.admin, service)
            return {UUID(dict(m.headers)["ce_id"].decode()) for m in found} == wanted

        await until(all_there, f"the topic of {service} holds its whole ledger")
        for message in await asyncio.to_thread(stream.messages, stack.kafka.admin, service):
            assert published[UUID(dict(message.headers)["ce_id"].decode())].data == message.value


async def test_kafka_is_killed_while_new_events_are_written(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    await stream_with_faults(stack, desk, chance, 60, [faults.kill_kafka, faults.kill_kafka])
    await evidence.check(stack, desk.accepted)


async def test_kafka_is_killed_and_its_data_deleted_while_new_events_are_written(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    await stream_with_faults(stack, desk, chance, 60, [faults.wipe_kafka])
    await evidence.check(stack, desk.accepted)
    await everything_is_in_kafka(stack)


async def test_kafka_loses_its_data_while_the_services_are_down(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    """Nobody saw it happen, and a service is killed while it fills the topics again."""
    coming = asyncio.create_task(desk.hand_in(40))
    await until(lambda: _some(desk), "reports come in")
    await asyncio.gather(*(asyncio.to_thread(stack.kill_service, name) for name in SERVICES))
    await faults.wipe_kafka(stack, chance)
    await asyncio.gather(*(asyncio.to_thread(stack.start_service, n, wait=False) for n in SERVICES))
    await faults.kill(chance.choice(SERVICES))(stack, chance)
    await asyncio.to_thread(stack.up)
    await coming
    await evidence.check(stack, desk.accepted)
    await everything_is_in_kafka(stack)


async def _some(desk: Desk) -> bool:
    return desk.registered > 0
