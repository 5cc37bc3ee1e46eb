"""Children are found again, ended in bounded time, and never mistaken for another process."""

import json
import os
import signal
import sys
import time

import psutil
import pytest

from deploy.embedded.processes import MARK, Child, Launch, end_strays
from deploy.faults import Fault
from deploy.home import Home


def _launch(home: Home, code: str) -> Launch:
    return Launch([sys.executable, "-c", code], dict(os.environ), home.root)


SLEEPS = "import time; print('begun', flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(15, signal.SIG_IGN); {SLEEPS}"


def _begun(child: Child) -> None:
    child.wait_ready(lambda: "begun" in child.tail(), 20)


def test_a_child_is_found_again_by_its_pid_file(home: Home) -> None:
    child = Child(home, "one")
    pid = child.start(_launch(home, SLEEPS))
    assert Child(home, "one").pid == pid
    assert child.start(_launch(home, SLEEPS)) == pid, "started twice"
    assert child.stop()
    assert Child(home, "one").pid is None
    assert not psutil.pid_exists(pid)


def test_a_recycled_pid_is_not_taken_for_the_child(home: Home) -> None:
    """This test's own pid with another birth must not be seen, and above all not be killed."""
    record = {"pid": os.getpid(), "birth": "long ago"}
    (home.pids / "one.json").write_text(json.dumps(record))
    child = Child(home, "one")
    assert child.pid is None
    child.kill()
    assert not (home.pids / "one.json").exists()


def test_a_half_written_pid_file_does_not_block(home: Home) -> None:
    (home.pids / "one.json").write_text('{"pid": 12')
    child = Child(home, "one")
    assert child.pid is None
    started = child.start(_launch(home, SLEEPS))
    assert Child(home, "one").pid == started
    child.kill()


def test_a_child_that_ignores_the_request_is_killed_after_the_bound(home: Home) -> None:
    child = Child(home, "deaf")
    child.start(_launch(home, DEAF))
    _begun(child)
    started = time.monotonic()
    assert not child.stop(signal.SIGTERM, bound=0.2)
    assert time.monotonic() - started < 10
    assert child.pid is None


def test_a_child_that_ends_while_starting_shows_the_end_of_its_log(home: Home) -> None:
    child = Child(home, "one")
    child.start(_launch(home, "raise SystemExit('the port is on holiday')"))
    with pytest.raises(Fault) as fault:
        child.wait_ready(lambda: False, 20)
    assert "one ended while it was starting" in fault.value.what
    assert "the port is on holiday" in fault.value.detail
    assert str(child.log) in fault.value.remedy


def test_a_child_that_is_never_ready_is_reported_after_the_bound(home: Home) -> None:
    child = Child(home, "one")
    child.start(_launch(home, SLEEPS))
    with pytest.raises(Fault, match="not ready after 0 s: Kafka is away"):
        child.wait_ready(lambda: False, 0.2, lambda: ": Kafka is away")
    child.kill()


def test_nothing_is_started_once_the_start_was_given_up(home: Home) -> None:
    home.closing.set()
    with pytest.raises(Fault, match="interrupted"):
        Child(home, "one").start(_launch(home, SLEEPS))


def test_a_child_without_pid_file_is_found_by_its_mark(home: Home) -> None:
    """The starter was killed between fork and the pid file."""
    lost = Child(home, "lost")
    pid = lost.start(_launch(home, SLEEPS))
    (home.pids / "lost.json").unlink()
    kept = Child(home, "kept")
    kept.start(_launch(home, SLEEPS))
    assert end_strays(home, ["kept"]) == 1
    assert kept.pid is not None
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    kept.kill()


def test_children_of_a_child_are_strays_only_without_it(home: Home) -> None:
    child, own = _with_a_child(home)
    assert end_strays(home, ["parent"]) == 0
    assert own.is_running()
    child.stop(signal.SIGKILL)
    assert end_strays(home, ["parent"]) == 1


def test_a_kill_takes_the_children_along(home: Home) -> None:
    child, own = _with_a_child(home)
    child.kill()
    assert not own.is_running() or own.status() == psutil.STATUS_ZOMBIE
    assert end_strays(home, ["parent"]) == 0


def _with_a_child(home: Home) -> tuple[Child, psutil.Process]:
    child = Child(home, "parent")
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time;"
        " time.sleep(600)']); print('begun', flush=True); p.wait()"
    )
    child.start(_launch(home, code))
    _begun(child)
    assert child.pid is not None
    return child, psutil.Process(child.pid).children()[0]


def test_another_stack_is_left_alone(home: Home, room: object) -> None:
    other = Home(home.root.parent / "other")
    other.prepare()
    child = Child(other, "one")
    child.start(_launch(other, SLEEPS))
    assert end_strays(home, []) == 0
    assert child.pid is not None
    assert psutil.Process(child.pid).environ()[MARK].endswith("/one")
    child.kill()
