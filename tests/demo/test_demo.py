"""`netral demo`: ends well, ends well again, and goes on after it was killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.reports import REPORTS
from deploy.environment import KAFKA, SMTP, database_variable, owner_variable
from deploy.home import Home
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from tests.support.until import until

EXTERNAL = {KAFKA, SMTP, *map(database_variable, SERVICES), *map(owner_variable, SERVICES)}


class Demo:
    """Runs `netral demo` on one state folder."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)

    def start(self, *options: str) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if name not in EXTERNAL}
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.cli.main", "demo", *options],
            env={**clean, "NETRAL_HOME": str(self.home.root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def once(self) -> tuple[int, str]:
        running = self.start("--once", "--json")
        said, errors = running.communicate(timeout=400)
        assert "Traceback" not in errors
        return running.returncode, said

    def running(self) -> bool:
        stack = Stack(self.home.root)
        return any(stack.running(name) for name in SERVICES) or stack.mail.running

    def cases(self) -> dict[str, str]:
        """The case that each report became, as the demo remembers it."""
        remembered = json.loads((self.home.root / "demo.json").read_text())["reports"]
        return {name: one["case_id"] for name, one in remembered.items()}

    def mails(self) -> int:
        return len(list(self.home.mail.glob("*.eml")))


@pytest.fixture
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    yield Demo(folder / "home")
    Stack(folder / "home").down()
    shutil.rmtree(folder, ignore_errors=True)


def held(said: str) -> dict[str, str]:
    document = json.loads(said)
    wrong = [check for check in document["checks"] if not check["holds"]]
    assert wrong == []
    assert document["holds"] is True
    assert len(document["checks"]) == 6
    cases: dict[str, str] = document["cases"]
    return cases


async def test_killed_it_goes_on_and_played_again_it_changes_nothing(demo: Demo) -> None:
    running = demo.start()

    async def in_the_middle() -> bool:
        assert running.poll() is None, running.communicate()
        return demo.mails() > 10

    await until(in_the_middle, "some mails arrived", 200)
    running.kill()
    running.communicate()
    assert demo.running(), "the parts outlive the command"
    staying = demo.start()
    assert staying.stdout is not None
    lines = []
    for line in staying.stdout:
        lines.append(line)
        if "Ctrl+C" in line:
            break
    said = "".join(lines)
    assert said.count("✓") == 6 + len(REPORTS), "six checks, and how each story that is told ended"
    assert "✗" not in said
    for story in REPORTS:
        assert story.tells in said
    assert "/docs" in said
    assert str(demo.home.mail) in said
    staying.send_signal(signal.SIGTERM)
    _, errors = staying.communicate(timeout=100)
    assert staying.returncode == 0, errors
    assert "Traceback" not in errors
    assert not demo.running()

    cases, mails = demo.cases(), demo.mails()
    assert mails > 50
    status, said = demo.once()
    assert status == 0, said
    assert cases.items() <= held(said).items(), "no report was handed in twice"
    assert demo.mails() == mails, "no item became a second case, nobody was told twice"
    assert not demo.running()


async def test_interrupted_it_stops_everything(demo: Demo) -> None:
    running = demo.start("--once")

    async def playing() -> bool:
        assert running.poll() is None, running.communicate()
        return (demo.home.root / "demo.json").exists() and "case_id" in (
            demo.home.root / "demo.json"
        ).read_text()

    await until(playing, "the play has begun", 200)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=100)
    assert running.returncode == 130, errors
    assert "Traceback" not in errors
    assert "goes on from here" in errors
    assert not demo.running()
