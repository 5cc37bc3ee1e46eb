"""Time as a parameter: every part that needs `now` is given a clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment, aware, in UTC, with microseconds."""


def system_clock() -> datetime:
    """The machine's clock, aware and in UTC."""
    return datetime.now(UTC)
