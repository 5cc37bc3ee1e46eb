"""`netral workdays`: the last day of a limit, by the working calendar of an office."""

import json
import sys
from datetime import datetime
from typing import Annotated

import typer

from deploy.cli.options import JsonOption
from deploy.faults import Fault
from shared import policy
from shared.policy.workdays import A_DAY
from shared.scope import NATIONAL


def workdays(
    date: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%d"], help="Day 0 of the limit.", metavar="DATE")
    ],
    days: Annotated[int, typer.Argument(min=0, max=3660, help="Working days of the limit.", metavar="N")],
    region: Annotated[
        str,
        typer.Option("--region", help="Kemendagri code of the office's province or regency.", metavar="CODE"),
    ] = NATIONAL,
    json_: JsonOption = False,
) -> None:
    """Print the date N working days (hari kerja) after DATE; what was left out goes to standard error."""
    rules = policy.load()
    if region not in rules.regions:
        raise Fault(f"--region {region!r} is no code of a province or regency", "Give one like 32 or 32.08")
    calendar, start = rules.calendar, date.date()
    try:
        end = calendar.after(start, days, "working", region)
    except OverflowError:
        raise Fault(f"{days} working days after {start} lie beyond all calendars", "Give fewer") from None
    passed = [start + A_DAY * number for number in range(1, (end - start).days + 1)]
    free = {day: why for day in passed if (why := calendar.free(day, region))}
    if json_:
        document = {
            "start": start.isoformat(),
            "days": days,
            "region": region,
            "zone": calendar.zone(region),
            "date": end.isoformat(),
            "until": calendar.end_of(end, region).isoformat(),
            "free": [{"date": day.isoformat(), "reason": why} for day, why in free.items()],
            "estimated": not calendar.announced(end),
        }
        print(json.dumps(document))
        return
    print(end.isoformat())
    for day, why in free.items():
        if day.isoweekday() not in calendar.weekend:
            print(f"  libur / free: {day} {why}", file=sys.stderr)
    if not calendar.announced(end):
        told = f"hari libur {end.year} belum diumumkan / the free days of {end.year} are estimates"
        print(f"  {told}", file=sys.stderr)
