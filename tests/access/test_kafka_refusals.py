"""What Kafka refuses to a running service is said where an operator looks: readiness, and the log."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from kafka import admin as kafka

from deploy.stack import Stack
from shared.stream.topics import administering
from tests.support.until import until


@pytest.fixture(autouse=True)
def whole(stack: Stack) -> Iterator[None]:
    """Rights and passwords are those of the table again afterwards."""
    yield
    stack.kill_service("triage", 1)
    stack.provision_kafka()


async def _says(stack: Stack, what: str, replica: int = 0) -> None:
    async def said() -> bool:
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"{stack.url('triage', replica)}/readyz")
        return answer.status_code == 503 and any(what in reason for reason in answer.json()["reasons"])

    await until(said, f"triage is not ready and says: {what}")


async def _ready(stack: Stack) -> None:
    async def said() -> bool:
        async with httpx.AsyncClient() as http:
            return (await http.get(f"{stack.url('triage')}/readyz")).status_code == 200

    await until(said, "triage is ready again")


async def test_a_wrong_password_is_named_and_kept_out_of_the_log(stack: Stack, tmp_path: Path) -> None:
    guess = secrets.token_urlsafe(32)
    (tmp_path / "guess").write_text(guess)
    wrong = {"NETRAL_TRIAGE_KAFKA_PASSWORD_FILE": str(tmp_path / "guess")}
    stack.start_service("triage", 1, extra=wrong, wait=False)
    await _says(stack, "Kafka does not know netral-triage by this password", 1)
    log = (stack.home.logs / "triage-1.log").read_text()
    assert "Kafka does not know netral-triage by this password" in log
    assert "Traceback" not in log
    assert guess not in log


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        (kafka.ResourceType.TOPIC, "netral.intake.v1"),
        (kafka.ResourceType.GROUP, "netral.triage."),
    ],
)
async def test_a_right_that_was_taken_away_is_named_until_it_is_back(
    stack: Stack, kind: kafka.ResourceType, named: str
) -> None:
    every = kafka.ACLFilter(
        "User:netral-triage",
        None,
        kafka.ACLOperation.READ,
        kafka.ACLPermissionType.ANY,
        kafka.ResourcePatternFilter(kind, None, kafka.ACLResourcePatternType.ANY),
    )
    with administering(stack.kafka.admin) as client:
        client.delete_acls([every])
    await _says(stack, "Kafka denies netral-triage a right")
    await _says(stack, named)
    stack.provision_kafka()
    await _ready(stack)


async def test_a_topic_that_may_not_be_written_is_named(stack: Stack) -> None:
    every = kafka.ACLFilter(
        "User:netral-triage",
        None,
        kafka.ACLOperation.WRITE,
        kafka.ACLPermissionType.ANY,
        kafka.ResourcePatternFilter(kafka.ResourceType.TOPIC, None, kafka.ACLResourcePatternType.ANY),
    )
    with administering(stack.kafka.admin) as client:
        client.delete_acls([every])
    stack.kill_service("triage")
    stack.start_service("triage", wait=False)
    await _says(stack, "netral.triage.v1")
    stack.provision_kafka()
    await _ready(stack)
