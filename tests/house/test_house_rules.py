"""House rules that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = ("services", "shared", "deploy")
STATEMENT = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+table)\b", re.I | re.S
)


def tracked(pattern: str = "*") -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


PYTHON = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PRODUCT]


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_sql_stands_in_store_py_alone(path: Path) -> None:
    if path.name == "store.py" or "store" in path.parts:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and STATEMENT.search(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_longer_than_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_waits_with_wait_for(path: Path) -> None:
    """In Python 3.11 it swallows a cancellation that comes together with the result: the task never ends.

    A relay that was woken in the moment of SIGTERM went on for ever. `asyncio.timeout` does not do that.
    """
    calls = (node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute))
    assert "wait_for" not in set(calls)


def test_no_folder_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc"}
    assert {part for path in tracked() for part in path.relative_to(ROOT).parts[:-1]} & drawers == set()


def test_nothing_names_a_registry_or_a_machine() -> None:
    address = re.compile(r"https?://[^\s\"']*/(simple|maven2)(/|\b)|/home/[a-z]+/|/root/|/work/")
    for path in tracked():
        if path.suffix in {".jsonl", ".png"} or path == Path(__file__):
            continue
        found = address.findall(path.read_text(encoding="utf-8", errors="replace"))
        assert found == [], path.relative_to(ROOT)


def test_what_a_folder_of_tests_shares_ends_with_the_folder() -> None:
    """Without `__init__.py` a fixture of scope "package" and its stack live to the end of the run."""
    for path in tracked("tests/**/*.py"):
        if re.search(r"scope=.package.", path.read_text(encoding="utf-8")) and path != Path(__file__):
            assert (path.parent / "__init__.py").is_file(), path.relative_to(ROOT)
