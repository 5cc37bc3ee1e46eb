"""Starting many parts at once, and giving a start up in the middle of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from deploy.faults import Fault
from deploy.home import Home
from deploy.progress import Progress


class Interruptible:
    """Ends a download when the start it belongs to was given up."""

    def __init__(self, progress: Progress, home: Home) -> None:
        self.step = progress.step
        self._progress = progress
        self._home = home

    def download(self, done: int, total: int) -> None:
        """Tell how far it is. Raises Fault when the start was given up."""
        if self._home.closing.is_set():
            raise Fault("The download was interrupted", "Run the command again")
        self._progress.download(done, total)


def parallel(*works: Callable[[], Any]) -> None:
    """Run all at once; raises the first fault without waiting for the others."""
    if not works:
        return
    pool = ThreadPoolExecutor(len(works))
    try:
        for done in [pool.submit(work) for work in works]:
            done.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
