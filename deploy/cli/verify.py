"""`netral verify`: whether every ledger is whole."""

import asyncio
import json

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.environment import database_variable, external
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from deploy.verify.addresses import addresses
from deploy.verify.report import Report, Watched, unwatched

_SHOWN = 20  # findings that a person sees; --json has them all


def verify(home: HomeOption = DEFAULT_HOME, json_: JsonOption = False) -> None:
    """Recompute every chain, compare what the agencies saw of each other. Exits 1 if anything is broken."""
    given = all(external(database_variable(service)) for service in SERVICES)
    dsns = addresses(Stack(home) if given else existing(home))
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as bars:
        report = asyncio.run(_verify(dsns, _drawn(bars) if console.is_terminal else unwatched))
    if json_:
        print(json.dumps(report.as_json()))
    else:
        show(report)
    raise typer.Exit(0 if report.whole else 1)


async def _verify(dsns: dict[str, str], watched: Watched) -> Report:
    from deploy.verify.verify import verify_all

    return await verify_all(dsns, watched)


def _drawn(bars: Progress) -> Watched:
    tasks = {}

    def watched(ledger: str, done: int, total: int) -> None:
        if ledger not in tasks:
            tasks[ledger] = bars.add_task(ledger)
        bars.update(tasks[ledger], completed=done, total=total)

    return watched


def show(report: Report) -> None:
    """Tell a person what was found, and what to do about it."""
    console = Console(highlight=False)
    size = f"{report.ledgers} ledgers, {report.cases} cases, {report.events} events"
    if report.whole:
        console.print(f"[green]Semua utuh / nothing is broken:[/green] {size}.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("ledger")
    table.add_column("case", no_wrap=True, min_width=36)
    table.add_column("version", justify="right")
    table.add_column("reason", overflow="fold")
    for one in report.found[:_SHOWN]:
        table.add_row(one.ledger, str(one.case or "-"), str(one.version or "-"), one.reason)
    console.print(table)
    count = len(report.found) + report.beyond
    if count > _SHOWN:
        console.print(f"... and {count - _SHOWN} more; --json lists them")
    console.print(
        f"\n[red]Riwayat rusak / {count} finding{'s' if count > 1 else ''}[/red] in {size}.\n"
        "Change nothing by hand. Keep the databases as they are, tell the agency that owns the ledger and\n"
        "the auditor, and restore it from a backup; what was lost can be read from the topics."
    )
