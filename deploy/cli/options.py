"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from deploy.faults import Fault
from deploy.stack import Stack
from shared.policy import PolicyFault

HOME_VARIABLE = "NETRAL_HOME"
DEFAULT_HOME = Path(".netral")

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar=HOME_VARIABLE,
        help="The folder with the state of this stack.",
        metavar="DIR",
    ),
]
TracesOption = Annotated[
    bool,
    typer.Option(
        "--traces/--no-traces",
        envvar="NETRAL_TRACES",
        help="Start a trace viewer (Zipkin) and send it what every step takes.",
    ),
]
DataOption = Annotated[
    Path,
    typer.Option(
        "--data",
        exists=True,
        file_okay=False,
        help="A folder of policy data (default: what this version of Netral is shipped with).",
        metavar="FOLDER",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for programs.")]

Read = TypeVar("Read")


def whole(read: Callable[[Path], Read], data: Path, status: int = 1) -> Read:
    """What is read from a folder of policy data; where that is broken, every fault is told and it exits."""
    try:
        return read(data)
    except PolicyFault as fault:
        tell_findings(fault, Console(stderr=True, highlight=False))
        raise typer.Exit(status) from None


def tell_findings(fault: PolicyFault, console: Console) -> None:
    """Every fault of the policy data on a line, with its remedy, then how many there are."""
    for one in fault.findings:
        console.print(str(one), markup=False, soft_wrap=True)
    count = len(fault.findings)
    found = f"{count} finding{'s' if count > 1 else ''}"
    console.print(f"[red]Kebijakan rusak / {found}[/red]; nothing is loaded")


def existing(home: Path) -> Stack:
    """The stack of this folder; Fault when none was ever started there."""
    stack = Stack(home)
    if not stack.home.exists():
        raise Fault(
            f"There is no stack in {stack.home.root}",
            "Start one with: netral up (or name its folder with --home)",
        )
    return stack
