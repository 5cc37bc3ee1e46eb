"""Topics: named, and described with the identity and the ends that the relay compares.

Blocking (kafka-python); call from a thread. Owner of a topic is one service, and only it writes there.
Nothing here makes a topic: that is a right which no service has.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, TopicAuthorizationFailedError

from shared.stream.access import Access
from shared.stream.login import log_in

SOURCES = ("intake", "triage", "sanctions", "notify")


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as the broker has it: its id changes when the topic is made anew; ends by partition."""

    topic_id: str
    ends: Mapping[int, int]


def topic_of(source: str) -> str:
    """The topic that this source alone writes."""
    return f"netral.{source}.v1"


def source_of(topic: str) -> str:
    """The source that owns a topic."""
    return topic.split(".")[1]


def groups_of(service: str) -> str:
    """How the names of this service's consumer groups begin."""
    return f"netral.{service}."


def topic_ids(access: Access, sources: Iterable[str]) -> dict[str, str]:
    """The ids of these sources' topics; a topic that does not exist is left out.

    Raises KafkaAway, and KafkaRefused for a topic that this identity may not even see.
    """
    names = {topic_of(source): source for source in sources}
    with administering(access) as admin:
        described = admin.describe_topics(list(names))
        for topic in described:
            if topic["error_code"] == TopicAuthorizationFailedError.errno:
                raise TopicAuthorizationFailedError(topic["name"])
    return {names[topic["name"]]: str(topic["topic_id"]) for topic in described if not topic["error_code"]}


def look_at_group(access: Access, group: str, source: str) -> None:
    """Ask for this group's place in a topic. Raises KafkaAway, and KafkaRefused if it may not be asked."""
    with administering(access) as admin:
        admin.list_group_offsets({group: [TopicPartition(topic_of(source), 0)]})


def describe(access: Access, source: str) -> TopicState | None:
    """One topic's id and ends, None if it does not exist. Raises KafkaAway or KafkaRefused."""
    found = topic_ids(access, (source,))
    if source not in found:
        return None
    try:
        consumer = KafkaConsumer(**access.kafka_python(), enable_auto_commit=False)
        try:
            topic = topic_of(source)
            partitions = consumer.partitions_for_topic(topic) or set()
            ends = consumer.end_offsets([TopicPartition(topic, p) for p in partitions])
            return TopicState(found[source], {tp.partition: end for tp, end in ends.items()})
        finally:
            consumer.close(autocommit=False)
    except KafkaError as fault:
        raise access.fault(fault) from fault


@contextmanager
def administering(access: Access) -> Iterator[Any]:
    """A client that asks about topics and rights, and changes them if its identity may.

    Raises KafkaAway or KafkaRefused for whatever fails inside.
    """
    log_in(access)
    try:
        client = KafkaAdminClient(**access.kafka_python(), request_timeout_ms=10_000)
        try:
            yield client
        finally:
            client.close()
    except KafkaError as fault:
        raise access.fault(fault) from fault
