"""Fresh ground for a run: topics made anew, every table truncated, a checkpoint behind it.

The databases themselves stay: migrations, roles and grants are what a run should find, not part of it.
Kafka is not restarted; a topic made anew has another id, and so every consumer group is new, too.
"""

import asyncio
import time

import asyncpg

from deploy.bench import store
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared.stream import topics
from shared.stream.access import Access, KafkaAway

_BOUND = 20.0
"""Seconds in which the broker must have forgotten a deleted topic."""


def prepare(stack: Stack) -> None:
    """Empty topics and databases of a stack whose services do not run. Raises Fault."""
    _forget_topics(stack.kafka.admin)
    stack.provision_kafka()
    asyncio.run(_empty_databases(stack))


async def _empty_databases(stack: Stack) -> None:
    for service in SERVICES:
        conn = await asyncpg.connect(stack.dsn(service, "superuser"))
        try:
            await store.empty(conn)
            await store.settle(conn)
        finally:
            await conn.close()


def _forget_topics(admin: Access) -> None:
    try:
        with topics.administering(admin) as client:
            there = topics.topic_ids(admin, topics.SOURCES)
            if there:
                client.delete_topics([topics.topic_of(source) for source in there])
        limit = time.monotonic() + _BOUND
        while topics.topic_ids(admin, topics.SOURCES):
            if time.monotonic() > limit:
                raise Fault("Kafka did not delete the topics of the last run", "Run the bench again")
            time.sleep(0.05)
    except KafkaAway as fault:
        raise Fault(f"Kafka did not delete topics: {fault}", "See its log, then run again") from fault
