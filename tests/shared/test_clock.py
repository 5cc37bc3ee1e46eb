"""The clock of a trial shows what its file says, and refuses a file that says nothing."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import VirtualClock

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def written(file: Path, content: str) -> Path:
    """The file with this content, changed visibly also within the file system's tick."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(content)
    os.utime(file, ns=(before + 10**9, before + 10**9))
    return file


def test_it_is_ahead_by_what_the_file_says_at_the_moment(tmp_path: Path) -> None:
    file = written(tmp_path / "clock.json", json.dumps({"ahead_s": 86_400}))
    clock = VirtualClock(file, lambda: NOW)
    assert clock() == NOW + timedelta(days=1)
    written(file, json.dumps({"ahead_s": 90_000.5}))
    assert clock() == NOW + timedelta(hours=25, milliseconds=500)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"ahead_s": null}', '{"ahead_s": "soon"}', '{"ahead_s": 1e300}']
)
def test_a_file_that_says_no_time_is_refused_and_named(tmp_path: Path, content: str) -> None:
    clock = VirtualClock(written(tmp_path / "clock.json", content), lambda: NOW)
    with pytest.raises(ValueError):
        clock()


def test_without_its_file_there_is_no_time(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"clock\.json"):
        VirtualClock(tmp_path / "clock.json", lambda: NOW)()


def test_a_file_that_was_mended_counts(tmp_path: Path) -> None:
    file = written(tmp_path / "clock.json", "{}")
    clock = VirtualClock(file, lambda: NOW)
    with pytest.raises(ValueError, match=r"clock\.json says no time"):
        clock()
    written(file, '{"ahead_s": 60}')
    assert clock() == NOW + timedelta(minutes=1)
