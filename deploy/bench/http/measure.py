"""Asks the three doors of one intake process in turn, round after round."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from deploy.bench import ground
from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, Launch
from deploy.faults import Fault
from deploy.probe import is_ready
from deploy.stack import Stack

CONNECTIONS = 64
DOORS = {
    "stored": ("POST", "/v1/reports"),
    "unstored": ("POST", "/unstored/v1/reports"),
    "noop": ("GET", "/noop"),
}
_READY_BOUND = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Answered:
    """Medians of the rounds: answers a second by door, and the 99th percentile of storing in ms."""

    per_s: dict[str, float]
    p99_ms: float


def measure(stack: Stack, rounds: int, seconds: float, told: Callable[[int, str], None]) -> Answered:
    """Load each door for `seconds` in every round, on fresh ground. Raises Fault."""
    ground.prepare(stack)
    child = Child(stack.home, "bench-http-intake")
    port = stack.ports.claim("intake-0")
    argv = [sys.executable, "-m", "deploy.bench.http.service"]
    environment = stack.environment("intake")
    found: dict[str, list[float]] = {door: [] for door in DOORS}
    p99: list[float] = []
    try:
        child.start(Launch(argv, environment, stack.home.work))
        child.wait_ready(lambda: is_ready(stack.url("intake")), _READY_BOUND)
        for number in range(rounds):
            for door, (method, path) in DOORS.items():
                told(number, door)
                answer = _load(port, method, path, seconds)
                found[door].append(answer["answered"] / seconds)
                if door == "stored":
                    p99.append(answer["p99_ms"])
    finally:
        child.stop()
    per_s = {door: statistics.median(rates) for door, rates in found.items()}
    return Answered(per_s, statistics.median(p99))


def _load(port: int, method: str, path: str, seconds: float) -> dict[str, float]:
    argv = [sys.executable, "-m", "deploy.bench.http.load", HOST, str(port), method, path]
    done = subprocess.run(
        [*argv, str(CONNECTIONS), str(seconds)],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )
    answer: dict[str, float] = json.loads(done.stdout) if done.returncode == 0 else {}
    if not answer or answer["refused"] or not answer["answered"]:
        raise Fault(f"Intake did not answer {path} as it should: {answer}", "See its log", done.stderr)
    return answer
