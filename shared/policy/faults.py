"""What is wrong with the policy data, told so that whoever wrote it can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """A fault of a policy file, and its remedy. `line` counts from 1, which also stands for a whole file.

    `field` is a path with dots.
    """

    file: str
    line: int
    entry: str | None
    field: str | None
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = ": ".join(part for part in (f"{self.file}:{self.line}", self.entry, self.field) if part)
        return f"{where}: {self.reason}. Remedy: {self.remedy}."


class PolicyFault(Exception):
    """Policy data is wrong. `findings` are all of its faults by file and line; the text has one a line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(
            sorted(findings, key=lambda one: (one.file, one.line, one.field or "", one.reason))
        )
        super().__init__("\n".join(map(str, self.findings)))
