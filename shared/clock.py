"""Time as a parameter: every part that needs `now` is given a clock."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

Clock = Callable[[], datetime]
"""Answers the present moment, aware, in UTC, with microseconds."""


def system_clock() -> datetime:
    """The machine's clock, aware and in UTC."""
    return datetime.now(UTC)


class VirtualClock:
    """The machine's clock, ahead by what a file says, for trials and tests alone.

    Several processes that read one file have one time. It serves the domain: when things happened and when
    limits end. Leases, pauses, retention and ids go by the machine's clock.
    """

    def __init__(self, file: Path, clock: Clock = system_clock) -> None:
        self._file = file
        self._clock = clock
        self._read_at = 0
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The moment that it is in the trial. Raises OSError or ValueError for a file that says none."""
        changed = self._file.stat().st_mtime_ns
        if changed != self._read_at:
            try:
                self._ahead = timedelta(seconds=float(json.loads(self._file.read_text())["ahead_s"]))
            except (KeyError, TypeError, OverflowError) as fault:
                raise ValueError(f"{self._file} says no time: {fault!r}") from None
            self._read_at = changed
        return self._clock() + self._ahead
