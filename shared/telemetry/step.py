"""One business step while it is under way. What it says is exported when it ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from opentelemetry.sdk.trace import Event, ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode

from shared.telemetry.context import context_of, current, exemplar, header
from shared.telemetry.export import Sink

SCOPE = InstrumentationScope("netral")
Value = str | int | bool
Attributes = Mapping[str, Value]
NONE: Attributes = {}
Nanoseconds = int
"""Since 1970, by the machine's clock: no trial moves traces."""
Failures = Sequence[tuple[Nanoseconds, str]]
"""When something was tried in vain, and the name of the fault."""
_DONE = Status()
MOST_NOTES = 32
"""More notes than this about one step say nothing new."""


class Step:
    """A step that nobody records: it only hands its traceparent on. `Recorded` is the other kind."""

    __slots__ = ("traceparent",)

    recording = False

    def __init__(self, traceparent: str = "") -> None:
        self.traceparent = traceparent
        """What follows from this step carries it."""

    def name(self, name: str) -> None:
        """What the step turned out to be."""

    def say(self, attributes: Mapping[str, Value | None]) -> None:
        """Further attributes; None is left out."""

    def note(self, name: str, attributes: Attributes = NONE, at: Nanoseconds | None = None) -> None:
        """Something happened during the step, now or then: a retry, a wait, a dead letter."""

    def retried(self, failed: Failures) -> None:
        """It was tried in vain before, so often; it began with the first try."""

    def link(self, traceparents: Sequence[str]) -> None:
        """Point to the other traces among these, once to each."""

    def fail(self, why: str) -> None:
        """The step did not succeed; `why` is a code or the name of a class, never what somebody entered."""

    def end(self) -> None:
        """It is over; only now is it exported. Without this nobody hears of it."""

    @property
    def exemplar(self) -> dict[str, str] | None:
        """What a metric may keep of the step, None if it is not recorded."""
        return exemplar(self.traceparent) if self.recording else None

    @contextmanager
    def entered(self) -> Iterator["Step"]:
        """What this task does inside follows from the step; it ends with the block."""
        before = current.set(self.traceparent)
        try:
            yield self
        except BaseException as fault:
            self.fail(type(fault).__name__)
            raise
        finally:
            current.reset(before)
            self.end()


@dataclass(frozen=True, slots=True)
class Origin:
    """What all recorded steps of a process share."""

    sink: Sink
    now: Callable[[], Nanoseconds]


class Recorded(Step):
    """A step that is exported when it ends.

    The span is made then, from plain fields: most steps are known to have happened only after the commit, and
    a span of the SDK under way, with its locks and bounded attributes, costs three times as much. The SDK
    does not mean others to make its `ReadableSpan`: its version is pinned, and no other module does.
    """

    __slots__ = ("_attributes", "_began", "_context", "_kind", "_links", "_name", "_notes", "_origin",
                 "_parent", "_status")  # fmt: skip

    recording = True

    def __init__(
        self,
        origin: Origin,
        name: str,
        kind: SpanKind,
        context: SpanContext,
        parent: SpanContext | None,
        attributes: dict[str, Value],
        began: Nanoseconds | None = None,
    ) -> None:
        super().__init__(header(context))
        self._origin = origin
        self._name = name
        self._kind = kind
        self._context = context
        self._parent = parent
        self._attributes = attributes
        self._began = began or origin.now()
        self._notes: list[Event] = []
        self._links: list[Link] = []
        self._status = _DONE

    def name(self, name: str) -> None:
        """What the step turned out to be."""
        self._name = name

    def say(self, attributes: Mapping[str, Value | None]) -> None:
        """Further attributes; None is left out."""
        self._attributes.update((key, value) for key, value in attributes.items() if value is not None)

    def note(self, name: str, attributes: Attributes = NONE, at: Nanoseconds | None = None) -> None:
        """Something happened during the step; of many notes the first are kept."""
        if len(self._notes) < MOST_NOTES:
            self._notes.append(Event(name, attributes, at or self._origin.now()))

    def retried(self, failed: Failures) -> None:
        """It was tried in vain before, so often; it began with the first try."""
        for at, reason in failed:
            self.note("retry", {"reason": reason}, at)
            self._began = min(self._began, at)

    def link(self, traceparents: Sequence[str]) -> None:
        """Point to the other traces among these, once to each."""
        known = {self._context.trace_id, *(link.context.trace_id for link in self._links)}
        for other in map(context_of, traceparents):
            if other is not None and other.trace_id not in known:
                known.add(other.trace_id)
                self._links.append(Link(other))

    def fail(self, why: str) -> None:
        """The step did not succeed."""
        self._status = Status(StatusCode.ERROR, why)

    def end(self) -> None:
        """Export it."""
        self._origin.sink.processor.on_end(
            ReadableSpan(
                self._name,
                self._context,
                self._parent,
                self._origin.sink.resource,
                self._attributes,
                self._notes,
                self._links,
                self._kind,
                None,
                self._status,
                self._began,
                self._origin.now(),
                SCOPE,
            )
        )
