"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.faults import Fault
from deploy.stack import Stack

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
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document for programs.")]


def existing(home: Path) -> Stack:
    """The stack of this folder; Fault when none was ever started there."""
    stack = Stack(home)
    if not stack.home.exists():
        raise Fault(
            f"There is no stack in {stack.home.root}",
            "Start one with: netral up (or name its folder with --home)",
        )
    return stack
