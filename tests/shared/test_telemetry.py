"""Steps: what is recorded, whose choice that is, and that exporting stops nothing."""

import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased

from services.intake.commands import BeginReview
from shared import server
from shared.telemetry.context import context_of
from shared.telemetry.export import MOST_QUEUED, BadTelemetry, Patient, sink
from shared.telemetry.sampling import AtMost
from shared.telemetry.step import MOST_NOTES
from shared.telemetry.tracing import Tracing, from_environment
from shared.telemetry.zipkin import ZipkinExporter, document
from tests.shared.upstream import Intake
from tests.support.receiver import Receiver, receiving
from tests.support.spans import keeping

PARENT = f"00-{'a' * 32}-{'b' * 16}-01"
UNSAMPLED = f"00-{'a' * 32}-{'b' * 16}-00"
COMMAND = BeginReview(case_id=uuid4())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(autouse=True)
def no_exporter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_ZIPKIN_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_place_for_spans_none_is_recorded_and_contexts_are_handed_on() -> None:
    tracing = from_environment("intake")
    assert not tracing.on
    assert tracing.command(COMMAND, PARENT).traceparent == PARENT
    assert tracing.command(COMMAND, "").traceparent == ""
    assert not tracing.command(COMMAND, PARENT).recording
    assert sink("intake", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}) is None
    assert sink("intake", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_TRACES_EXPORTER": "none"}) is None


def test_a_step_is_the_child_of_the_one_that_it_follows_from() -> None:
    tracing, kept = keeping("intake")
    step = tracing.command(COMMAND, PARENT)
    step.say({"netral.state_to": "K01", "netral.state_from": None})
    step.end()
    (span,) = kept.spans
    assert span.name == "begin review"
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == "b" * 16
    assert step.traceparent == f"00-{'a' * 32}-{span.context.span_id:016x}-01"
    assert dict(span.attributes or {}) == {
        "netral.case_id": str(COMMAND.case_id),
        "netral.command": "BeginReview",
        "netral.stage": "intake",
        "netral.state_to": "K01",
    }


def test_who_is_not_recorded_upstream_is_not_recorded_here_and_further_down() -> None:
    tracing, kept = keeping("triage")
    step = tracing.command(COMMAND, UNSAMPLED)
    step.end()
    assert (step.traceparent, kept.spans) == (UNSAMPLED, [])


def test_a_trace_that_the_sampler_does_not_choose_says_so_to_all_that_follows() -> None:
    tracing, kept = keeping("intake", ParentBased(ALWAYS_OFF))
    first = tracing.command(COMMAND, "")
    assert first.traceparent.endswith("-00")
    assert tracing.command(COMMAND, first.traceparent).traceparent == first.traceparent
    tracing.command(COMMAND, PARENT).end()
    assert len(kept.spans) == 1


def test_every_trace_is_recorded_until_they_are_too_many() -> None:
    moment = 0.0
    tracing, _ = keeping("intake", ParentBased(AtMost(per_s=2, burst=3, now=lambda: moment)))

    def recorded(count: int) -> int:
        return sum(tracing.command(COMMAND, "").recording for _ in range(count))

    assert recorded(10) == 3
    moment = 1.0
    assert recorded(10) == 2
    assert tracing.command(COMMAND, PARENT).recording
    moment = 100.0
    assert recorded(10) == 3


@pytest.mark.parametrize(
    "text",
    ["", "no", PARENT[:-1], PARENT.upper(), f"ff{PARENT[2:]}", f"00-{'0' * 32}-{'b' * 16}-01", f"{PARENT}-x"],
)
def test_what_is_no_traceparent_begins_a_new_trace(text: str) -> None:
    assert context_of(text) is None
    tracing, kept = keeping("intake")
    tracing.command(COMMAND, text).end()
    assert kept.spans[0].parent is None


def test_a_step_that_was_tried_in_vain_began_then_and_says_so() -> None:
    tracing, kept = keeping("triage")
    step = tracing.command(COMMAND, PARENT)
    step.retried([(1_000, "OSError"), (2_000, "TimeoutError")])
    for _ in range(2 * MOST_NOTES):
        step.note("waiting")
    step.end()
    assert kept.spans[0].start_time == 1_000
    first, second = kept.notes("begin review")[:2]
    assert (first, second) == (("retry", {"reason": "OSError"}), ("retry", {"reason": "TimeoutError"}))
    assert len(kept.spans[0].events) == MOST_NOTES


def test_what_one_step_wrote_is_shipped_as_one_step_that_says_what_was_tried_before() -> None:
    tracing, kept = keeping("intake")
    upstream, other = Intake(PARENT), Intake(UNSAMPLED)
    case_id = upstream.registered()
    other.registered()
    tracing.shipped([*upstream.events, *other.events], "netral.intake.v1", 1_000, [(500, "NotShipped")])
    (span,) = kept.spans
    assert span.name == "ship report received, initial review begun, case registered"
    said = dict(span.attributes or {})
    assert (said["netral.case_id"], said["messaging.batch.message_count"]) == (str(case_id), 3)
    assert kept.notes(span.name) == [("retry", {"reason": "NotShipped"})]


def test_zipkin_gets_links_that_a_person_can_follow_and_errors_that_it_shows() -> None:
    tracing, kept = keeping("intake")
    step = tracing.request("POST", PARENT, mentioned=f"00-{'c' * 32}-{'d' * 16}-01")
    step.link([f"00-{'e' * 32}-{'f' * 16}-01", PARENT])
    step.note("dead letter", {"reason": "wrong-state"})
    step.fail("wrong-state")
    step.end()
    found = document(kept.spans[0], "http://viewer/zipkin/traces/")
    assert found["traceId"] == "a" * 32
    assert (found["parentId"], found["kind"]) == ("b" * 16, "SERVER")
    assert found["localEndpoint"] == {"serviceName": "netral-intake"}
    assert found["tags"]["otel.link.0"] == f"http://viewer/zipkin/traces/{'c' * 32}"
    assert found["tags"]["otel.link.1"] == f"http://viewer/zipkin/traces/{'e' * 32}"
    assert "otel.link.2" not in found["tags"]
    assert found["tags"]["error"] == "wrong-state"
    assert found["annotations"][0]["value"] == "dead letter reason=wrong-state"


def test_otlp_goes_where_the_standard_variables_say_and_a_service_keeps_its_stage(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "meja-depan")
    tracing = from_environment("intake")
    tracing.command(COMMAND, PARENT).end()
    tracing.shutdown()
    (resource,) = receiver.otlp[0].resource_spans
    said = {one.key: one.value.string_value for one in resource.resource.attributes}
    (span,) = resource.scope_spans[0].spans
    assert (said["service.name"], span.name) == ("meja-depan", "begin review")
    assert span.trace_id.hex() == "a" * 32
    assert {one.key: one.value.string_value for one in span.attributes}["netral.stage"] == "intake"


def test_a_viewer_that_is_away_costs_spans_and_one_warning_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    moments = iter((0.0, 30.0, 61.0, 61.0))
    away = Patient("zipkin", ZipkinExporter("http://127.0.0.1:9/api/v2/spans"), lambda: next(moments))
    tracing, kept = keeping("intake")
    tracing.command(COMMAND, "").end()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            away.export(kept.spans)
    assert [record.getMessage() for record in caplog.records] == [
        "zipkin does not take spans: traces have gaps until it does"
    ] * 2


def test_more_spans_than_a_viewer_takes_hold_nobody_up() -> None:
    found = sink("intake", {"OTEL_EXPORTER_ZIPKIN_ENDPOINT": "http://127.0.0.1:9/api/v2/spans"})
    tracing = Tracing("intake", found)
    for _ in range(2 * MOST_QUEUED):
        tracing.command(COMMAND, "").end()
    tracing.shutdown()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTEL_TRACES_EXPORTER", "jaeger"),
        ("OTEL_EXPORTER_ZIPKIN_ENDPOINT", "viewer:9411"),
    ],
)
def test_a_variable_that_cannot_be_followed_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadTelemetry, match=f"{name}: '{value}'.*Remedy"):
        sink("intake", {name: value})
    with pytest.raises(BadTelemetry, match="OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'"):
        sink("intake", {"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})


def test_a_service_does_not_start_with_a_variable_that_it_cannot_follow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "console")
    with pytest.raises(SystemExit) as ended:
        server._tracing("intake")
    assert ended.value.code == 2
    assert "OTEL_TRACES_EXPORTER: 'console' is not known. Remedy:" in capsys.readouterr().err
