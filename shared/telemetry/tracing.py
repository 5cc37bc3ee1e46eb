"""All spans of a service are begun here, each named by the business step that it is.

| span | kind | begins with | follows from |
|---|---|---|---|
| `POST /v1/reports` | server | a request that changes something | the caller's span, if it has a token |
| `receive report` | internal | a command | the request; the mail whose sending it records |
| `ship report received` | producer | the relay's shipping of what one step wrote | the step that wrote it |
| `report received → queue notification` | consumer | a reaction that commands something | the same |
| `send mail` | client | one attempt to send | the step that queued the notification |

What means nothing to a stage makes no span.
"""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from opentelemetry import trace
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision, ParentBased
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

from shared.contract import Command
from shared.event import Event
from shared.telemetry.context import context_of, header
from shared.telemetry.export import Sink, sink
from shared.telemetry.step import Failures, Nanoseconds, Origin, Recorded, Step, Value

SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class Tracing:
    """The steps of one stage. Without a sink none is recorded; the traceparents of others are handed on."""

    def __init__(
        self,
        stage: str,
        sink: Sink | None = None,
        ids: IdGenerator | None = None,
        now: Callable[[], Nanoseconds] = time.time_ns,
    ) -> None:
        self._stage = stage
        self._sink = sink
        self._origin = Origin(sink, now) if sink else None
        self._ids = ids or RandomIdGenerator()
        self._as_the_parent = sink is not None and isinstance(sink.sampler, ParentBased)

    @property
    def on(self) -> bool:
        """Whether any step may be recorded."""
        return self._origin is not None

    @property
    def now(self) -> Nanoseconds:
        """The present moment as steps count it."""
        return self._origin.now() if self._origin else 0

    def shutdown(self) -> None:
        """Export what has ended; blocks until that is done or given up."""
        if self._sink:
            self._sink.processor.shutdown()

    def request(self, method: str, parent: str = "", mentioned: str = "") -> Step:
        """A request. `mentioned` is what a caller without a token says it belongs to: linked, not joined."""
        step = self._begin(method, SpanKind.SERVER, parent, {"http.request.method": method})
        step.link((mentioned,))
        return step

    def command(self, command: Command, parent: str) -> Step:
        """A command until its commit."""
        kind = type(command).__name__
        about: dict[str, Value] = {"netral.case_id": str(command.case_id), "netral.command": kind}
        return self._begin(words(kind), SpanKind.INTERNAL, parent, about)

    def reaction(self, event: Event, commands: Sequence[Command]) -> Step:
        """What this stage does about an event of another."""
        name = reaction_name(event.type, tuple(type(command) for command in commands))
        return self._consumed(name, event.source, event.type, event.case_id, event.version, event.traceparent)

    def held_up(self, what: str, event: Event) -> Step:
        """An event of another stage that cannot be taken in now: `what` happens to it instead."""
        name = f"{words(event.type)} {what}"
        return self._consumed(name, event.source, event.type, event.case_id, event.version, event.traceparent)

    def shipped(self, events: Iterable[Event], topic: str, began: Nanoseconds, failed: Failures) -> None:
        """These events are on the stream: one step for each step that wrote some of them."""
        if not self._origin:
            return
        written: dict[str, list[Event]] = {}
        for event in events:
            if event.traceparent:
                written.setdefault(event.traceparent, []).append(event)
        for parent, together in written.items():
            types = tuple(dict.fromkeys(event.type for event in together))
            about: dict[str, Value] = {
                "netral.case_id": str(together[0].case_id),
                "netral.event": ", ".join(types),
                "netral.position": together[0].position or 0,
                "messaging.system": "kafka",
                "messaging.destination.name": topic,
                "messaging.operation.type": "send",
                "messaging.batch.message_count": len(together),
            }
            step = self._begin(ship_name(types), SpanKind.PRODUCER, parent, about, began)
            for at, reason in failed:
                step.note("retry", {"reason": reason}, at)
            step.end()

    def mail(self, case_id: UUID, state: str, recipient: str, attempt: int, parent: str) -> Step:
        """One attempt to send a notification. `recipient` is an office or "reporter", never an address."""
        about: dict[str, Value] = {
            "netral.case_id": str(case_id),
            "netral.told_state": state,
            "netral.recipient": recipient,
            "netral.attempt": attempt,
        }
        return self._begin("send mail", SpanKind.CLIENT, parent, about)

    def _consumed(self, name: str, source: str, type: str, case_id: UUID, version: int, parent: str) -> Step:
        if not self._origin:
            return Step(parent)
        about: dict[str, Value] = {
            "netral.case_id": str(case_id),
            "netral.event": type,
            "netral.version": version,
            "messaging.system": "kafka",
            "messaging.destination.name": f"netral.{source}.v1",
            "messaging.operation.type": "process",
        }
        return self._begin(name, SpanKind.CONSUMER, parent, about)

    def _begin(
        self,
        name: str,
        kind: SpanKind,
        parent: str,
        about: dict[str, Value],
        began: Nanoseconds | None = None,
    ) -> Step:
        if not self._origin or not self._sink:
            return Step(parent)
        above = context_of(parent)
        if above is not None and self._as_the_parent and not above.trace_flags.sampled:
            return Step(parent)
        trace_id = above.trace_id if above else self._ids.generate_trace_id()
        span_id = self._ids.generate_span_id()
        if (above is None or not self._as_the_parent) and not self._is_chosen(above, trace_id, name, kind):
            return Step(header(SpanContext(trace_id, span_id, is_remote=False)))
        about["netral.stage"] = self._stage
        context = SpanContext(trace_id, span_id, is_remote=False, trace_flags=SAMPLED)
        return Recorded(self._origin, name, kind, context, above, about, began)

    def _is_chosen(self, above: SpanContext | None, trace_id: int, name: str, kind: SpanKind) -> bool:
        if self._sink is None:
            return False
        within = trace.set_span_in_context(NonRecordingSpan(above)) if above else None
        decision = self._sink.sampler.should_sample(within, trace_id, name, kind).decision
        return decision is Decision.RECORD_AND_SAMPLE


OFF = Tracing("")
"""Records nothing."""


def from_environment(stage: str) -> Tracing:
    """Tracing as the environment asks for it. Raises BadTelemetry."""
    return Tracing(stage, sink(stage))


@lru_cache(maxsize=1024)
def words(name: str) -> str:
    """The words of a name: "ReportReceived" is "report received". Viewers fold capitals."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


@lru_cache(maxsize=1024)
def reaction_name(event: str, commands: tuple[type[Any], ...]) -> str:
    """What came, and what is done about it."""
    return f"{words(event)} → {', '.join(words(name.__name__) for name in dict.fromkeys(commands))}"


@lru_cache(maxsize=1024)
def ship_name(types: tuple[str, ...]) -> str:
    """What is shipped together."""
    return f"ship {', '.join(map(words, types))}"
