"""Takes spans as a viewer or a collector does, Zipkin's JSON and OTLP, and keeps them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Receiver:
    """What it got, in the order in which it came. `bodies` are the very bytes."""

    def __init__(self) -> None:
        self.address = ""
        self.spans: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.otlp: list[ExportTraceServiceRequest] = []

    @property
    def variables(self) -> dict[str, str]:
        """What makes a service send its spans here."""
        return {"OTEL_EXPORTER_ZIPKIN_ENDPOINT": f"{self.address}/api/v2/spans"}

    def of_trace(self, trace_id: str) -> list[dict[str, Any]]:
        """The spans of one trace."""
        return [span for span in self.spans if span["traceId"] == trace_id]

    def of_case(self, case_id: object) -> list[dict[str, Any]]:
        """The spans that name this case."""
        return [span for span in self.spans if span["tags"].get("netral.case_id") == str(case_id)]

    def take(self, path: str, body: bytes) -> int:
        """Keep a request's spans; answers the HTTP status."""
        self.bodies.append(body)
        if path == "/api/v2/spans":
            self.spans += json.loads(body)
            return 202
        self.otlp.append(ExportTraceServiceRequest.FromString(body))
        return 200


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port, gone afterwards."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(kept.take(self.path, body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
