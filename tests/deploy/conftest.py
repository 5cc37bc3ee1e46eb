"""A real stack for the tests of deploy: PostgreSQL, Kafka and mail catcher, started once a run."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.environment import TELEMETRY, given_variables
from deploy.home import Home
from deploy.stack import Stack


@pytest.fixture(autouse=True)
def no_external_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not lead these tests to a server that is not theirs."""
    for name in (*given_variables(), *TELEMETRY, "NETRAL_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def room() -> Iterator[Path]:
    """An empty folder with a short path (pytest's own are too long for a socket)."""
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(room: Path) -> Home:
    """The folders of a stack that runs nothing."""
    made = Home(room / "home")
    made.prepare()
    return made


@pytest.fixture(scope="package")
def started() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    stack = Stack(folder / "home")
    try:
        yield stack
    finally:
        stack.down()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stack(started: Stack) -> Stack:
    """The stack of this run with all its parts up, whatever the test before did to it."""
    started.up(())
    return started
