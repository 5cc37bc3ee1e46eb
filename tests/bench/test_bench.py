"""The bench runs whole, writes the document that it promises, and every item comes out exactly once.

Nothing timed is asserted: a figure depends on the machine, what was done does not.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from deploy.bench import store
from deploy.bench.bench import bench
from deploy.bench.flow import EVENTS
from deploy.bench.machine import machine
from deploy.bench.stream import run
from deploy.cli.main import app
from deploy.environment import KAFKA, SMTP, database_variable, owner_variable
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

ITEMS = 40
OF_POLICY = ("classified_per_s", "lines_per_s", "decided_per_s", "load_ms")


class Heard:
    """Remembers the parts that it was told of."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.done: list[int] = []

    def part(self, name: str, total: int) -> None:
        self.parts.append(name)

    def at(self, done: int) -> None:
        self.done.append(done)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack without services, in a folder with a short path; never a developer's own servers."""
    with tempfile.TemporaryDirectory(prefix="nt-") as folder, pytest.MonkeyPatch.context() as patch:
        for name in (KAFKA, SMTP, *map(database_variable, SERVICES), *map(owner_variable, SERVICES)):
            patch.delenv(name, raising=False)
        own = Stack(Path(folder) / "home")
        try:
            own.up(())
            yield own
        finally:
            own.down()


def _shape(document: object) -> object:
    """Names of fields, and whether what they hold is a number."""
    if isinstance(document, dict):
        return {name: _shape(value) for name, value in document.items()}
    return "number" if isinstance(document, int | float) else "text"


def test_the_document_has_the_promised_shape(stack: Stack) -> None:
    heard = Heard()
    measured = bench(stack, ITEMS, 1, heard, http_s=0.5)
    document = measured.document(machine(stack), "2026-11-22T00:00:00+00:00")
    made = _shape({name: document[name] for name in ("stream", "http", "policy", "started_at")})
    of_stream = ("items_per_s", "events_per_s", "baseline_events_per_s", "ratio")
    latencies = ("p50_ms", "p95_ms", "p99_ms")
    of_http = ("accepted_per_s", "same_route_without_storing_per_s", "noop_per_s", "ratio", "p99_ms")
    assert made == {
        "stream": dict.fromkeys((*of_stream, *latencies), "number"),
        "http": dict.fromkeys(of_http, "number"),
        "policy": dict.fromkeys(OF_POLICY, "number"),
        "started_at": "text",
    }
    assert set(document) == {"stream", "http", "policy", "machine", "started_at"}
    assert {"cores", "memory_gb", "python"} <= set(document["machine"])
    assert heard.parts == ["round 1: Netral", "round 1: baseline", "HTTP", "policy"]


def test_every_item_comes_out_of_notify_exactly_once(stack: Stack) -> None:
    """Counted here, beside the count that makes a run fail by itself."""
    run(stack, "netral", ITEMS, lambda _: None, paced=False)
    assert asyncio.run(_counted(stack)) == (EVENTS, (ITEMS, ITEMS))


async def _counted(stack: Stack) -> tuple[dict[str, dict[str, float]], tuple[int, int]]:
    """Events of one item by service and type, and notifications to a PPK with their cases."""
    found, notified = {}, (0, 0)
    for service in EVENTS:
        conn = await asyncpg.connect(stack.dsn(service, "superuser"))
        try:
            found[service] = {type: n / ITEMS for type, n in (await store.ledger_counts(conn)).items()}
            if service == "notify":
                notified = await store.notified(conn)
        finally:
            await conn.close()
    return found, notified


def test_a_stack_that_is_not_a_benchs_is_left_alone(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    told = CliRunner().invoke(app, ["bench", "--home", str(stack.home.root)])
    assert "is not empty" in str(told.exception)
    monkeypatch.setenv(KAFKA, stack.bootstrap)
    told = CliRunner().invoke(app, ["bench"])
    assert "deletes the topics" in str(told.exception)
    assert stack.kafka.running
