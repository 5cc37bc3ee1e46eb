"""The result of a bench for a person."""

import statistics
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.bench import policy
from deploy.bench.bench import Measured
from deploy.bench.flow import EVENTS_PER_ITEM
from deploy.bench.stream import Run


def show(console: Console, measured: Measured, document: dict[str, Any]) -> None:
    """Print the figures, where the processor time of an event goes, and policy."""
    console.print(_figures(measured, document))
    console.print(_split(measured))
    console.print(policy.table(document["policy"]))


def _figures(measured: Measured, document: dict[str, Any]) -> Table:
    stream, http = document["stream"], document["http"]
    table = Table(title=f"median of {len(measured.netral)} rounds, {EVENTS_PER_ITEM} events an item")
    for name, right in (("", "left"), ("Netral", "right"), ("against", "right"), ("ratio", "right")):
        table.add_column(name, justify=right)  # type: ignore[arg-type]
    events = f"{stream['events_per_s']:,.0f}", f"{stream['baseline_events_per_s']:,.0f} by hand"
    table.add_row("stream, events/s", *events, f"{stream['ratio']:.2f}")
    table.add_row("stream, items/s", f"{stream['items_per_s']:,.0f}", "", "")
    took = " / ".join(f"{stream[name]:,.0f}" for name in ("p50_ms", "p95_ms", "p99_ms"))
    table.add_row("accepted to queued at 70%, ms", took, "p50 / p95 / p99", "")
    same = f"{http['same_route_without_storing_per_s']:,.0f} storing nothing"
    table.add_row("reports accepted/s", f"{http['accepted_per_s']:,.0f}", same, f"{http['ratio']:.2f}")
    table.add_row("", "", f"{http['noop_per_s']:,.0f} FastAPI no-op", "")
    table.add_row("report answered, ms", f"{http['p99_ms']:,.0f}", "p99", "")
    return table


def _split(measured: Measured) -> Table:
    table = Table(title="processor time, microseconds an event")
    table.add_column("")
    table.add_column("Netral", justify="right")
    table.add_column("by hand", justify="right")
    ours, theirs = _medians(measured.netral), _medians(measured.baseline)
    for part in ours:
        table.add_row(part, f"{ours[part]:.0f}", f"{theirs.get(part, 0):.0f}")
    table.add_row("all", f"{sum(ours.values()):.0f}", f"{sum(theirs.values()):.0f}", style="bold")
    return table


def _medians(runs: Sequence[Run]) -> dict[str, float]:
    return {part: statistics.median(run.cpu_us.get(part, 0.0) for run in runs) for part in runs[0].cpu_us}
