"""`netral dlq`: a message that nobody can apply is found, read, replayed in vain, and dropped."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from kafka import KafkaProducer

from deploy.stack import Stack
from tests.support.stacks import own_stack
from tests.support.until import until

HEADERS = [("ce_source", b"/netral/intake"), ("ce_type", b"id.netral.intake.Nonsense")]
VALUE = b'{"a": "\x1b[31m"}'


class Dlq:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def __call__(self, *words: str) -> tuple[int, str, str]:
        said = subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", "dlq", *words],
            env={**os.environ, "NETRAL_HOME": str(self.stack.home.root)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return said.returncode, said.stdout, said.stderr

    def letters(self, *options: str) -> list[dict[str, str]]:
        status, said, errors = self("list", "--json", *options)
        assert status == 0, errors
        found: list[dict[str, str]] = json.loads(said)["dead_letters"]
        return found


@pytest.fixture(scope="module")
def dlq() -> Iterator[Dlq]:
    with own_stack() as stack:
        producer = KafkaProducer(**stack.kafka.admin.kafka_python())
        producer.send("netral.intake.v1", key=b"x", value=VALUE, headers=HEADERS).get(60)
        producer.close()
        yield Dlq(stack)


async def test_dead_letters_from_the_list_to_their_end(dlq: Dlq) -> None:
    async def all_there() -> bool:
        return len(dlq.letters()) == 3

    await until(all_there, "every reader of intake buried it")
    assert {one["service"] for one in dlq.letters()} == {"triage", "sanctions", "notify"}
    letter = dlq.letters()[0]
    short = letter["id"][-8:]
    assert letter["id"] in dlq("list")[1]

    status, said, errors = dlq("show", short)
    assert status == 0, errors
    assert "ce_type: id.netral.intake.Nonsense" in said
    assert "\x1b" not in said, "bytes of a stranger must not steer the terminal"
    content = json.loads(dlq("show", letter["id"], "--json")[1])
    assert content["id"] == letter["id"]
    assert content["headers"][0] == ["ce_source", "L25ldHJhbC9pbnRha2U="]

    status, _, errors = dlq("replay", short)
    assert status == 1
    assert "is missing" in errors

    assert dlq("drop", short)[0] == 2, "a reason is asked for"
    status, _, errors = dlq("drop", short, "--reason", "x")
    assert status == 1
    assert "body.reason" in errors
    status, said, _ = dlq("drop", short, "--reason", "written by a stranger")
    assert status == 0
    assert letter["id"] in said
    assert len(dlq.letters()) == 2
    ended = next(one for one in dlq.letters("--all") if one["id"] == letter["id"])
    assert (ended["state"], ended["resolved_by"]) == ("dropped", f"{letter['service']}-operator")
    assert ended["resolution"] == "written by a stranger"
    assert dlq("drop", short, "--reason", "again and again")[0] == 1


@pytest.mark.parametrize("wrong", ["no-such-letter", "0", ""])
def test_an_id_that_means_no_letter(dlq: Dlq, wrong: str) -> None:
    status, _, errors = dlq("show", wrong)
    assert status == 1
    assert "netral dlq list" in errors
    assert "Traceback" not in errors
