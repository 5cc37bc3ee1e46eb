"""`netral retention`: what personal data is kept until when and why, and what is to be erased."""

import json
from datetime import date, datetime
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.faults import Fault
from deploy.stack import Stack

_BOUND = 30.0  # seconds for the answer
MOST = 1000
"""Entries that one look shows, the next to end first."""


def retention(
    home: HomeOption = DEFAULT_HOME,
    due: Annotated[
        datetime | None, typer.Option(help="Only what ends on that day or before.", formats=["%Y-%m-%d"])
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Show what is kept until when and why, and what is to be erased. It erases nothing: an auditor does."""
    found = _asked(existing(home), due.date() if due else None)
    if json_:
        print(json.dumps(found))
    elif found["duties"]:
        _show(found)
    else:
        print("Tidak ada / nothing is kept for a time that runs")


def _asked(stack: Stack, due: date | None) -> dict[str, Any]:
    """The answer of intake. Raises Fault where there is none."""
    params = {"limit": str(MOST)} | ({"due": due.isoformat()} if due else {})
    headers = {"Authorization": f"Bearer {stack.token('auditor')}"}
    try:
        with httpx.Client(timeout=_BOUND, trust_env=False) as client:
            url = f"{stack.known_url('intake')}/v1/data-duties"
            answer = client.get(url, params=params, headers=headers).raise_for_status()
            found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as fault:
        raise Fault(f"intake does not answer: {type(fault).__name__}", "See: netral status") from fault
    return found


def _show(found: dict[str, Any]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("case", no_wrap=True, min_width=36)
    for column in ("state", "what", "until", "why", "hold"):
        table.add_column(column, overflow="fold")
    for one in found["duties"]:
        until = f"[red]{one['on']}[/red]" if one["overdue"] else one["on"]
        why = f"{one['source']} ({one['confidence']})"
        table.add_row(one["case_id"], one["state"], one["indonesian"], until, why, one["hold"] or "-")
    Console(highlight=False).print(table)
    if found["more"]:
        print(f"… the first {MOST}; what is done is listed no more")
