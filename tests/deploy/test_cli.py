"""The netral command as a person and a program meet it: a process, its output, its exit status."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.embedded.processes import MARK
from deploy.home import Home
from deploy.provision.migrations import SERVICES

STAND_IN = str(Path(__file__).parent / "stand_in")
FIGURES = ("lag", "unpublished", "oldest_unpublished_s", "waiting", "dead_letters")


class Netral:
    """Runs `netral` with a state folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        # The stand-ins are for the services alone: deploy itself must find the real migrations.
        self.environment = {**os.environ, "NETRAL_HOME": str(home), "PYTHONPATH": STAND_IN}
        self.argv = [sys.executable, "-m", "deploy.cli.main"]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.argv, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.argv, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def processes(self) -> list[int]:
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(MARK, "").startswith(self.home.mark)
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process.pid)
            except psutil.Error:
                continue
        return found


@pytest.fixture
def netral(room: Path) -> Iterator[Netral]:
    command = Netral(room / "home")
    yield command
    command("down")


def test_help_names_every_command(netral: Netral) -> None:
    said = netral("--help")
    assert said.returncode == 0
    for name in ("up", "down", "status", "token", "provision"):
        assert f" {name} " in said.stdout


def test_a_stack_from_up_to_down(netral: Netral) -> None:
    up = netral("up")
    assert up.returncode == 0, up.stderr
    assert "The stack is ready" in up.stdout
    assert "Traceback" not in up.stderr

    again = netral("up")
    assert again.returncode == 0
    assert "running already" in again.stdout

    status = json.loads(netral("status", "--json").stdout)
    assert [one["name"] for one in status["services"]] == list(SERVICES)
    for one in status["services"]:
        assert one.keys() == {"name", "url", "ready", *FIGURES}
        assert one["ready"] is True
        assert one["lag"] == 3
    assert status["cases"] == {"K00": 6, "intake": 1, "sanctions": 1, "triage": 1}
    assert status["notifications"] == {"K00": 2, "notify": 1}
    assert status["kafka"]["ready"] is True
    assert status["mail"]["ready"] is True
    assert "K00 6" in netral("status").stdout

    assert len(netral("token", "auditor").stdout.strip()) >= 43

    down = netral("down")
    assert down.returncode == 0
    assert "Stopped 7 processes" in down.stdout
    assert netral.processes() == []
    assert netral("down").returncode == 0


def test_status_of_a_stack_that_is_not_up(netral: Netral) -> None:
    said = netral("status")
    assert said.returncode == 1
    assert said.stderr.splitlines()[1].strip() == "Start it with: netral up"
    for_programs = netral("status", "--json")
    assert for_programs.returncode == 1
    found = json.loads(for_programs.stdout)
    assert [one["ready"] for one in found["services"]] == [False] * 4
    assert found["services"][0]["lag"] is None
    assert not netral.home.root.exists(), "asking changed something"


def test_usage_is_status_2_and_a_fault_is_status_1(netral: Netral) -> None:
    assert netral("no-such-command").returncode == 2
    assert netral("token").returncode == 2
    said = netral("token", "auditor")
    assert said.returncode == 1
    assert said.stderr.startswith("netral: There is no stack in")
    assert len(said.stderr.splitlines()) == 2


def test_a_folder_that_cannot_be_made_is_told_without_traceback(netral: Netral, room: Path) -> None:
    (room / "file").write_text("")
    said = netral("--home", str(room / "file" / "home"), "up")
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert str(room / "file") in said.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_foreground_stays_and_stops_everything_on_a_signal(netral: Netral, number: int) -> None:
    running = netral.start("up", "--foreground")
    assert running.stdout is not None
    for line in running.stdout:
        if "Ctrl+C" in line:
            break
    assert netral.processes()
    running.send_signal(number)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    assert "Traceback" not in errors
    assert netral.processes() == []


@pytest.mark.parametrize("during", ["Starting PostgreSQL", "Looking after databases"])
def test_an_interrupted_start_leaves_nothing_running(netral: Netral, during: str) -> None:
    running = netral.start("up")
    assert running.stderr is not None
    assert any(during in line for line in running.stderr)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 130, errors
    assert "Interrupted" in errors
    assert "Traceback" not in errors
    assert netral.processes() == []


def test_a_killed_start_does_not_block_the_next(netral: Netral) -> None:
    running = netral.start("up")
    _poll_until(lambda: len(netral.processes()) >= 2)
    running.kill()
    running.communicate()
    up = netral("up")
    assert up.returncode == 0, up.stderr
    assert netral("down").returncode == 0
    assert netral.processes() == []


def _poll_until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < limit
        time.sleep(0.02)
