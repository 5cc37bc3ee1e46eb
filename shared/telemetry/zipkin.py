"""Spans as Zipkin's JSON (v2 API), for viewers that take no OTLP.

Written here because OpenTelemetry's own exporter is given up by its makers (its last day is 1 December 2026)
and leaves links out. A link is a tag here, `otel.link.0`, with the address of the trace that it leads to.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, StatusCode

_KINDS: Mapping[SpanKind, str] = {kind: kind.name for kind in SpanKind if kind is not SpanKind.INTERNAL}


class ZipkinExporter(SpanExporter):
    """Posts batches of spans to `endpoint` (".../api/v2/spans"); `timeout` in seconds. Never raises."""

    def __init__(self, endpoint: str, timeout: float = 10.0) -> None:
        place = urlsplit(endpoint)
        self._endpoint = endpoint
        self._viewer = f"{place.scheme}://{place.netloc}/zipkin/traces/"
        self._client = httpx.Client(timeout=timeout, trust_env=False)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send these. FAILURE for spans that the viewer did not take; they are not sent again."""
        body = json.dumps([document(span, self._viewer) for span in spans], separators=(",", ":")).encode()
        try:
            answer = self._client.post(
                self._endpoint, content=body, headers={"content-type": "application/json"}
            )
        except httpx.HTTPError:
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS if answer.is_success else SpanExportResult.FAILURE

    def shutdown(self) -> None:
        """Close the connection."""
        self._client.close()


def document(span: ReadableSpan, viewer: str) -> dict[str, Any]:
    """One span as Zipkin's API takes it; `viewer` goes before the trace id of a link."""
    context, begin, end = span.context, span.start_time or 0, span.end_time or 0
    found: dict[str, Any] = {
        "traceId": f"{context.trace_id:032x}",
        "id": f"{context.span_id:016x}",
        "name": span.name,
        "timestamp": begin // 1000,
        "duration": max(1, (end - begin) // 1000),
        "localEndpoint": {"serviceName": span.resource.attributes["service.name"]},
        "tags": _tags(span, viewer),
    }
    if span.parent is not None:
        found["parentId"] = f"{span.parent.span_id:016x}"
    if kind := _KINDS.get(span.kind):
        found["kind"] = kind
    if span.events:
        found["annotations"] = [
            {"timestamp": event.timestamp // 1000, "value": _annotation(event)} for event in span.events
        ]
    return found


def _tags(span: ReadableSpan, viewer: str) -> dict[str, str]:
    tags = {key: str(value) for key, value in (span.attributes or {}).items()}
    for number, link in enumerate(span.links):
        tags[f"otel.link.{number}"] = f"{viewer}{link.context.trace_id:032x}"
    if span.status.status_code is StatusCode.ERROR:
        tags["otel.status_code"] = "ERROR"
        tags["error"] = span.status.description or "true"
    return tags


def _annotation(event: Event) -> str:
    said: Mapping[str, Any] = event.attributes or {}
    return " ".join((event.name, *(f"{key}={value}" for key, value in said.items())))
