"""What every request passes before its route: the body's limit, a span, the time it took."""

import logging
import traceback
from time import perf_counter
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Tracer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.api.problems import Problem
from shared.metrics import Metrics
from shared.telemetry import server_span

log = logging.getLogger(__name__)

MOST_BYTES = 262_144
"""A body larger than this is refused: no form of the field needs a tenth of it."""


class Edge:
    """Pure ASGI, so that it costs microseconds."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracer: Tracer) -> None:
        self._app = app
        self._metrics = metrics
        self._tracer = tracer

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

        span = server_span(self._tracer, scope["method"], headers)
        # An exception's text may carry what somebody entered: neither trace nor log gets it.
        with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
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
                span.set_attribute("http.response.status_code", status)
                if route := scope.get("route"):
                    span.update_name(f"{scope['method']} {route.path}")
                self._metrics.answered(scope["method"], status, perf_counter() - began)


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
