"""Load from a process of its own: keep-alive connections, each with one request under way at any time.

`python -m deploy.bench.http.load HOST PORT METHOD PATH CONNECTIONS SECONDS` prints one JSON object:
`{"answered", "refused", "seconds", "p99_ms"}`. The client is lean (no HTTP library) so that it takes little
of the machine that it shares with the server; it reads the status and the body by its Content-Length.
"""

import asyncio
import json
import secrets
import statistics
import sys
import time
from typing import cast

import uvloop

WARM_S = 0.5
"""Seconds before counting begins."""

_BODY = json.dumps(
    {
        "region": "32.08",
        "date_known": "2026-11-20",
        "account": "Terlapor membagikan ajakan memilih salah satu calon di grup percakapan kantor. " * 3,
        "respondent": {"name": "Terlapor Contoh", "office": "Dinas Contoh"},
        "reporter": {"name": "Pelapor Contoh", "email": "pelapor@contoh.example"},
    }
).encode()


class Tally:
    """What was answered after warming up."""

    def __init__(self) -> None:
        self.counting = False
        self.refused = 0
        self.took: list[float] = []

    def add(self, status: bytes, seconds: float) -> None:
        """One answer."""
        if not self.counting:
            return
        if status[:1] == b"2":
            self.took.append(seconds)
        else:
            self.refused += 1


class Caller(asyncio.Protocol):
    """One connection: asks, waits for the whole answer, asks again."""

    def __init__(self, head: bytes, body: bytes, tally: Tally) -> None:
        self._head = head
        self._body = body
        self._tally = tally
        self._transport: asyncio.Transport
        self._buffer = b""
        self._asked_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; when it is whole, ask again."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        self._tally.add(head[9:12], time.monotonic() - self._asked_at)
        self._buffer = b""
        self._ask()

    def _ask(self) -> None:
        self._asked_at = time.monotonic()
        key = f"Idempotency-Key: {secrets.token_hex(16)}\r\n\r\n".encode()
        self._transport.write(self._head + key + self._body)


async def load(host: str, port: int, method: str, path: str, connections: int, seconds: float) -> Tally:
    """Ask over all connections for so many seconds after warming up."""
    body = _BODY if method == "POST" else b""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    ).encode()
    loop, tally = asyncio.get_running_loop(), Tally()
    opened = [
        await loop.create_connection(lambda: Caller(head, body, tally), host, port)
        for _ in range(connections)
    ]
    await asyncio.sleep(WARM_S)
    tally.counting = True
    await asyncio.sleep(seconds)
    tally.counting = False
    for transport, _ in opened:
        transport.abort()
    return tally


def main() -> None:
    """Load, and print what came of it."""
    host, port, method, path, connections, seconds = sys.argv[1:]
    began = time.monotonic()
    tally = uvloop.run(load(host, int(port), method, path, int(connections), float(seconds)))
    p99 = statistics.quantiles(tally.took, n=100)[98] if len(tally.took) > 1 else 0.0
    document = {
        "answered": len(tally.took),
        "refused": tally.refused,
        "seconds": float(seconds),
        "p99_ms": round(p99 * 1000, 1),
        "whole_s": round(time.monotonic() - began, 3),
    }
    sys.stdout.write(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
