"""What Kafka can do to messages: give them twice, in another order, or not at all. Blocking.

None of it is a right of any service: the access is that of the provisioner, who may do everything.
"""

import random
from collections.abc import Sequence
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition

from shared.stream.access import Access
from shared.stream.topics import groups_of, topic_of


def messages(access: Access, source: str) -> list[Any]:
    """Every message of a topic, as the broker has it now."""
    consumer = KafkaConsumer(**access.kafka_python(), enable_auto_commit=False)
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


def produce(access: Access, records: Sequence[Any]) -> None:
    """Write these messages again, byte for byte, to the partitions that they came from."""
    producer = KafkaProducer(**access.kafka_python(), acks="all", linger_ms=5)
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


def deliver_again(access: Access, source: str, chance: random.Random | None = None) -> int:
    """Deliver all messages of a topic once more; with `chance`, in no order. Answers how many."""
    records = messages(access, source)
    if chance is not None:
        chance.shuffle(records)
    produce(access, records)
    return len(records)


def delete_all(access: Access, source: str) -> int:
    """Delete every message that is in a topic now; the topic and its offsets stay. Answers how many."""
    records = messages(access, source)
    ends: dict[TopicPartition, int] = {}
    for record in records:
        tp = TopicPartition(record.topic, record.partition)
        ends[tp] = max(ends.get(tp, 0), record.offset + 1)
    admin = KafkaAdminClient(**access.kafka_python())
    try:
        if ends:
            admin.delete_records(ends)
    finally:
        admin.close()
    return len(records)


def commits(access: Access, service: str, sources: Sequence[str]) -> list[str]:
    """Which partitions this service's consumers have not committed to their end, in words; none is good."""
    admin = KafkaAdminClient(**access.kafka_python())
    consumer = KafkaConsumer(**access.kafka_python(), enable_auto_commit=False)
    try:
        parts = [
            TopicPartition(topic_of(source), p)
            for source in sources
            for p in consumer.partitions_for_topic(topic_of(source)) or ()
        ]
        prefix = groups_of(service)
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
