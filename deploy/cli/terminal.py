"""What a long command shows while it works: lines and a download bar, on standard error."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

_LINES = 4  # lines about one download where no bar can be drawn


class Terminal:
    """The `deploy.progress.Progress` of the command line. Safe to use from several threads."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._lock = threading.Lock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._told = 0

    def step(self, text: str) -> None:
        """One line."""
        self._console.print(f"[dim]netral:[/dim] {text}")

    def download(self, done: int, total: int) -> None:
        """A bar on a terminal, a few lines elsewhere."""
        with self._lock:
            if self._console.is_terminal:
                self._draw(done, total)
            elif (quarter := done * _LINES // total) > self._told:
                self._told = quarter
                self.step(f"fetched {done / 1e6:.0f} of {total / 1e6:.0f} MB")

    def _draw(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = Progress(
                TextColumn("        fetching"),
                BarColumn(),
                DownloadColumn(),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._task = self._bar.add_task("", total=total)
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=done)
        if done >= total:
            self._bar.stop()
            self._bar = None

    def close(self) -> None:
        """Take down a bar that was not finished, so that what follows is readable."""
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
                self._bar = None


@contextlib.contextmanager
def by_bytes(console: Console, doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, which is told how many bytes of a file are done and is gone in the end."""
    with Progress(
        TextColumn(doing),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total or None)
        yield lambda done: bar.update(task, completed=done)
