"""Topics: provisioned for ever, described with the identity and the ends that the relay compares.

Blocking (kafka-python); call from a thread. Owner of a topic is one service, and only it writes there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError, TopicAlreadyExistsError

SOURCES = ("intake", "triage", "sanctions", "notify")
PARTITIONS = 4
KEEP_FOR_EVER = {"retention.ms": "-1", "cleanup.policy": "delete", "min.insync.replicas": "1"}


class KafkaAway(Exception):
    """The broker cannot be reached or did not answer in time."""


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


def provision(bootstrap: str, sources: Iterable[str] = SOURCES, replication: int = 1) -> None:
    """Make the topics that are missing; those that exist are left alone. Raises KafkaAway."""
    with _admin(bootstrap) as admin:
        for source in sources:
            wanted = {
                topic_of(source): {
                    "num_partitions": PARTITIONS,
                    "replication_factor": replication,
                    "configs": KEEP_FOR_EVER,
                }
            }
            try:
                admin.client.create_topics(wanted)
            except TopicAlreadyExistsError:
                continue
            except KafkaError as fault:
                raise KafkaAway(f"creating {topic_of(source)}: {fault}") from fault


def topic_ids(bootstrap: str, sources: Iterable[str]) -> dict[str, str]:
    """The ids of these sources' topics; a topic that does not exist is left out. Raises KafkaAway."""
    with _admin(bootstrap) as admin:
        return _ids(admin.client, sources)


def describe(bootstrap: str, source: str) -> TopicState | None:
    """One topic's id and ends, None if it does not exist. Raises KafkaAway."""
    with _admin(bootstrap) as admin:
        found = _ids(admin.client, (source,))
    if source not in found:
        return None
    try:
        consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        try:
            topic = topic_of(source)
            partitions = consumer.partitions_for_topic(topic) or set()
            ends = consumer.end_offsets([TopicPartition(topic, p) for p in partitions])
            return TopicState(found[source], {tp.partition: end for tp, end in ends.items()})
        finally:
            consumer.close(autocommit=False)
    except KafkaError as fault:
        raise KafkaAway(str(fault)) from fault


def _ids(client: Any, sources: Iterable[str]) -> dict[str, str]:
    names = {topic_of(source): source for source in sources}
    try:
        described = client.describe_topics(list(names))
    except KafkaError as fault:
        raise KafkaAway(str(fault)) from fault
    return {names[topic["name"]]: str(topic["topic_id"]) for topic in described if not topic["error_code"]}


class _admin:
    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    def __enter__(self) -> "_admin":
        try:
            self.client = KafkaAdminClient(bootstrap_servers=self._bootstrap, request_timeout_ms=10_000)
        except KafkaError as fault:
            raise KafkaAway(f"no Kafka at {self._bootstrap}: {fault}") from fault
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
