"""What tracing costs: the same load without, as it comes, and with every trace recorded, in turns."""

import statistics
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.bench import stream
from deploy.bench.bench import Told
from deploy.bench.stream import Run
from deploy.embedded.ports import HOST
from deploy.environment import SPANS
from deploy.stack import Stack


@dataclass(frozen=True, slots=True)
class Cost:
    """Every run, and how many spans an item makes where every trace is recorded."""

    without: Sequence[Run]
    traced: Sequence[Run]
    every: Sequence[Run]
    spans_per_item: float

    def document(self, machine: Mapping[str, object], started_at: str) -> dict[str, Any]:
        """What `netral bench --traces --json` writes. Rates a second, medians of rounds.

        `cost` is the share of throughput that is lost, the median over rounds; `cpu_us` the processor time of
        an event in all parts, which tells the same on a machine that others use.
        """
        return {
            "traces": {
                "without": _figures(self.without, self.without),
                "as_it_comes": _figures(self.traced, self.without),
                "every_trace": _figures(self.every, self.without),
                "spans_per_item": round(self.spans_per_item, 1),
            },
            "machine": dict(machine),
            "started_at": started_at,
        }


def measure(stack: Stack, items: int, rounds: int, told: Told) -> Cost:
    """Measure on a stack whose infrastructure runs and whose services do not. Raises Fault.

    The spans go to a collector that drops them: what a viewer does with them is done elsewhere.
    """
    spans = 0
    found: dict[str, list[Run]] = {name: [] for name in _WAYS}
    with _collecting() as collected:
        for number in range(1, rounds + 1):
            for name, variables in _WAYS.items():
                told.part(f"round {number}: {name}", items)
                variables = {**variables, SPANS: collected.endpoint}
                before = collected.spans
                found[name].append(
                    stream.run(stack, "netral", items, told.at, paced=False, variables=variables)
                )
                spans = collected.spans - before
    return Cost(found["without"], found["traced"], found["every trace"], spans / items)


_WAYS: Mapping[str, Mapping[str, str]] = {
    "without": {"OTEL_SDK_DISABLED": "true"},
    "traced": {"OTEL_SDK_DISABLED": "false", "OTEL_TRACES_EXPORTER": "zipkin", "OTEL_TRACES_SAMPLER": ""},
    "every trace": {
        "OTEL_SDK_DISABLED": "false",
        "OTEL_TRACES_EXPORTER": "zipkin",
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
    },
}
"""What each way of running puts into the environment; the last one records everything."""


def show(console: Console, document: Mapping[str, Any]) -> None:
    """Print the figures for a person."""
    found = document["traces"]
    title = f"what tracing costs, {found['spans_per_item']:.0f} spans an item"
    table = Table(title=title)
    for name in ("", "events/s", "processor time an event, µs", "throughput lost"):
        table.add_column(name, justify="right" if name else "left")
    for name, key in (("without", "without"), ("as it comes", "as_it_comes"), ("every trace", "every_trace")):
        one = found[key]
        table.add_row(name, f"{one['events_per_s']:,.0f}", f"{one['cpu_us']:,.0f}", f"{one['cost']:.1%}")
    console.print(table)


def _figures(runs: Sequence[Run], without: Sequence[Run]) -> dict[str, float]:
    pairs = list(zip(runs, without, strict=True))
    return {
        "events_per_s": round(statistics.median(run.events_per_s for run in runs), 1),
        "cpu_us": round(statistics.median(sum(run.cpu_us.values()) for run in runs), 1),
        "cost": round(statistics.median(1 - run.events_per_s / bare.events_per_s for run, bare in pairs), 3),
    }


class _Collected:
    """How many spans came."""

    def __init__(self) -> None:
        self.endpoint = ""
        self.spans = 0


@contextmanager
def _collecting() -> Iterator[_Collected]:
    collected = _Collected()

    class Collector(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collected.spans += body.count(b'"traceId"')
            self.send_response(202)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: a line for each batch would be the loudest part of a bench."""

    server = ThreadingHTTPServer((HOST, 0), Collector)
    server.daemon_threads = True
    collected.endpoint = f"http://{HOST}:{server.server_port}/api/v2/spans"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield collected
    finally:
        server.shutdown()
        server.server_close()
