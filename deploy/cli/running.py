"""Starting a stack for a command, staying with it, and stopping it whatever ends the command."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from deploy.cli.terminal import Terminal
from deploy.stack import Stack

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(KeyboardInterrupt):
    """Ctrl+C, SIGTERM, or the terminal was closed."""


@contextmanager
def endings() -> Iterator[None]:
    """Turn the signals that end a command into `Ended`, raised where the main thread stands."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def bring_up(stack: Stack, traces: bool) -> bool:
    """Start what does not run and show it; an interrupted start is stopped again.

    False when everything ran already.
    """
    terminal = Terminal()
    try:
        return stack.up(progress=terminal, traces=traces)
    except KeyboardInterrupt:
        terminal.close()
        terminal.step("Interrupted; stopping what was started")
        bring_down(stack)
        raise
    finally:
        terminal.close()


def bring_down(stack: Stack) -> int:
    """Stop everything; a second Ctrl+C does not leave half of it running."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in ENDINGS}
    try:
        return stack.down()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stay(stack: Stack) -> None:
    """Wait for the end of the command, then stop the stack."""
    try:
        print("Ctrl+C stops everything.", flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        Terminal().step("Stopping")
    finally:
        bring_down(stack)


def addresses(stack: Stack) -> str:
    """Where everything of a running stack is, for a person."""
    lines = [f"  {name:<10} {url}/docs" for name, url in stack.urls.items()]
    lines.append(f"  {'kafka':<10} {stack.bootstrap}")
    lines.append(f"  {'mail':<10} {stack.mail.folder}")
    if stack.traced:
        lines.append(f"  {'traces':<10} {stack.zipkin.address}")
    lines.append(f"  {'logs':<10} {stack.home.logs}")
    return "\n".join(lines)
