"""`netral clock`: the time of a trial, shown and moved forward."""

import json
import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.clock import TrialClock

app = typer.Typer(help="The time of a trial that was started with a virtual clock.", no_args_is_help=True)

_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def _moment(given: str, now: datetime) -> datetime:
    """What a step like 3d, 12h or 30m leads to, or a moment like 2026-12-02T17:00+07:00 itself."""
    if found := re.fullmatch(r"(\d{1,5})([dhm])", given):
        try:
            return now + timedelta(**{_UNITS[found[2]]: int(found[1])})
        except OverflowError:
            raise typer.BadParameter(f"{given!r} is too far away") from None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(f"{given!r}: give a step like 3d, 12h or 30m, or a moment with its zone")
    return moment


@app.command()
def show(home: HomeOption = DEFAULT_HOME, json_: JsonOption = False) -> None:
    """Print the time of the trial."""
    now = TrialClock(existing(home)).now().isoformat(timespec="seconds")
    print(json.dumps({"now": now}) if json_ else now)


@app.command()
def forward(
    step: Annotated[str, typer.Argument(help="3d, 12h, 30m, or a moment with its zone.", metavar="STEP")],
    home: HomeOption = DEFAULT_HOME,
    json_: JsonOption = False,
) -> None:
    """Move the time of the trial forward; return when all limits that it passes are noted."""
    clock = TrialClock(existing(home))
    now = clock.forward(_moment(step, clock.now())).isoformat(timespec="seconds")
    print(json.dumps({"now": now}) if json_ else now)
