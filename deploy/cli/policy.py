"""`netral policy`: whether the policy data is whole, what it says, and what two of its states differ in."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.cli.options import DataOption, JsonOption, tell_findings, whole
from deploy.faults import Fault
from deploy.policy import text
from deploy.policy.differences import Difference, by_entry, by_version, differences
from deploy.policy.lookup import Found, NotInForce, Unknown, find
from deploy.policy.namable import services
from deploy.policy.records import Holdings, holdings
from shared.policy import FOLDER, PolicyFault, load
from shared.scope import NATIONAL

app = typer.Typer(help="The law as data: check it, look an entry up, compare two of its states.")


@app.command()
def check(data: DataOption = FOLDER, json_: JsonOption = False) -> None:
    """Load the policy data and say what it holds. Exits 1 and names file, line and remedy of every fault."""
    try:
        load(data, services())
        held = holdings(data)
    except PolicyFault as fault:
        if json_:
            findings = [asdict(one) for one in fault.findings]
            print(json.dumps({"whole": False, "findings": findings}, ensure_ascii=False))
        else:
            tell_findings(fault, Console(highlight=False))
        raise typer.Exit(1) from None
    if json_:
        print(json.dumps(_summary(held, data), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(_table(held))
    unsure = [record for records in held.kinds.values() for record in records if record.unsure]
    if unsure:
        console.print(f"\n[yellow]Belum dikonfirmasi / not confirmed[/yellow] ({len(unsure)}):")
    for record in unsure:
        console.print(f"  {record.kind} {record.stamp}: {record.indonesian}", soft_wrap=True, markup=False)
    console.print(f"\n[green]Kebijakan utuh / the policy is whole:[/green] {data}", soft_wrap=True)


@app.command()
def show(
    code: Annotated[
        str, typer.Argument(help="An id of any kind: DS-06, pp-94-2021, kajian, K30.", metavar="CODE")
    ],
    on: Annotated[
        datetime | None,
        typer.Option(
            "--on", formats=["%Y-%m-%d"], help="The version of this day (default: today).", metavar="DATE"
        ),
    ] = None,
    data: DataOption = FOLDER,
    json_: JsonOption = False,
) -> None:
    """Show an entry: its words, source and confidence, what it refers to and what refers to it."""
    held = whole(holdings, data)
    day = on.date() if on else held.policy.calendar.day_of(datetime.now(UTC), NATIONAL)
    match find(held, code, day):
        case Unknown(near):
            remedy = f"Did you mean {', '.join(near)}?" if near else "netral policy check says what there is"
            raise Fault(f"There is no entry {code!r} in the policy", remedy)
        case NotInForce(versions):
            counts = "; ".join(f"{one.kind} {one.stamp}: {text.days(one)}" for one in versions)
            raise Fault(
                f"{versions[0].id} tidak berlaku / is not in force on {day}",
                f"It counts on other days, to be asked for with --on DATE: {counts}",
            )
        case entries:
            _show(entries, day, json_)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="A folder of policy data, or a day (YYYY-MM-DD).", metavar="A")],
    b: Annotated[str, typer.Argument(help="What to compare it with: a folder, or a day.", metavar="B")],
    data: DataOption = FOLDER,
    json_: JsonOption = False,
) -> None:
    """Say what was added (+), removed (-) and changed (~) from A to B, entry by entry, field by field.

    Two folders are compared with all versions of their entries; two days by what is in force on each.
    Exits like diff: 0 if they are alike, 1 if they differ, 2 if they cannot be compared.
    """
    found = _compared(a, b, data)
    if json_:
        print(json.dumps([one.document() for one in found], ensure_ascii=False))
    else:
        console = Console(highlight=False)
        for one in found:
            for line in text.difference(one):
                console.print(line, soft_wrap=True)
        count = Counter(one.what for one in found)
        console.print(
            f"{count['added']} ditambah / added, {count['removed']} dihapus / removed, "
            f"{count['changed']} diubah / changed",
            soft_wrap=True,
        )
    raise typer.Exit(1 if found else 0)


def _compared(a: str, b: str, data: Path) -> list[Difference]:
    days = _day(a), _day(b)
    match days:
        case date() as before, date() as after:
            held = whole(holdings, data, 2)
            return differences(held.on(before), held.on(after), by_entry)
        case None, None:
            old, new = _folder(a), _folder(b)
            return differences(whole(holdings, old, 2), whole(holdings, new, 2), by_version)
        case _:
            raise typer.BadParameter("give two folders, or two days (YYYY-MM-DD)", param_hint="'A B'")


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _folder(given: str) -> Path:
    folder = Path(given)
    if not folder.is_dir():
        raise typer.BadParameter(f"{given!r} is neither a folder nor a day (YYYY-MM-DD)", param_hint="'A B'")
    return folder


def _summary(held: Holdings, data: Path) -> dict[str, object]:
    kinds = {
        kind: {
            "file_version": held.versions.get(kind),
            "entries": len({record.id for record in records}),
            "versions": len(records),
            "unsure": [record.stamp for record in records if record.unsure],
        }
        for kind, records in held.kinds.items()
    }
    others = {kind: len(records) for kind, records in held.others.items()}
    return {"whole": True, "folder": str(data), "kinds": kinds, "others": others, "findings": []}


def _table(held: Holdings) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("jenis / kind")
    for name in ("data", "entri / entries", "versi / versions", "unsure"):
        table.add_column(name, justify="right")
    for kind, records in held.kinds.items():
        ids, unsure = len({one.id for one in records}), sum(one.unsure for one in records)
        table.add_row(kind, held.versions.get(kind, ""), str(ids), str(len(records)), str(unsure or ""))
    for kind, records in held.others.items():
        table.add_row(kind, held.versions.get(kind, ""), str(len(records)), "", "", style="dim")
    return table


def _show(entries: list[Found], day: date, json_: bool) -> None:
    if json_:
        document = {"on": day.isoformat(), "entries": [one.document() for one in entries]}
        print(json.dumps(document, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for number, one in enumerate(entries):
        if number:
            console.print()
        for line in text.entry(one):
            console.print(line, soft_wrap=True)
