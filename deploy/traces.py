"""The traces of a case, as the stack's viewer keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from deploy.environment import TELEMETRY, external
from deploy.faults import Fault
from deploy.probe import get_json
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

_MOST = 200
"""Traces of one case that are shown; a case has a dozen."""
_BOUND = 10.0  # seconds
_LINK = "otel.link."


@dataclass(frozen=True)
class Span:
    """One step of a trace, with the steps that followed from it. Times in milliseconds."""

    service: str
    name: str
    began: datetime
    took_ms: float
    tags: Mapping[str, str]
    notes: Sequence[str] = ()
    followed_by: "list[Span]" = field(default_factory=list)

    @property
    def links(self) -> list[str]:
        """The ids of the traces that it points to."""
        found = sorted((key, value) for key, value in self.tags.items() if key.startswith(_LINK))
        return [value.rpartition("/")[2] for _, value in found]

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral trace --json` promises."""
        return {
            "service": self.service,
            "name": self.name,
            "began": self.began.isoformat(),
            "took_ms": self.took_ms,
            "case_id": self.tags.get("netral.case_id"),
            "stage": self.tags.get("netral.stage"),
            "state_from": self.tags.get("netral.state_from"),
            "state_to": self.tags.get("netral.state_to"),
            "error": self.tags.get("error"),
            "notes": list(self.notes),
            "links": self.links,
            "followed_by": [span.as_json() for span in self.followed_by],
        }


@dataclass(frozen=True)
class Trace:
    """One trace: its first step, and others whose own parent is not kept here."""

    id: str
    address: str
    roots: Sequence[Span]

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral trace --json` promises."""
        return {"id": self.id, "address": self.address, "spans": [root.as_json() for root in self.roots]}


def of_case(stack: Stack, case_id: UUID) -> list[Trace]:
    """The traces of a case, the earliest first. Raises Fault: no viewer, no such case, no trace of it."""
    _refuse_without_viewer(stack)
    kept = _kept(stack, case_id)
    if not kept and not _is_known(stack, case_id):
        raise Fault(f"There is no case {case_id}", "The worklists of the services name cases: GET /v1/cases")
    if not kept:
        raise Fault(
            f"No trace of case {case_id} is kept",
            "The viewer keeps the latest traces since it started, and only what OTEL_TRACES_SAMPLER chose",
        )
    found = [_trace(stack, spans) for spans in kept]
    return sorted(found, key=lambda trace: trace.roots[0].began)


def _refuse_without_viewer(stack: Stack) -> None:
    for name in TELEMETRY:
        if external(name):
            raise Fault(f"{name} is set: traces are not in this stack's viewer", "Look where it leads to")
    if not stack.traced:
        raise Fault("This stack keeps no traces", "Start it with them: netral down, then netral up --traces")
    if not stack.zipkin.running:
        raise Fault("The trace viewer does not run", "Start it again with: netral up")


def _is_known(stack: Stack, case_id: UUID) -> bool:
    running = [name for name in SERVICES if stack.running(name)]
    if not running:
        raise Fault(f"The stack in {stack.home.root} is not running", "Start it with: netral up")
    token = stack.token("auditor")
    answers = (get_json(f"{stack.url(name)}/v1/cases/{case_id}", token) for name in running)
    return any(answer is not None and answer[0] == httpx.codes.OK for answer in answers)


def _kept(stack: Stack, case_id: UUID) -> list[list[dict[str, Any]]]:
    now = int(datetime.now(UTC).timestamp() * 1000)
    asked = {
        "annotationQuery": f"netral.case_id={case_id}",
        "endTs": str(now),
        "lookback": str(now),
        "limit": str(_MOST),
    }
    try:
        url = stack.zipkin.endpoint.replace("/spans", "/traces")
        answer = httpx.get(url, params=asked, timeout=_BOUND, trust_env=False)
        answer.raise_for_status()
        found: list[list[dict[str, Any]]] = answer.json()
    except (httpx.HTTPError, ValueError) as fault:
        raise Fault(
            f"The trace viewer does not answer ({type(fault).__name__})",
            "It takes some seconds to start; try again, or see its log: zipkin.log",
        ) from None
    return found


def _trace(stack: Stack, spans: Sequence[Mapping[str, Any]]) -> Trace:
    made = {span["id"]: _span(span) for span in spans}
    roots: list[Span] = []
    for span in sorted(spans, key=lambda span: int(span["timestamp"])):
        above = made.get(span.get("parentId", ""))
        (above.followed_by if above else roots).append(made[span["id"]])
    trace_id = str(spans[0]["traceId"])
    return Trace(trace_id, stack.trace_address(trace_id) or "", roots)


def _span(span: Mapping[str, Any]) -> Span:
    return Span(
        span.get("localEndpoint", {}).get("serviceName", "?"),
        span.get("name", "?"),
        datetime.fromtimestamp(span["timestamp"] / 1e6, UTC),
        span.get("duration", 0) / 1000,
        span.get("tags", {}),
        [note["value"] for note in span.get("annotations", ())],
    )
