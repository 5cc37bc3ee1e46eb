"""`netral import`: hand a file of media items in."""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.cli.terminal import Terminal, by_bytes
from deploy.faults import Fault
from deploy.importer.desk import Desk
from deploy.importer.run import AT_ONCE, Import, Imported, Watched
from deploy.probe import get_json
from deploy.stack import Stack

_SHOWN = 20  # rejected lines that a person sees; --json has them all
_EVERY = 10.0  # seconds between two lines where no bar can be drawn


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="Media items, one JSON object a line.",
            metavar="FILE",
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
    json_: JsonOption = False,
) -> None:
    """Hand media items in at the front desk; the same file again creates nothing new.

    Of each object id, url, outlet, title, text (or text_excerpt) and published (or date) are taken.
    Exits 0 if every line was taken, 1 if some were rejected, 130 if interrupted.
    """
    stack = existing(home)
    done = asyncio.run(_import(stack, file))
    if json_:
        print(json.dumps(done.as_json()))
    else:
        show(done)
    raise typer.Exit(1 if done.rejected else 0)


async def _import(stack: Stack, file: Path) -> Imported:
    url = stack.known_url("intake")
    if url is None or get_json(f"{url}/healthz") is None:
        raise Fault("The front desk (intake) does not answer", "Start the stack with: netral up")
    async with Desk(url, stack.token("importer"), AT_ONCE) as desk:
        with file.open("rb") as content, _drawn(file.stat().st_size) as watched:
            run = Import(desk, watched)
            try:
                return await run.run(content)
            except (asyncio.CancelledError, Fault):
                taken = run.done.accepted + run.done.known
                Terminal().step(f"Not finished: {taken} lines are stored. The same command again goes on")
                raise


@contextlib.contextmanager
def _drawn(total: int) -> Iterator[Watched]:
    """A bar by bytes on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _told(total)
        return
    with by_bytes(console, "importing", total) as watched:
        yield watched


def _told(total: int) -> Watched:
    terminal, last = Terminal(), time.monotonic()

    def watched(done: int) -> None:
        nonlocal last
        if time.monotonic() - last > _EVERY:
            last = time.monotonic()
            terminal.step(f"imported {done / 1e6:.0f} of {total / 1e6:.0f} MB")

    return watched


def show(done: Imported) -> None:
    """Tell a person what became of the lines."""
    console = Console(highlight=False)
    console.print(
        f"{done.read} baris dibaca / lines read: {done.accepted} diterima / accepted, "
        f"{done.known} sudah ada / known, {len(done.rejected)} ditolak / rejected",
        soft_wrap=True,
    )
    for one in sorted(done.rejected, key=lambda one: one.line)[:_SHOWN]:
        console.print(f"  [yellow]line {one.line}[/yellow]: {escape(one.reason)}", soft_wrap=True)
    if len(done.rejected) > _SHOWN:
        console.print(f"  ... and {len(done.rejected) - _SHOWN} more; --json lists them")
