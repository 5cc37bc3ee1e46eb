"""`netral status`: what runs, how far behind it is, and how many cases are where."""

import json

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption
from deploy.faults import Fault
from deploy.snapshot import FIGURES, ServiceState, Snapshot, collect
from deploy.stack import Stack


def status(home: HomeOption = DEFAULT_HOME, json_: JsonOption = False) -> None:
    """Show services, lag, oldest unpublished event, cases by state. Exits 1 when nothing runs."""
    stack = Stack(home)
    found = collect(stack)
    if json_:
        print(json.dumps(found.as_json()))
        raise typer.Exit(0 if found.up else 1)
    if not found.up:
        raise Fault(f"The stack in {stack.home.root} is not running", "Start it with: netral up")
    _show(found)


def _show(found: Snapshot) -> None:
    console = Console(highlight=False)
    services = Table("service", box=None, header_style="bold", padding=(0, 1, 0, 0))
    services.add_column("address", no_wrap=True)
    services.add_column("ready")
    for figure in ("lag", "unpublished", "oldest s", "waiting", "dead"):
        services.add_column(figure, justify="right")
    for one in found.services:
        services.add_row(one.name, one.url or "-", _ready(one), *map(_figure, _values(one)))
    for name, part in (("kafka", found.kafka), ("mail", found.mail)):
        services.add_row(name, part["address"] or "-", _yes(part["ready"]))
    console.print(services)
    for title, counts in (("cases", found.cases), ("notifications", found.notifications)):
        listed = ", ".join(f"{state} {count}" for state, count in counts.items())
        console.print(f"\n[bold]{title}[/bold]  {sum(counts.values())}  {listed}")
    console.print(f"[bold]mails[/bold]  {found.mail['mails']} in {found.mail['folder']}")
    for one in found.services:
        for reason in one.reasons:
            console.print(f"[yellow]{one.name} is not ready: {reason}[/yellow]")


def _values(one: ServiceState) -> list[int | float | None]:
    return [one.figures[figure] for figure in FIGURES]


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return str(round(value, 1))


def _ready(one: ServiceState) -> str:
    return _yes(one.ready) if one.answers else "[red]no answer[/red]"


def _yes(value: bool) -> str:
    return "[green]yes[/green]" if value else "[red]no[/red]"
