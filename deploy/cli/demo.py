"""`netral demo`: play invented cases through the four services."""

import asyncio
import contextlib
import json
import signal
import threading
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, TracesOption
from deploy.cli.running import ENDINGS, Ended, addresses, bring_down, bring_up, endings
from deploy.cli.terminal import Terminal
from deploy.clock import TrialClock
from deploy.demo.demo import Played, run
from deploy.demo.memory import Memory
from deploy.demo.script import BEGINS_AT
from deploy.demo.summary import lines
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack


def demo(
    home: HomeOption = DEFAULT_HOME,
    once: Annotated[
        bool, typer.Option("--once", help="End when everything is checked; status 0 only if all holds.")
    ] = False,
    json_: JsonOption = False,
    traces: TracesOption = True,
) -> None:
    """Start the stack, import 138 media items, play cases to their ends, check, stay up until Ctrl+C.

    It plays in October 2024, on a clock that it moves: a folder of its own, never a real stack's. On the same
    state folder it goes on from where it was. Exits 0 if every case ended as it should, every
    ledger verified and every mail arrived, else 1. With --once a stack that ran before goes on running.
    """
    stack = Stack(home)
    TrialClock(stack).begin(BEGINS_AT)
    with endings():
        memory = _remember(stack)
        bring_up(stack, traces)
        try:
            played = _play(stack, memory, json_)
            if not once:
                _stay(stack, Console(stderr=json_, highlight=False))
        finally:
            if memory.started or not once:
                Terminal().step("Menghentikan semua / stopping everything")
                bring_down(stack)
                memory.started = False
    raise typer.Exit(0 if played.holds else 1)


def _remember(stack: Stack) -> Memory:
    """What the demo knows of this folder. Whose stack it is, is written before anything starts."""
    stack.home.prepare()
    memory = Memory(stack.home.root / "demo.json")
    if not any(stack.running(name) for name in SERVICES):
        memory.started = True
    return memory


def _play(stack: Stack, memory: Memory, json_: bool) -> Played:
    # With --json standard output is the document alone.
    console, terminal = Console(stderr=json_, highlight=False), Terminal()
    try:
        played = asyncio.run(_until_ended(run(stack, memory, console, terminal.step)))
    except asyncio.CancelledError:
        terminal.step("Interrupted. The same command again goes on from here")
        raise Ended from None
    if json_:
        print(json.dumps(played.as_json()), flush=True)
    else:
        _show(played, console)
    return played


async def _until_ended(work: Coroutine[Any, Any, Played]) -> Played:
    """Carry the work out; a signal that ends the command cancels it. Raises CancelledError then.

    Raised wherever the loop happens to be, Ended would leave half-finished tasks behind.
    """
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    before = {number: signal.getsignal(number) for number in ENDINGS}
    for number in ENDINGS:
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


def _show(played: Played, console: Console) -> None:
    console.print()
    for line in lines(played.endings):
        console.print(line, soft_wrap=True)
    console.print()
    for check in played.checks:
        mark = "[green]✓[/green]" if check.holds else "[red]✗[/red]"
        console.print(f"{mark} {escape(check.name)}: {escape(check.detail)}", soft_wrap=True)


def _stay(stack: Stack, console: Console) -> None:
    console.print(f"\n{escape(addresses(stack))}", soft_wrap=True)
    console.print(f"  {'status':<10} netral status --home {escape(str(stack.home.root))}", soft_wrap=True)
    with contextlib.suppress(KeyboardInterrupt):
        console.print("\nCtrl+C menghentikan semua / stops everything.")
        threading.Event().wait()
