"""Every worked case of the product, played over the HTTP APIs of one running system."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.cases.player import Difference
from deploy.stack import Stack
from tests.cases.conftest import FILES
from tests.support.stacks import ROOT


@pytest.mark.parametrize("file", [file.name for file in FILES])
def test_a_worked_case_goes_as_its_file_says(ended: dict[str, Difference | None], file: str) -> None:
    assert ended[file] is None


def _netral(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NETRAL_HOME": str(stack.home.root), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "deploy.cli.main", "case", "play", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_plays_a_file_and_shows_every_step(stack: Stack) -> None:
    file = ROOT / "docs" / "cases" / "kepala-desa.yaml"
    played = _netral(stack, str(file), "--json")
    assert played.returncode == 0, played.stderr
    said = json.loads(played.stdout)
    assert said["holds"] is True
    assert [step["give"] for step in said["steps"]][:2] == ["intake/reports", "intake/begin-review"]
    assert "K91" in said["steps"][-1]["found"]


def test_the_command_names_the_first_difference_and_its_line(stack: Stack, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "cases" / "kepala-desa.yaml").read_text()
    file = tmp_path / "lain.yaml"
    file.write_text(text.replace("state: K02", "state: K03"))
    line = 1 + text[: text.index("state: K02")].count("\n")
    played = _netral(stack, str(file))
    assert played.returncode == 1
    assert f"lain.yaml:{line}: state: expected K03, found K02" in played.stdout


def test_a_file_that_cannot_be_played_ends_with_status_2_and_plays_nothing(
    stack: Stack, tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "cases" / "kepala-desa.yaml").read_text()
    file = tmp_path / "salah.yaml"
    file.write_text(text.replace("intake/begin-review", "intake/begin-reviev"))
    line = 1 + text[: text.index("intake/begin-review")].count("\n")
    played = _netral(stack, str(file))
    assert (played.returncode, played.stdout) == (2, "")
    assert f"salah.yaml:{line}: steps.1.give: is no command. Remedy: did you mean intake/begin-review" in (
        played.stderr
    )
