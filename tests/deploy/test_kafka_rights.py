"""Who may do what on Kafka, tried for real: every service, with its own identity, on the running broker."""

import secrets
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka import admin as kafka
from kafka.errors import KafkaError
from kafka.protocol.admin import DescribeClusterRequest
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from deploy.embedded.kafka import BROKER, PROVISIONER
from deploy.embedded.ports import HOST
from deploy.provision.migrations import SERVICES
from deploy.provision.rights import reads
from deploy.stack import Stack
from shared import policy
from shared.stream.access import MECHANISM, Access, KafkaRefused
from shared.stream.topics import SOURCES, administering, groups_of, topic_ids, topic_of
from tests.support.stream import messages
from tests.support.until import BOUND

PATIENCE = {"request_timeout_ms": 10_000, "bootstrap_timeout_ms": 10_000}
"""Bounds for clients that are refused: none of them may wait for ever."""
ONE_BY_ONE = {"acks": "all", "enable_idempotence": False}
"""For a producer that is refused: an idempotent one would give up for good after the first time."""


@pytest.fixture(scope="module")
def stack(started: Stack) -> Stack:
    """The stack of this run, up: nothing here kills any part of it."""
    started.up(())
    return started


def allowed(access: Access, attempt: Callable[[], object]) -> bool:
    """Whether the broker lets this identity do it. Any other fault than its refusal fails the test."""
    try:
        attempt()
    except (KafkaError, KafkaRefused) as fault:
        if not isinstance(access.fault(fault), KafkaRefused):
            raise
        return False
    return True


def taken_in(service: str) -> tuple[str, ...]:
    """The sources that the service itself says it reads, as it is wired when it runs."""
    found: tuple[str, ...] = (
        import_module(f"services.{service}.main").blueprint(policy.load()).reactions.sources
    )
    return found


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def access(stack: Stack, service: str) -> Access:
    return stack.access(service)


@pytest.fixture
def consumer(access: Access) -> Iterator[Any]:
    made = KafkaConsumer(**access.kafka_python(), **PATIENCE, enable_auto_commit=False)
    yield made
    made.close(autocommit=False)


def test_a_service_writes_its_own_topic_and_no_other(stack: Stack, service: str, access: Access) -> None:
    found, mark = set(), secrets.token_bytes(8)
    producer = KafkaProducer(**access.kafka_python(), **PATIENCE, max_block_ms=10_000, **ONE_BY_ONE)
    for source in SOURCES:
        topic = topic_of(source)
        if allowed(access, lambda: producer.send(topic, value=mark, partition=0).get(20)):  # noqa: B023
            found.add(source)
    producer.close()
    assert found == {service}
    there = {s for s in SOURCES if mark in [m.value for m in messages(stack.kafka.admin, s)]}
    assert there == {service}


def test_a_service_reads_the_topics_of_its_sources_and_no_other(
    stack: Stack, service: str, access: Access, consumer: Any
) -> None:
    filling = KafkaProducer(**stack.kafka.admin.kafka_python(), acks="all")
    for source in SOURCES:
        filling.send(topic_of(source), value=b"something to read", partition=0).get(20)
    filling.close()

    def read(source: str) -> None:
        topic_ids(access, (source,))  # a consumer waits for ever for a topic that it may not see
        tp = TopicPartition(topic_of(source), 0)
        consumer.assign([tp])
        consumer.seek_to_beginning(tp)
        assert consumer.poll(timeout_ms=int(BOUND * 1000)), f"{source}: neither read nor refused"

    found = {source for source in SOURCES if allowed(access, lambda: read(source))}  # noqa: B023
    assert found == set(taken_in(service)) == set(reads()[service])


def test_a_service_sees_no_topic_but_its_own_and_those_that_it_reads(service: str, access: Access) -> None:
    with administering(access) as client:
        assert set(client.list_topics()) == {topic_of(s) for s in (service, *taken_in(service))}


def test_a_service_joins_groups_of_its_own_name_alone(service: str, access: Access) -> None:
    topic = topic_of(taken_in(service)[0])

    def taken_in_by(group: str) -> bool:
        made = KafkaConsumer(**access.kafka_python(), **PATIENCE, group_id=group, enable_auto_commit=False)
        try:
            made.partitions_for_topic(topic)  # known before joining, or nothing is assigned at first
            made.subscribe([topic])
            soon = time.monotonic() + 10
            while not made.assignment() and time.monotonic() < soon:
                made.poll(timeout_ms=200)
            return bool(made.assignment())
        finally:
            made.close(autocommit=False)

    def join(group: str) -> None:
        """A client that missed its assignment waits for ever: another one asks again."""
        assert any(taken_in_by(group) for _ in range(9)), f"{group}: neither taken in nor refused"

    names = {other: f"{groups_of(other)}{secrets.token_hex(4)}" for other in SERVICES}
    found = {other for other, group in names.items() if allowed(access, lambda: join(group))}  # noqa: B023
    assert found == {service}
    assert not allowed(access, lambda: join(f"netral.{service}-{secrets.token_hex(4)}"))


FORBIDDEN: dict[str, Callable[[Any, str, Access], object]] = {
    "make a topic": lambda client, _, __: client.create_topics({"netral.new.v1": {"num_partitions": 1}}),
    "delete its own topic": lambda client, topic, _: client.delete_topics([topic]),
    "delete what is in its own topic": lambda client, topic, _: client.delete_records(
        {TopicPartition(topic, 0): 1}
    ),
    "add partitions": lambda client, topic, _: client.create_partitions({topic: 9}),
    "give itself a right": lambda client, topic, me: _raise_first(
        client.create_acls(
            [
                kafka.ACL(
                    f"User:{me.user}",
                    "*",
                    kafka.ACLOperation.ALL,
                    kafka.ACLPermissionType.ALLOW,
                    kafka.ResourcePattern(kafka.ResourceType.TOPIC, topic),
                )
            ]
        )["failed"]
    ),
    "look at the rights": lambda client, _, me: client.describe_acls(
        kafka.ACLFilter(
            f"User:{me.user}",
            None,
            kafka.ACLOperation.ANY,
            kafka.ACLPermissionType.ANY,
            kafka.ResourcePatternFilter(kafka.ResourceType.ANY, None, kafka.ACLResourcePatternType.ANY),
        )
    ),
}


def _raise_first(errors: list[type[KafkaError]]) -> None:
    if errors:
        raise errors[0]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_service_changes_nothing_about_kafka_itself(
    stack: Stack, service: str, access: Access, what: str
) -> None:
    before = topic_ids(stack.kafka.admin, SOURCES)
    with pytest.raises(KafkaRefused), administering(access) as client:
        FORBIDDEN[what](client, topic_of(service), access)
    assert topic_ids(stack.kafka.admin, SOURCES) == before


def test_a_service_neither_sees_nor_changes_how_its_topic_is_kept(
    stack: Stack, service: str, access: Access
) -> None:
    topic = topic_of(service)

    def kept(client: Any) -> Any:
        found = client.describe_configs([kafka.ConfigResource(kafka.ConfigResourceType.TOPIC, topic)])
        return found["topic"][topic]

    change = kafka.ConfigResource(kafka.ConfigResourceType.TOPIC, topic, {"retention.ms": "1000"})
    with administering(access) as client:
        assert kept(client) == {}
        client.alter_configs([change], raise_on_unknown=False)
    with administering(stack.kafka.admin) as client:
        assert kept(client)["retention.ms"]["value"] == "-1"


def test_a_service_makes_no_identity(service: str, access: Access) -> None:
    with administering(access) as client:
        change = kafka.UserScramCredentialUpsertion(PROVISIONER, MECHANISM, "guess")
        answers = client.alter_user_scram_credentials([change])
    assert "needs ALTER permission" in answers[PROVISIONER]


def test_a_wrong_password_is_told_apart_from_a_broker_that_is_away(stack: Stack, room: Path) -> None:
    (room / "guess").write_text("guess")
    for user in ("netral-intake", BROKER, "nobody"):
        guessing = replace(stack.access("intake"), user=user, password_file=room / "guess")
        with pytest.raises(KafkaRefused, match=f"does not know {user} by this password"):
            topic_ids(guessing, SOURCES)


def test_the_password_of_one_service_is_not_that_of_another(stack: Stack) -> None:
    borrowed = replace(stack.access("intake"), password_file=stack.access("triage").password_file)
    with pytest.raises(KafkaRefused):
        topic_ids(borrowed, SOURCES)


@pytest.mark.parametrize("listener", ["kafka", "kafka-controller"])
def test_who_does_not_log_in_is_not_served(stack: Stack, listener: str) -> None:
    """Asked for the cluster's description, the broker hangs up; so it does after a bad login."""
    assert not _answers(stack, listener, None)
    assert not _answers(stack, listener, ("PLAIN", BROKER, "guess"))
    assert not _answers(stack, listener, ("PLAIN", "netral-intake", _password(stack, "netral-intake")))


def test_the_controllers_listener_serves_the_broker(stack: Stack) -> None:
    assert _answers(stack, "kafka-controller", ("PLAIN", BROKER, _password(stack, BROKER)))


def _password(stack: Stack, identity: str) -> str:
    return stack.kafka.access(identity).password() or ""


def _answers(stack: Stack, listener: str, login: tuple[str, str, str] | None) -> bool:
    with socket.create_connection((HOST, stack.ports.keep(listener)), timeout=20) as line:
        if login is not None:
            mechanism, user, password = login
            _asked(line, SaslHandshakeRequest(mechanism=mechanism), 1)
            _asked(line, SaslAuthenticateRequest(auth_bytes=f"\0{user}\0{password}".encode()), 0)
        return _asked(line, DescribeClusterRequest(), 0)


def _asked(line: socket.socket, request: Any, version: int) -> bool:
    """Whether the request gets an answer, rather than the end of the connection."""
    request.API_VERSION = version
    request.with_header(correlation_id=1, client_id="test")
    try:
        line.sendall(request.encode(header=True, framed=True))
        return bool(line.recv(65_536))
    except ConnectionError:
        return False


def test_a_right_that_is_not_in_the_table_is_taken_away(stack: Stack) -> None:
    access, topic = stack.access("triage"), topic_of("intake")
    with administering(stack.kafka.admin) as client:
        client.create_acls(
            [
                kafka.ACL(
                    f"User:{access.user}",
                    "*",
                    kafka.ACLOperation.WRITE,
                    kafka.ACLPermissionType.ALLOW,
                    kafka.ResourcePattern(kafka.ResourceType.TOPIC, topic),
                )
            ]
        )
    stack.provision_kafka()
    producer = KafkaProducer(**access.kafka_python(), **PATIENCE, **ONE_BY_ONE, max_block_ms=10_000)
    assert not allowed(access, lambda: producer.send(topic, value=b"x", partition=0).get(20))
    producer.close()


def test_a_new_password_counts_after_provisioning(stack: Stack) -> None:
    access = stack.access("notify")
    assert access.password_file is not None
    old = access.password_file.read_text()
    try:
        access.password_file.write_text(secrets.token_urlsafe(32))
        with pytest.raises(KafkaRefused):
            topic_ids(access, SOURCES[:3])
        stack.provision_kafka()
        assert len(topic_ids(access, SOURCES[:3])) == 3
    finally:
        access.password_file.write_text(old)
        stack.provision_kafka()
