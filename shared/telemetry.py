"""Trace context: every event carries the traceparent (W3C Trace Context) of what made it happen."""

import os

from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Tracer


def tracer(service: str) -> Tracer:
    """The tracer of this service; spans are exported only where OTEL_EXPORTER_OTLP_ENDPOINT is set."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"netral-{service}"}))
    if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("netral")


def server_span(of: Tracer, method: str, headers: dict[str, str]) -> Span:
    """The span of a request, a child of the caller's if the request says so."""
    return of.start_span(f"{method}", context=extract(headers), kind=SpanKind.SERVER)


def traceparent(span: Span | None = None) -> str:
    """The traceparent of a span (default: the current one), "" where there is none."""
    context = (span or trace.get_current_span()).get_span_context()
    if not context.is_valid:
        return ""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
