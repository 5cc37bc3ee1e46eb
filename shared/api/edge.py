"""What every request passes before its route: the body's limit, a span, the time it took."""

from time import perf_counter
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Tracer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.api.problems import Problem
from shared.metrics import Metrics
from shared.telemetry import server_span

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
        status = 500
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        span = server_span(self._tracer, scope["method"], headers)
        with trace.use_span(span, end_on_exit=True):
            try:
                if _declared(headers) > MOST_BYTES:
                    await _too_large()(scope, receive, sent)
                else:
                    await self._app(scope, _limited(receive), sent)
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
