"""What `make mutate` puts faults into, and by which tests they are to be noticed.

Rules only: without the property tests, so that a mutant is killed each time or never, whatever is drawn.
"""

import ast
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("services", "shared", "deploy", "tests", "docs")
SAYS = "publishing"
"""The decorator by which a builder says the types of its events."""


@dataclass(frozen=True, slots=True)
class Target:
    """Modules, and the tests of them that need no stack."""

    begins: str
    """What the names of its mutants begin with, which docs/mutations.md leaves out."""
    files: tuple[str, ...]
    but: tuple[str, ...]
    arguments: tuple[str, ...]
    tests: str

    @property
    def settings(self) -> str:
        """What mutmut reads."""
        told = {
            "source_paths": ["services", "shared", "deploy"],
            "only_mutate": list(self.files),
            "do_not_mutate": list(self.but),
            "also_copy": ["docs"],
            "pytest_add_cli_args": ["-m", "not hypothesis", *self.arguments],
            "pytest_add_cli_args_test_selection": [self.tests],
        }
        return "\n".join(["[tool.mutmut]", *(f"{name} = {value!r}" for name, value in told.items()), ""])


BY_ITSELF = ("sender", "openapi", "first_release", "every_transition")
"""Tests that need more than the rules, or minutes where there is a fault: a walk through every state."""
DOMAINS = tuple(f"services/{stage}/domain.py" for stage in ("intake", "triage", "sanctions"))
TARGETS = {
    "classification": Target(
        "shared.classification.",
        ("shared/classification/*",),
        ("shared/classification/asking.py",),  # reads and writes JSON, and is tested at its doors
        (),
        "tests/classification",
    ),
    "procedure": Target(
        "services.",
        DOMAINS,
        (),
        (
            "-p",
            "tests.mutations.anew",
            *(f"--ignore=tests/services/test_{name}.py" for name in BY_ITSELF),
        ),
        "tests/services",
    ),
}


def laid_out(target: Target, folder: Path) -> None:
    """A copy of the sources in which mutmut finds its settings and every function.

    It passes by what is decorated; so a builder is written as what it does, and then says what it publishes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (ROOT / "pyproject.toml").read_text()
    (folder / "pyproject.toml").write_text(settings + "\n" + target.settings)
    for file in DOMAINS:
        source = (ROOT / file).read_text()
        (folder / file).write_text(undecorated(source))


def undecorated(source: str) -> str:
    """The same code, in which `publishing` is called after the function that it decorates."""
    lines: list[str | None] = list(source.splitlines())
    after: dict[int, str] = {}
    for name, decorator, last in _builders(ast.parse(source)):
        first, end = decorator.lineno - 1, decorator.end_lineno or decorator.lineno
        lines[first:end] = [None] * (end - first)
        indent = " " * (decorator.col_offset - 1)
        after[last] = f"{indent}{name} = {ast.unparse(decorator)}({name})"
    return "\n".join(_woven(lines, after)) + "\n"


def _builders(tree: ast.Module) -> Iterator[tuple[str, ast.expr, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            (decorator,) = node.decorator_list
            if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == SAYS):
                raise ValueError(f"{node.name}: decorated with something that mutmut would pass by")
            yield node.name, decorator, node.end_lineno or node.lineno


def _woven(lines: Sequence[str | None], after: dict[int, str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line is not None:
            yield line
        if number in after:
            yield after[number]
