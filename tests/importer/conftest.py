"""A real stack for the import, and the command as a program starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack import Stack
from tests.support.stacks import own_stack


class Importer:
    """Runs `netral import` against one stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def start(self, file: Path, *options: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.main", "import", str(file), *options],
            env={**os.environ, "NETRAL_HOME": str(self.stack.home.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, file: Path, *options: str) -> tuple[int, str, str]:
        running = self.start(file, *options)
        said, errors = running.communicate(timeout=300)
        return running.returncode, said, errors


@pytest.fixture(scope="package")
def started() -> Iterator[Stack]:
    with own_stack() as stack:
        yield stack


@pytest.fixture
def importer(started: Stack) -> Importer:
    started.up()
    return Importer(started)
