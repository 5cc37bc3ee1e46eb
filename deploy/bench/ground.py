"""Fresh ground for a run: topics made anew, every table truncated, a checkpoint behind it.

The databases themselves stay: migrations, roles and grants are what a run should find, not part of it.
Kafka is not restarted; a topic made anew has another id, and so every consumer group is new, too.
"""

import asyncio
import time

import asyncpg
from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.bench import store
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared.stream import topics

_BOUND = 20.0
"""Seconds in which the broker must have forgotten a deleted topic."""


def prepare(stack: Stack) -> None:
    """Empty topics and databases of a stack whose services do not run. Raises Fault."""
    _forget_topics(stack.bootstrap)
    stack.provision_topics()
    asyncio.run(_empty_databases(stack))


async def _empty_databases(stack: Stack) -> None:
    for service in SERVICES:
        conn = await asyncpg.connect(stack.dsn(service, "superuser"))
        try:
            await store.empty(conn)
            await store.settle(conn)
        finally:
            await conn.close()


def _forget_topics(bootstrap: str) -> None:
    try:
        client = KafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
        try:
            there = topics.topic_ids(bootstrap, topics.SOURCES)
            if there:
                client.delete_topics([topics.topic_of(source) for source in there])
        finally:
            client.close()
        limit = time.monotonic() + _BOUND
        while topics.topic_ids(bootstrap, topics.SOURCES):
            if time.monotonic() > limit:
                raise Fault("Kafka did not delete the topics of the last run", "Run the bench again")
            time.sleep(0.05)
    except (KafkaError, topics.KafkaAway) as fault:
        raise Fault(
            f"Kafka at {bootstrap} did not delete topics: {fault}", "See its log, then run again"
        ) from fault
