"""`netral verify` as a program meets it."""

import json
import os
import subprocess
import sys

from deploy.environment import database_variable
from tests.verify.conftest import Copies


def verify(copies: Copies, *options: str) -> subprocess.CompletedProcess[str]:
    given = {database_variable(service): dsn for service, dsn in copies.dsns.items()}
    return subprocess.run(
        [sys.executable, "-m", "deploy.cli.main", "verify", *options],
        env={**os.environ, **given, "NETRAL_HOME": str(copies.stack.home.root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_whole_ledgers_are_status_0(copies: Copies) -> None:
    said = verify(copies, "--json")
    assert said.returncode == 0, said.stderr
    document = json.loads(said.stdout)
    assert document.keys() == {"ledgers", "cases", "events", "broken"}
    assert document["broken"] == []
    assert "nothing is broken" in verify(copies).stdout


async def test_a_broken_ledger_is_status_1_and_told(copies: Copies) -> None:
    await copies.plant("intake", "update ledger set actor = 'x' where type = 'CaseRegistered'")
    said = verify(copies, "--json")
    assert said.returncode == 1
    first = json.loads(said.stdout)["broken"][0]
    assert first.keys() == {"ledger", "case", "version", "reason"}
    assert first["ledger"] == "intake"
    told = verify(copies)
    assert told.returncode == 1
    assert first["case"] in told.stdout
    assert "Change nothing by hand" in told.stdout


def test_without_a_stack_it_says_what_to_do(tmp_path: object) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "deploy.cli.main", "verify", "--home", f"{tmp_path}/none"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("netral: There is no stack in")
