"""Real PostgreSQL with the four databases of Netral, without Kafka and services."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.stack import Stack


@contextmanager
def own_databases() -> Iterator[Stack]:
    """A stack in a new folder of which only PostgreSQL runs, migrated; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    stack = Stack(folder / "home")
    stack.home.prepare()
    stack.postgres.start()
    try:
        stack.provision()
        yield stack
    finally:
        stack.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
