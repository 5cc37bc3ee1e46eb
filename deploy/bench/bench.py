"""The whole measurement: alternating rounds of Netral and the baseline, the HTTP doors, policy."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from deploy.bench import policy, stream
from deploy.bench.http import measure
from deploy.bench.stream import Run
from deploy.stack import Stack

HTTP_S = 5.0
"""Seconds of load on one door in one round."""


class Told(Protocol):
    """Who is told how far the measurement is."""

    def part(self, name: str, total: int) -> None:
        """A part of the measurement begins, of so many steps."""

    def at(self, done: int) -> None:
        """So many steps of it are done."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Every run, the answers of the doors, and what policy takes."""

    netral: Sequence[Run]
    baseline: Sequence[Run]
    answered: measure.Answered
    policy: policy.Figures

    def document(self, machine: Mapping[str, object], started_at: str) -> dict[str, Any]:
        """What `netral bench --json` writes. Rates a second, latencies in milliseconds, medians of rounds.

        Both chains make the same number of events an item, so the ratio of events is that of items.
        """
        events, by_hand = _events_per_s(self.netral), _events_per_s(self.baseline)
        latencies = [run.latency for run in self.netral if run.latency]
        http = self.answered.per_s
        return {
            "stream": {
                "items_per_s": round(statistics.median(run.items_per_s for run in self.netral), 1),
                "events_per_s": round(events, 1),
                "baseline_events_per_s": round(by_hand, 1),
                "ratio": round(events / by_hand, 3),
                "p50_ms": round(statistics.median(one.p50_ms for one in latencies), 1),
                "p95_ms": round(statistics.median(one.p95_ms for one in latencies), 1),
                "p99_ms": round(statistics.median(one.p99_ms for one in latencies), 1),
            },
            "http": {
                "accepted_per_s": round(http["stored"], 1),
                "same_route_without_storing_per_s": round(http["unstored"], 1),
                "noop_per_s": round(http["noop"], 1),
                "ratio": round(http["stored"] / http["unstored"], 3),
                "p99_ms": self.answered.p99_ms,
            },
            "policy": self.policy.document(),
            "machine": dict(machine),
            "started_at": started_at,
        }


def bench(stack: Stack, items: int, rounds: int, told: Told, http_s: float = HTTP_S) -> Measured:
    """Measure on a stack whose infrastructure runs and whose services do not. Raises Fault."""
    netral: list[Run] = []
    baseline: list[Run] = []
    for number in range(1, rounds + 1):
        told.part(f"round {number}: Netral", items)
        netral.append(stream.run(stack, "netral", items, _capped(told, items), paced=True))
        told.part(f"round {number}: baseline", items)
        baseline.append(stream.run(stack, "baseline", items, _capped(told, items), paced=False))
    told.part("HTTP", rounds * len(measure.DOORS))
    doors = list(measure.DOORS)

    def asked(number: int, door: str) -> None:
        told.at(number * len(doors) + doors.index(door))

    answered = measure.measure(stack, rounds, http_s, asked)
    told.at(rounds * len(doors))
    told.part("policy", rounds)
    return Measured(netral, baseline, answered, policy.measure(rounds, told.at))


def _capped(told: Told, items: int) -> Callable[[int], None]:
    """The load at a pace comes after the items that are counted."""
    return lambda done: told.at(min(done, items))


def _events_per_s(runs: Sequence[Run]) -> float:
    return statistics.median(run.events_per_s for run in runs)
