"""What every request passes before its route: the body's limit, a span, the time it took."""

import logging
import traceback
from time import perf_counter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.api.problems import Problem
from shared.auth import KeysAway, Untrusted, Verifier
from shared.identifiers import parsed_id
from shared.metrics import Metrics
from shared.telemetry.step import Step
from shared.telemetry.tracing import Tracing

log = logging.getLogger(__name__)

LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
MOST_BYTES = 262_144
"""A body larger than this is refused: no form of the field needs a tenth of it."""


class Edge:
    """Pure ASGI, so that it costs microseconds."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing, verifier: Verifier) -> None:
        self._app = app
        self._metrics = metrics
        self._tracing = tracing
        self._verifier = verifier

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        status, answering = 500, False
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

        async def sent(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
            await send(message)

        step = await self._step(scope["method"], headers)
        # An exception's text may carry what somebody entered: neither trace nor log gets it.
        with step.entered():
            try:
                if _declared(headers) > MOST_BYTES:
                    await _too_large()(scope, receive, sent)
                else:
                    await self._app(scope, _limited(receive), sent)
            except Exception as fault:
                where = "".join(traceback.format_tb(fault.__traceback__))
                log.error("%s failed: %s\n%s", scope["method"], type(fault).__name__, where)
                if not answering:
                    await _internal()(scope, receive, sent)
            finally:
                _conclude(step, scope, status)
                self._metrics.answered(scope["method"], status, perf_counter() - began, step.exemplar)

    async def _step(self, method: str, headers: dict[str, str]) -> Step:
        """The step that this request is: of the caller's trace for somebody we know.

        Anybody else begins a trace of its own: to let strangers join would let them write into the traces
        of others and choose what is recorded. Somebody who only looks makes a step where one is under way.
        """
        claimed = headers.get("traceparent", "")
        known = bool(claimed) and await self._is_known(headers.get("authorization", ""))
        if known:
            return self._tracing.request(method, claimed)
        return Step() if method in LOOKS else self._tracing.request(method, mentioned=claimed)

    async def _is_known(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            await self._verifier.whose(token.strip())
        except (Untrusted, KeysAway):
            return False
        return True


def _conclude(step: Step, scope: Scope, status: int) -> None:
    case_id = scope.get("path_params", {}).get("case_id")
    step.say({"http.response.status_code": status, "netral.case_id": _id(case_id) if case_id else None})
    if route := scope.get("route"):
        step.name(f"{scope['method']} {route.path}")
        step.say({"http.route": route.path})
    if status >= 500:
        step.fail(str(status))


def _id(text: str) -> str | None:
    """The id that a path names; None for what else somebody may have put there."""
    try:
        return str(parsed_id(text))
    except ValueError:
        return None


def _declared(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdigit() else 0


def _too_large() -> Any:
    return Problem(413, "too-large", f"The body may have {MOST_BYTES} bytes at most.").response()


def _internal() -> Any:
    return Problem(500, "internal", "The request failed; it is logged.").response()


def _limited(receive: Receive) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > MOST_BYTES:
                raise HTTPException(413, f"The body may have {MOST_BYTES} bytes at most.")
        return message

    return limited
