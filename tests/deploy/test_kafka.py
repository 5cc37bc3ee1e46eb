"""The embedded Kafka keeps its address, keeps its data over kills, and can lose it on purpose."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer

from deploy.faults import Fault
from deploy.stack import Stack
from shared.stream import topics
from tests.support.stream import messages
from tests.support.until import until


def _send(stack: Stack, value: bytes) -> None:
    producer = KafkaProducer(**stack.access("intake").kafka_python(), acks="all")
    producer.send("netral.intake.v1", value=value, partition=0).get(timeout=20)
    producer.close()


@contextmanager
def arguments_of_java() -> Iterator[list[str]]:
    """All that any Java process was started with meanwhile, as every user of the machine can read it."""
    ended, found, whole = threading.Event(), set[str](), [""]

    def look() -> None:
        while not ended.is_set():
            for process in psutil.process_iter(["name", "cmdline"]):
                if process.info["name"] == "java":
                    found.add(" ".join(process.info["cmdline"] or ()))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield whole
    finally:
        ended.set()
        looking.join()
        whole[0] = "\n".join(found)


async def test_a_kill_keeps_address_and_data(stack: Stack) -> None:
    address = stack.bootstrap
    _send(stack, b"before the kill")
    stack.kafka.kill()
    assert not stack.kafka.running
    stack.kafka.start()
    assert stack.bootstrap == address

    async def there() -> bool:
        return b"before the kill" in [message.value for message in messages(stack.kafka.admin, "intake")]

    await until(there, "the message is there after the kill")


def test_a_wiped_broker_has_the_address_but_other_topics(stack: Stack) -> None:
    address = stack.bootstrap
    before = topics.topic_ids(stack.kafka.admin, topics.SOURCES)
    stack.kafka.kill()
    stack.kafka.wipe()
    with arguments_of_java() as seen:
        stack.kafka.start()
    assert "StorageTool" in seen[0]
    secrets = [file.read_text() for file in stack.home.secrets.glob("kafka-*.password")]
    assert not [secret for secret in secrets if secret in seen[0]]
    assert not (stack.home.kafka / "format.arguments").exists()
    assert stack.bootstrap == address
    assert topics.topic_ids(stack.kafka.admin, topics.SOURCES) == {}
    stack.provision_kafka()
    after = topics.topic_ids(stack.kafka.admin, topics.SOURCES)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


def test_a_broker_of_other_identities_is_made_anew(stack: Stack) -> None:
    """Its data knows passwords that are lost, so that nobody could log in: the ledgers fill it again."""
    before = topics.topic_ids(stack.kafka.admin, topics.SOURCES)
    stack.kafka.stop()
    (stack.home.secrets / "kafka-netral-provisioner.password").unlink()
    stack.up(())
    after = topics.topic_ids(stack.kafka.admin, topics.SOURCES)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


def test_what_holds_a_password_is_for_its_owner_alone(stack: Stack) -> None:
    files = [stack.home.kafka / "server.properties", *stack.home.secrets.iterdir()]
    assert [file for file in files if file.stat().st_mode & 0o077] == []


def test_data_of_a_running_broker_is_not_deleted(stack: Stack) -> None:
    with pytest.raises(Fault, match="while it runs"):
        stack.kafka.wipe()


def test_topics_are_not_made_by_using_them(stack: Stack) -> None:
    consumer = KafkaConsumer("netral.typo.v1", **stack.kafka.admin.kafka_python(), consumer_timeout_ms=500)
    assert list(consumer) == []
    consumer.close()
    admin = KafkaAdminClient(**stack.kafka.admin.kafka_python())
    assert "netral.typo.v1" not in admin.list_topics()
    admin.close()


def test_provisioning_topics_twice_changes_nothing(stack: Stack) -> None:
    before = topics.topic_ids(stack.kafka.admin, topics.SOURCES)
    stack.provision_kafka()
    assert topics.topic_ids(stack.kafka.admin, topics.SOURCES) == before
