"""The W3C trace context as events and requests carry it, and the step that is under way."""

import re
from contextvars import ContextVar
from functools import lru_cache

from opentelemetry.trace import SpanContext, TraceFlags

_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")

current: ContextVar[str] = ContextVar("netral.traceparent", default="")
"""The traceparent of the step that this task works on, "" where there is none."""


def traceparent() -> str:
    """What an event or a call carries that follows from the step under way; "" where there is none."""
    return current.get()


def header(context: SpanContext) -> str:
    """The traceparent of a span."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


@lru_cache(maxsize=4096)
def context_of(text: str) -> SpanContext | None:
    """The span that a traceparent names, None for "" and for what is none.

    Kept for a while: the events of one step carry the same one, and arrive together.
    """
    found = _TRACEPARENT.fullmatch(text)
    if found is None:
        return None
    sampled = TraceFlags(int(found[3], 16) & TraceFlags.SAMPLED)
    context = SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=sampled)
    return context if context.is_valid else None


def same_trace(one: str, other: str) -> bool:
    """Whether two traceparents are of one trace."""
    return one[3:35] == other[3:35]


def exemplar(text: str) -> dict[str, str] | None:
    """What a metric may keep of the step with this traceparent; None if nobody records it."""
    context = context_of(text)
    if context is None or not context.trace_flags.sampled:
        return None
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
