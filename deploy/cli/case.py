"""`netral case`: worked cases, played on a running system."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from deploy.cases.loading import Worked, load_case
from deploy.cases.player import Difference, Player, Taken
from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.demo.agencies import Agencies
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared.policy import PolicyFault, load

app = typer.Typer(help="Worked cases: files that say what agencies do and what must come of it.")


@app.callback()
def _case() -> None:
    """Keeps `play` a command of its own."""


@app.command()
def play(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="A worked case; docs/cases.md says its form.", metavar="FILE"
        ),
    ],
    home: HomeOption = DEFAULT_HOME,
    json_: JsonOption = False,
) -> None:
    """Play a worked case on the running system, over its HTTP APIs, and say of each step what came of it.

    It opens cases of invented persons: a trial's system, not a real one's. Exits 0 if all came as the file
    says, 1 with the first difference, 2 for a file that cannot be played.
    """
    policy = load()
    try:
        worked = load_case(file, policy)
    except PolicyFault as fault:
        for one in fault.findings:
            print(f"netral: {one}", file=typer.get_text_stream("stderr"))
        raise typer.Exit(2) from None
    stack = existing(home)
    if missing := [name for name in SERVICES if not stack.running(name)]:
        raise Fault(f"{', '.join(missing)} is not running", "Start the system: netral up")
    console = Console(stderr=json_, highlight=False)
    taken: list[Taken] = []

    def told(one: Taken) -> None:
        taken.append(one)
        console.print(_line(one), soft_wrap=True)

    title = worked.case.title
    console.print(f"[bold]{escape(title.indonesian)}[/bold] / {escape(title.english)}", soft_wrap=True)
    difference = asyncio.run(_play(stack, worked, told))
    if json_:
        print(json.dumps(_as_json(worked, taken, difference), ensure_ascii=False))
    if difference is not None:
        console.print(
            f"[red]✗[/red] {escape(worked.file)}:{difference.line}: {difference.what}: expected"
            f" {escape(difference.expected)}, found {escape(difference.found)}",
            soft_wrap=True,
        )
        raise typer.Exit(1)
    console.print(f"[green]✓[/green] {len(taken)} langkah sesuai / steps as expected", soft_wrap=True)


async def _play(stack: Stack, worked: Worked, told: Any) -> Difference | None:
    async with Agencies(stack) as agencies:
        return await Player(agencies, load(), told).play(worked)


def _line(taken: Taken) -> str:
    step = taken.step
    mark = "[green]✓[/green]" if taken.difference is None else "[red]✗[/red]"
    when = f"{step.at:%Y-%m-%d %H:%M}" if step.at else " " * 16
    what = f"{step.who} {step.give}" if step.give else "terlihat / seen"
    return f"{mark} {when}  {escape(what)} → {escape(taken.found)}"


def _as_json(worked: Worked, taken: list[Taken], difference: Difference | None) -> dict[str, Any]:
    steps = [
        {
            "line": one.line,
            **one.step.model_dump(mode="json", include={"at", "who", "give", "case"}),
            "expected": one.step.expect.model_dump(mode="json", exclude_defaults=True),
            "found": one.found,
            "holds": one.difference is None,
        }
        for one in taken
    ]
    differs = asdict(difference) if difference else None
    return {"file": worked.file, "holds": difference is None, "steps": steps, "difference": differs}
