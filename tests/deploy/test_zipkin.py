"""The trace viewer is real, shows a case's traces, and nothing depends on it."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.embedded import zipkin
from deploy.faults import Fault
from deploy.progress import Silent
from deploy.stack import Stack
from services.intake.commands import BeginReview, RegisterCase
from shared.telemetry.export import Sink, sink
from shared.telemetry.tracing import Tracing


@pytest.fixture
def viewer(room: Path) -> Iterator[Stack]:
    """A stack of which only the viewer runs."""
    stack = Stack(room / "home")
    stack.home.prepare()
    stack.zipkin.want(True)
    stack.zipkin.begin()
    try:
        stack.zipkin.wait_ready()
        yield stack
    finally:
        stack.zipkin.stop()


def told(case_id: UUID, stack: Stack) -> list[str]:
    """Two traces of a case, the later pointing to the earlier; answers their ids."""
    found = sink("intake", {"OTEL_EXPORTER_ZIPKIN_ENDPOINT": stack.zipkin.endpoint})
    assert isinstance(found, Sink)
    tracing = Tracing("intake", found)
    request = tracing.request("POST")
    review = tracing.command(BeginReview(case_id=case_id), request.traceparent)
    review.say({"netral.state_from": "K00", "netral.state_to": "K02"})
    review.note("retry", {"reason": "DeadlockDetectedError"})
    register = tracing.command(RegisterCase(case_id=case_id), "")
    register.link([review.traceparent])
    for step in (review, request, register):
        step.end()
    tracing.shutdown()
    return [request.traceparent[3:35], register.traceparent[3:35]]


def run(stack: Stack, *arguments: str) -> str:
    answer = CliRunner().invoke(app, ["trace", *arguments, "--home", str(stack.home.root)])
    if isinstance(answer.exception, Fault):
        return str(answer.exception.what)
    return answer.output


def test_a_cases_traces_are_shown_as_trees_with_the_viewers_address(viewer: Stack) -> None:
    case_id = uuid4()
    first, second = told(case_id, viewer)
    shown = run(viewer, str(case_id))
    lines = [line.strip(" │├└─") for line in shown.splitlines()]
    assert lines[0].endswith(f"{viewer.zipkin.address}traces/{first}")
    assert lines[1].startswith("intake    post")
    assert lines[2].startswith("intake    begin review  K00 → K02")
    assert lines[3] == "retry reason=DeadlockDetectedError"
    assert lines[4].endswith(viewer.trace_address(second) or "no address")
    assert lines[6] == f"lanjutan dari / follows trace {first}"
    document = json.loads(run(viewer, "--json", str(case_id)))
    one, two = document["traces"]
    assert (one["id"], two["spans"][0]["links"]) == (first, [first])
    assert one["spans"][0]["followed_by"][0]["state_to"] == "K02"
    assert "is not running" in run(viewer, str(uuid4()))
    assert "is no id of a case" in run(viewer, "K00")


def test_without_its_viewer_a_stack_says_what_to_do(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack(room / "home")
    stack.home.prepare()
    stack.ports.claim("zipkin")
    assert "keeps no traces" in run(stack, str(uuid4()))
    stack.zipkin.want(True)
    assert "viewer does not run" in run(stack, str(uuid4()))
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4318")
    assert "OTEL_EXPORTER_OTLP_ENDPOINT is set" in run(stack, str(uuid4()))
    assert stack.trace_address("a" * 32) is None


def test_a_viewer_that_cannot_be_had_keeps_nothing_from_starting(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Heard(Silent):
        def __init__(self) -> None:
            self.steps: list[str] = []

        def step(self, text: str) -> None:
            self.steps.append(text)

    def missing(_lock: Path, _progress: object) -> list[Path]:
        raise Fault("Java archives could not be fetched", "The first start needs a network")

    monkeypatch.setattr(zipkin, "class_path", missing)
    heard = Heard()
    stack.up((), progress=heard, traces=True)
    assert "Going on without traces: Java archives could not be fetched" in heard.steps
    assert stack.kafka.running
    assert not stack.traced
