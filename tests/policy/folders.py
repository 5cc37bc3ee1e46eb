"""Copies of the policy data, with something changed, and what is said of them."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest

from deploy.policy.namable import services
from shared.policy import FOLDER, Finding, PolicyFault, loading
from shared.policy.document import Document, read
from shared.policy.loading import Loading


def copy(to: Path) -> Path:
    """A copy of all policy data."""
    return copytree(FOLDER, to / "data")


def findings(folder: Path) -> Sequence[Finding]:
    """What is wrong with a folder, each with a line that exists, words for the reason and a remedy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "read", _read)
        with pytest.raises(PolicyFault) as fault:
            Loading(folder, services()).policy()
    for one in fault.value.findings:
        path = folder / one.file
        there = path.read_bytes().count(b"\n") + 1 if path.is_file() else 1
        assert 1 <= one.line <= there
        assert one.reason
        assert one.remedy
    assert str(fault.value).splitlines() == [str(one) for one in fault.value.findings]
    return fault.value.findings


def _read(path: Path) -> Document:
    """Like `read`; what was not changed is not read again."""
    shipped = FOLDER / path.name
    unchanged = path.is_file() and shipped.is_file() and path.read_bytes() == shipped.read_bytes()
    return _shipped(path.name) if unchanged else read(path)


@cache
def _shipped(name: str) -> Document:
    return read(FOLDER / name)


def edit(path: Path, entry: str, pattern: str, to: str) -> int:
    """Replace the first match of a pattern from an entry on, and say in which line it begins."""
    text = path.read_text(encoding="utf-8")
    start = text.index(entry) if entry else 0
    found = re.compile(pattern, re.MULTILINE).search(text, start)
    assert found, f"{path.name} has no {pattern} after {entry}"
    path.write_text(text[: found.start()] + found.expand(to) + text[found.end() :], encoding="utf-8")
    return text.count("\n", 0, found.start()) + 1
