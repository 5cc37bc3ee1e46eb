"""Spans that stay in this process."""

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.sampling import DEFAULT_ON, Sampler

from shared.telemetry.export import Sink
from shared.telemetry.tracing import Tracing


class Kept(SpanProcessor):
    """Every span that ended."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def on_end(self, span: ReadableSpan) -> None:
        self.spans.append(span)

    def named(self, name: str) -> ReadableSpan:
        """The only span of this name."""
        (found,) = (span for span in self.spans if span.name == name)
        return found

    def notes(self, name: str) -> list[tuple[str, dict[str, object]]]:
        """What was noted in the only span of this name."""
        return [(event.name, dict(event.attributes or {})) for event in self.named(name).events]


def keeping(stage: str, sampler: Sampler = DEFAULT_ON) -> tuple[Tracing, Kept]:
    """Tracing whose spans are kept."""
    kept = Kept()
    resource = Resource({"service.name": f"netral-{stage}"})
    return Tracing(stage, Sink(kept, sampler, resource)), kept
