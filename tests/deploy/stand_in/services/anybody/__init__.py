"""Behaves as a service towards `deploy.stack`: settings, readiness, counts, signals."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def serve(service: str) -> None:
    """Note the environment that was given, then answer until SIGTERM."""
    Path(os.environ["NETRAL_WORK_DIR"], "environment.json").write_text(json.dumps(dict(os.environ)))
    if os.environ.get("STAND_IN_DIES") == service:
        sys.exit("the stand-in was told to die")
    host, port = os.environ[f"NETRAL_{service.upper()}_LISTEN"].split(":")

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/readyz":
                body: dict[str, object] = {"service": service, "ready": True, "lag": 3}
                body |= {"unpublished": 1, "oldest_unpublished_s": 0.5, "waiting": 0}
                body |= {"dead_letters": 2, "reasons": []}
            elif self.headers.get("Authorization", "").startswith("Bearer "):
                kind = "notifications" if service == "notify" else "cases"
                body = {kind: {"K00": 2, service: 1}}
            else:
                self.send_error(401)
                return
            content = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    ThreadingHTTPServer((host, int(port)), Answers).serve_forever()
