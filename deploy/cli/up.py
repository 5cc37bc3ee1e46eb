"""`netral up`: start the stack."""

from typing import Annotated

import typer

from deploy.cli.options import DEFAULT_HOME, HomeOption, TracesOption
from deploy.cli.running import addresses, bring_up, endings, stay
from deploy.clock import TrialClock
from deploy.stack import Stack


def up(
    home: HomeOption = DEFAULT_HOME,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay until Ctrl+C, then stop everything.")
    ] = False,
    virtual_clock: Annotated[
        bool,
        typer.Option("--virtual-clock", help="For trials: time that `netral clock forward` can move."),
    ] = False,
    traces: TracesOption = True,
) -> None:
    """Start PostgreSQL, Kafka, mail catcher and the four services; return when all are ready."""
    stack = Stack(home)
    if virtual_clock:
        TrialClock(stack).begin()
    with endings():
        started = bring_up(stack, traces)
        print("The stack is ready:" if started else "The stack is running already:")
        print(addresses(stack), flush=True)
        if (clock := TrialClock(stack)).exists:
            print(f"  {'clock':<10} virtual, {clock.now():%Y-%m-%d %H:%M} UTC (netral clock)", flush=True)
        if foreground:
            stay(stack)
