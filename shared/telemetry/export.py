"""Where spans go, by the standard variables (OTEL_…); nothing is recorded where they name no place."""

import logging
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import (
    ReadableSpan,
    SpanProcessor,
    SynchronousMultiSpanProcessor,
    TracerProvider,
)
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, Sampler

from shared.telemetry.sampling import AtMost
from shared.telemetry.zipkin import ZipkinExporter

log = logging.getLogger(__name__)

EXPORTERS = "OTEL_TRACES_EXPORTER"
OTLP = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
ZIPKIN = "OTEL_EXPORTER_ZIPKIN_ENDPOINT"
MOST_QUEUED = 16_384
"""More spans than this do not wait for the viewer; the oldest are dropped."""
WARN_EVERY_S = 60.0


class BadTelemetry(Exception):
    """A variable that cannot be followed: its name, what is wrong, and the remedy."""


@dataclass(frozen=True, slots=True)
class Sink:
    """What takes ended spans, who decides which traces are recorded, what all spans say of the process."""

    processor: SpanProcessor
    sampler: Sampler
    resource: Resource


class Patient(SpanExporter):
    """Exports through another exporter; while that fails, spans are dropped and told of once a minute."""

    def __init__(self, name: str, inner: SpanExporter, now: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._inner = inner
        self._now = now
        self._told: float | None = None

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Never raises: what cannot be exported is lost, and nothing else."""
        try:
            result = self._inner.export(spans)
        except Exception as fault:  # a broken exporter must not end the thread that it runs in
            log.debug("exporting spans: %s", type(fault).__name__)
            result = SpanExportResult.FAILURE
        if result is not SpanExportResult.SUCCESS and self._may_tell():
            log.warning("%s does not take spans: traces have gaps until it does", self._name)
        return result

    def shutdown(self) -> None:
        """Close the other one."""
        self._inner.shutdown()

    def _may_tell(self) -> bool:
        if self._told is not None and self._now() - self._told < WARN_EVERY_S:
            return False
        self._told = self._now()
        return True


def sink(stage: str, variables: Mapping[str, str] = os.environ) -> Sink | None:
    """The sink of a stage's process, None where nothing is to be recorded. Raises BadTelemetry.

    A sampler (OTEL_TRACES_SAMPLER; without it `AtMost`), batches (OTEL_BSP_…), and headers, certificates and
    compression of OTLP (OTEL_EXPORTER_OTLP_…) are read by OpenTelemetry itself. OTEL_SERVICE_NAME renames the
    service in the viewer, never its stage.
    """
    exporters = _exporters(variables)
    if not exporters or variables.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    # an exporter that is away is told of by `Patient`, once a minute; they would for each span
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    resource = Resource.create(
        {
            "service.name": variables.get("OTEL_SERVICE_NAME") or f"netral-{stage}",
            "service.namespace": "netral",
        }
    )
    processors = SynchronousMultiSpanProcessor()  # type: ignore[no-untyped-call]
    for name, exporter in exporters:
        processors.add_span_processor(
            BatchSpanProcessor(
                Patient(name, exporter),
                max_queue_size=None if "OTEL_BSP_MAX_QUEUE_SIZE" in variables else MOST_QUEUED,
                schedule_delay_millis=None if "OTEL_BSP_SCHEDULE_DELAY" in variables else 1000,
            )
        )
    return Sink(processors, _sampler(variables), resource)


def _sampler(variables: Mapping[str, str]) -> Sampler:
    if variables.get("OTEL_TRACES_SAMPLER"):
        # a provider is made only because it reads these variables; spans are made by `Recorded`
        return TracerProvider(shutdown_on_exit=False).sampler
    return ParentBased(AtMost())


def _exporters(variables: Mapping[str, str]) -> list[tuple[str, SpanExporter]]:
    asked = [name.strip() for name in variables.get(EXPORTERS, "").split(",") if name.strip()]
    if not asked:
        asked = ["otlp"] * any(variables.get(name) for name in OTLP) + ["zipkin"] * bool(
            variables.get(ZIPKIN)
        )
    made: list[tuple[str, SpanExporter]] = []
    for name in asked:
        if name == "otlp":
            made.append((name, _otlp(variables)))
        elif name == "zipkin":
            made.append((name, _zipkin(variables)))
        elif name != "none":
            raise BadTelemetry(f"{EXPORTERS}: {name!r} is not known. Remedy: set otlp, zipkin or none.")
    return made


def _otlp(variables: Mapping[str, str]) -> SpanExporter:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    for name in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        if (protocol := variables.get(name, "")) not in {"", "http/protobuf"}:
            raise BadTelemetry(f"{name}: {protocol!r} is not spoken. Remedy: set http/protobuf.")
    return OTLPSpanExporter()


def _zipkin(variables: Mapping[str, str]) -> SpanExporter:
    endpoint = variables.get(ZIPKIN) or "http://localhost:9411/api/v2/spans"
    if not endpoint.startswith(("http://", "https://")):
        raise BadTelemetry(
            f"{ZIPKIN}: {endpoint!r} is no address. Remedy: set http://HOST:PORT/api/v2/spans."
        )
    return ZipkinExporter(endpoint)
