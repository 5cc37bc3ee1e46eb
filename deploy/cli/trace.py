"""`netral trace`: what followed from what in a case, across all services."""

import json
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from deploy.cli.options import DEFAULT_HOME, HomeOption, JsonOption, existing
from deploy.faults import Fault
from deploy.traces import Span, Trace, of_case

WIDE = 240
"""Columns where nobody's terminal says how many there are: lines are not to be broken for a program."""


def trace(
    case: Annotated[str, typer.Argument(help="The id of a case.", metavar="CASE")],
    home: HomeOption = DEFAULT_HOME,
    json_: JsonOption = False,
) -> None:
    """Show the traces of a case as trees, and where to see them."""
    try:
        case_id = UUID(case)
    except ValueError:
        raise Fault(f"{case!r} is no id of a case", "Give one as the worklists show it") from None
    stack = existing(home)
    found = of_case(stack, case_id)
    if json_:
        document = {
            "case_id": str(case_id),
            "viewer": stack.zipkin.address,
            "traces": [one.as_json() for one in found],
        }
        print(json.dumps(document))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    for one in found:
        console.print(_heading(one), soft_wrap=True)
        console.print(_tree(one))
    console.print(f"{len(found)} jejak / traces of case {case_id}: {stack.zipkin.address}", soft_wrap=True)


def _heading(one: Trace) -> Text:
    return Text(f"{one.roots[0].began:%Y-%m-%d %H:%M:%S} UTC  {one.address}", style="bold")


def _tree(one: Trace) -> Tree:
    tree = Tree("", hide_root=True)
    for root in one.roots:
        _grow(tree, root)
    return tree


def _grow(tree: Tree, span: Span) -> None:
    branch = tree.add(_line(span))
    for note in span.notes:
        branch.add(Text(note, style="yellow"))
    for link in span.links:
        branch.add(Text(f"lanjutan dari / follows trace {link}", style="cyan"))
    for follower in span.followed_by:
        _grow(branch, follower)


def _line(span: Span) -> Text:
    line = Text(f"{span.service.removeprefix('netral-'):<9} ", style="dim")
    line.append(span.name, style="red" if "error" in span.tags else "default")
    before, after = span.tags.get("netral.state_from"), span.tags.get("netral.state_to")
    if after:
        line.append(f"  {before or '·'} → {after}", style="green")
    line.append(f"  {span.took_ms:.1f} ms", style="dim")
    if error := span.tags.get("error") or span.tags.get("netral.refused"):
        line.append(f"  {error}", style="red")
    return line
