"""`netral classify`: the codes that each of many sets of facts may be, a line in, a line out."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, BinaryIO

import typer
from rich.console import Console

from deploy.classifying import classified
from deploy.cli.options import DataOption, whole
from deploy.cli.terminal import by_bytes
from shared.classification.asking import Asking, Refused
from shared.classification.words import Language
from shared.policy import FOLDER, load
from shared.scope import NATIONAL

_NOTED = 20  # refused lines that are told on standard error; standard output has them all
_EVERY = 1000  # lines between two looks at how far it is


def classify(
    file: Annotated[
        typer.FileBinaryRead,
        typer.Argument(help="Facts, one JSON object a line; - is standard input.", metavar="FACTS.jsonl"),
    ],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], help="The day it is asked for (default: today).", metavar="DATE"
        ),
    ] = None,
    language: Annotated[Language, typer.Option("--language", help="Of texts and reasons.")] = "id",
    data: DataOption = FOLDER,
) -> None:
    """Suggest codes of the catalogue for each set of facts; an officer decides. Nothing is stored.

    Every line gets one line, in the same order: an answer, or {"id", "error": {line, field, reason, remedy}}.
    Exits 0 if every line was answered, 1 if some were refused, 130 if interrupted.
    """
    policy = whole(load, data)
    day = on.date() if on else policy.calendar.day_of(datetime.now(UTC), NATIONAL)
    notes, output = _Notes(str(getattr(file, "name", "-"))), sys.stdout.buffer
    with _drawn(file) as watched:
        # whoever hands lines in through a pipe may wait for each answer
        at_once = not file.seekable()
        answers = classified(Asking(policy), file, day, language, notes.refused)
        for number, answer in enumerate(answers, 1):
            output.write(answer)
            if at_once:
                output.flush()
            if number % _EVERY == 0:
                watched()
    output.flush()
    raise typer.Exit(notes.end())


class _Notes:
    """Tells a person of refused lines, but not of a million of them."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def refused(self, number: int, one: Refused) -> None:
        """A line that is no set of facts."""
        self._count += 1
        if self._count <= _NOTED:
            where = ": ".join(str(part) for part in (f"{self._file}:{number}", one.id, one.field) if part)
            print(f"netral: {where}: {one.reason}. Remedy: {one.remedy}.", file=sys.stderr)

    def end(self) -> int:
        """How many there were, where not all were told; and the exit status."""
        if self._count > _NOTED:
            print(f"netral: ... and {self._count - _NOTED} more; the answers name them", file=sys.stderr)
        return 1 if self._count else 0


@contextlib.contextmanager
def _drawn(content: BinaryIO) -> Iterator[Callable[[], None]]:
    """A bar by bytes on a terminal that does not show the answers; nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal or sys.stdout.isatty() or not content.seekable():
        yield lambda: None
        return
    with by_bytes(console, "classifying", os.fstat(content.fileno()).st_size) as watched:
        yield lambda: watched(content.tell())
