"""What Kafka can do to messages: give them twice, in another order, or not at all. Blocking."""

import random
from collections.abc import Sequence
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from shared.stream.topics import topic_of


def messages(bootstrap: str, source: str) -> list[Any]:
    """Every message of a topic, as the broker has it now."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        topic = topic_of(source)
        parts = [TopicPartition(topic, p) for p in consumer.partitions_for_topic(topic) or ()]
        if not parts:
            return []  # the topic was lost a moment ago
        consumer.assign(parts)
        consumer.seek_to_beginning(*parts)
        ends = consumer.end_offsets(parts)
        found: list[Any] = []
        while any(consumer.position(tp) < ends[tp] for tp in parts):
            for records in consumer.poll(timeout_ms=500).values():
                found += records
        return found
    finally:
        consumer.close(autocommit=False)


def produce(bootstrap: str, records: Sequence[Any]) -> None:
    """Write these messages again, byte for byte, to the partitions that they came from."""
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5)
    try:
        sent = [
            producer.send(r.topic, value=r.value, key=r.key, headers=list(r.headers), partition=r.partition)
            for r in records
        ]
        producer.flush()
        for future in sent:
            future.get(timeout=30)
    finally:
        producer.close()


def deliver_again(bootstrap: str, source: str, chance: random.Random | None = None) -> int:
    """Deliver all messages of a topic once more; with `chance`, in no order. Answers how many."""
    records = messages(bootstrap, source)
    if chance is not None:
        chance.shuffle(records)
    produce(bootstrap, records)
    return len(records)


def delete_all(bootstrap: str, source: str) -> int:
    """Delete every message that is in a topic now; the topic and its offsets stay. Answers how many."""
    records = messages(bootstrap, source)
    ends: dict[TopicPartition, int] = {}
    for record in records:
        tp = TopicPartition(record.topic, record.partition)
        ends[tp] = max(ends.get(tp, 0), record.offset + 1)
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        if ends:
            admin.delete_records(ends)
    finally:
        admin.close()
    return len(records)


def commits(bootstrap: str, service: str, sources: Sequence[str]) -> list[str]:
    """Which partitions this service's consumers have not committed to their end, in words; none is good."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    try:
        parts = [
            TopicPartition(topic_of(source), p)
            for source in sources
            for p in consumer.partitions_for_topic(topic_of(source)) or ()
        ]
        prefix = f"netral.{service}."
        groups = [g["group_id"] for g in admin.list_groups() if g["group_id"].startswith(prefix)]
        ends = consumer.end_offsets(parts)
        behind = [f"{service} has no group"]
        # A group of the topics that were lost may be left over, so the best one counts.
        for group in groups:
            at = admin.list_group_offsets({group: parts})[group]
            behind = [
                f"{group} committed {tp.topic}/{tp.partition} to {committed} of {ends[tp]}"
                for tp in parts
                if (committed := max(0, at[tp].offset) if tp in at else 0) < ends[tp]
            ]
            if not behind:
                break
        return behind
    finally:
        consumer.close(autocommit=False)
        admin.close()
