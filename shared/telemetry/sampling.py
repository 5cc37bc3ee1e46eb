"""Which traces are recorded unless OTEL_TRACES_SAMPLER says so: all, as long as they are not too many."""

import time
from collections.abc import Callable, Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

PER_S = 20.0
"""New traces a second and process that are recorded for as long as it goes. Officers give far fewer commands;
an import or a flood gives more, of which nobody looks at every one, and a viewer could not keep them."""
BURST = 300
"""So many more at once, after a quiet time."""


class AtMost(Sampler):
    """Records every new trace, up to `per_s` a second on the long run and `burst` at once."""

    def __init__(
        self, per_s: float = PER_S, burst: int = BURST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_s = per_s
        self._burst = burst
        self._now = now
        self._left = float(burst)
        self._at = now()

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Whether to record a trace that begins now."""
        now = self._now()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return SamplingResult(Decision.DROP)
        self._left -= 1
        return SamplingResult(Decision.RECORD_AND_SAMPLE)

    def get_description(self) -> str:
        """For those who ask the SDK."""
        return f"AtMost({self._per_s:g}/s, {self._burst} at once)"
