"""Markdown for pages that are made from data, and whether a committed page is still what is made."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

_ESCAPED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "\\|", "*": "\\*", "~": "\\~", "`": "\\`", "\n": "<br>"}
)


def cell(text: str) -> str:
    """The text as it stands in a cell of a table."""
    return text.strip().translate(_ESCAPED)


def heading(anchor: str, title: str) -> str:
    """A heading of a section with an anchor of its own."""
    return f'\n<a id="{anchor}"></a>\n\n## {title}\n'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table whose cells are Markdown."""
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def committed(
    page: Path, made: Callable[[], str], module: str, about: str, arguments: Sequence[str] | None
) -> int:
    """The command of a page: write it anew, or compare; the exit status is 1 if it is not what is made."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=about)
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="compare the page with the data")
    mode.add_argument("--write", action="store_true", help="write the page")
    if parser.parse_args(arguments).write:
        page.write_text(made(), encoding="utf-8")
        return 0
    line = _differs(page.read_text(encoding="utf-8") if page.exists() else "", made())
    if line is None:
        sys.stdout.write(f"{page.stem} page: as the data\n")
        return 0
    sys.stderr.write(f"docs/{page.name}:{line}: not what the data says; run python -m {module} --write\n")
    return 1


def _differs(committed: str, made: str) -> int | None:
    """The first line in which they differ, None where they are the same."""
    pairs = zip_longest(committed.splitlines(), made.splitlines())
    return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), None)
