"""`netral workdays` and `netral clock` as a person and a program meet them; neither starts anything."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.faults import Fault


class Netral:
    """Runs `netral` in this process, with a state folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, env={"NETRAL_HOME": str(self.home)})


def told(refused: Result) -> str:
    """What a person reads: the usage error, or the fault as the command tells it."""
    fault = refused.exception
    return f"{fault.what}. {fault.remedy}" if isinstance(fault, Fault) else refused.stderr


@pytest.fixture
def netral(tmp_path: Path) -> Netral:
    return Netral(tmp_path / "home")


def test_the_date_is_all_that_stands_on_standard_output(netral: Netral) -> None:
    answered = netral("workdays", "2024-04-05", "7", "--region", "32.08")
    assert (answered.exit_code, answered.stdout) == (0, "2024-04-24\n")
    assert "2024-04-10" in answered.stderr  # a free day, told beside it


def test_a_program_gets_zone_end_and_free_days(netral: Netral) -> None:
    answered = netral("workdays", "2024-11-22", "7", "--region", "94", "--json")
    found = json.loads(answered.stdout)
    assert (found["date"], found["zone"], found["until"]) == (
        "2024-12-04",
        "WIT",
        "2024-12-04T15:00:00+00:00",
    )
    assert "2024-11-27" in {day["date"] for day in found["free"]}
    assert found["estimated"] is False


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (("2024-13-01", "3"), "DATE"),
        (("2024-01-01", "-1"), "N"),
        (("2024-01-01", "three"), "N"),
        (("2024-01-01", "3", "--region", "99"), "--region"),
        (("9999-12-30", "3660"), "beyond all calendars"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(
    netral: Netral, given: tuple[str, ...], named: str
) -> None:
    refused = netral("workdays", *given)
    assert refused.exit_code != 0
    assert refused.stdout == ""
    assert named in told(refused)


@pytest.mark.parametrize("given", [("show",), ("forward", "3d"), ("forward", "soon"), ("forward", "99999d")])
def test_where_there_is_no_trial_no_clock_is_moved(netral: Netral, given: tuple[str, ...]) -> None:
    refused = netral("clock", *given)
    assert refused.exit_code != 0
    assert refused.stdout == ""
    assert "netral up" in told(refused)
    assert not netral.home.exists()
