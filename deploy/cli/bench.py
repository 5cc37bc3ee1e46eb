"""`netral bench`: how fast the mechanism is, against the same work written by hand."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.bench.bench import bench as measure
from deploy.bench.machine import machine
from deploy.bench.policy import measure as measure_policy
from deploy.bench.policy import table as policy_table
from deploy.bench.table import show
from deploy.bench.traces import Cost
from deploy.bench.traces import measure as costs
from deploy.bench.traces import show as show_cost
from deploy.cli.running import bring_down, endings
from deploy.cli.terminal import Terminal
from deploy.environment import KAFKA, database_variable, external
from deploy.faults import Fault
from deploy.home import write_whole
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

_MARK = "only-for-benches"
"""A file in the folders whose stack a bench may empty."""


class _Shown:
    """A progress bar on a terminal, a line for each part elsewhere."""

    def __init__(self, console: Console) -> None:
        self._terminal = Terminal()
        self._live = console.is_terminal
        self.bar = Progress(
            TextColumn("{task.description:<20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=not self._live,
        )
        self._task = self.bar.add_task("", total=None)

    def part(self, name: str, total: int) -> None:
        """A part begins."""
        if not self._live:
            self._terminal.step(name)
        self.bar.stop_task(self._task)
        self._task = self.bar.add_task(name, total=total)

    def at(self, done: int) -> None:
        """It is so far."""
        self.bar.update(self._task, completed=done)


def bench(
    items: Annotated[int, typer.Option(min=1, help="Items sent through all four services.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the median counts.")] = 3,
    file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here.", metavar="FILE")
    ] = None,
    traces: Annotated[
        bool, typer.Option("--traces", help="Only what tracing costs: rounds without and with it, in turns.")
    ] = False,
    policy: Annotated[
        bool, typer.Option("--policy", help="Only policy: loading it, classifying by it; seconds, no stack.")
    ] = False,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home",
            help="A folder for the bench's own stack, new or empty (default: a temporary one).",
            metavar="DIR",
        ),
    ] = None,
) -> None:
    """Measure stream, HTTP and policy on a stack of its own; takes some minutes and the whole machine."""
    if traces and policy:
        raise typer.BadParameter("give one of --traces and --policy", param_hint="'--policy'")
    document = _of_policy(rounds) if policy else _on_a_stack(items, rounds, traces, home)
    if file is not None:
        write_whole(file.absolute(), json.dumps(document, indent=1) + "\n", 0o644)


def _of_policy(rounds: int) -> dict[str, Any]:
    shown, found, started_at = _Shown(Console(stderr=True)), machine(), _now()
    with shown.bar:
        shown.part("policy", rounds)
        figures = measure_policy(rounds, shown.at).document()
    Console().print(policy_table(figures))
    return {"policy": figures, "machine": found, "started_at": started_at}


def _on_a_stack(items: int, rounds: int, traces: bool, home: Path | None) -> dict[str, Any]:
    _refuse_given_parts()
    started_at = _now()
    with endings(), _own_stack(home) as stack:
        shown = _Shown(Console(stderr=True))
        found = machine(stack)
        with shown.bar:
            measured = (costs if traces else measure)(stack, items, rounds, shown)
    document = measured.document(found, started_at)
    if isinstance(measured, Cost):
        show_cost(Console(), document)
    else:
        show(Console(), measured, document)
    return document


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _own_stack(home: Path | None) -> Iterator[Stack]:
    """A stack without services that nobody else uses: every run deletes its topics and empties its tables.

    Whatever ends the command, it is stopped; a temporary folder is removed.
    """
    folder = home or Path(tempfile.mkdtemp(prefix="netral-bench-"))
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Fault(f"{folder} is not empty and not a bench's", "Name an empty folder, or leave --home out")
    stack, terminal = Stack(folder), Terminal()
    try:
        stack.home.prepare()
        mark.touch()
        stack.up((), progress=terminal)
        yield stack
    except KeyboardInterrupt:
        terminal.close()
        terminal.step("Interrupted; stopping the bench")
        raise
    finally:
        terminal.close()
        bring_down(stack)
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def _refuse_given_parts() -> None:
    for name in (KAFKA, *(database_variable(service) for service in SERVICES)):
        if external(name) is not None:
            raise Fault(
                f"{name} is set: the bench deletes the topics and empties the databases that it uses",
                f"Run it without: env -u {name} netral bench",
            )
