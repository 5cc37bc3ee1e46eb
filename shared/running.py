"""A limit that runs for a case, and what is noted about it. Pure."""

from datetime import datetime
from typing import NamedTuple

from shared.contract import Corrected, DeadlineNoted, Due, EventData, Noted


class Clock(NamedTuple):
    """A limit that runs for a case, and what was noted about it."""

    due: Due
    noted: Noted | None = None

    @property
    def note_at(self) -> datetime | None:
        """From when on something is to be noted about it: that it approaches, then that it is over."""
        if self.noted == "missed":
            return None
        return self.due.until if self.noted else self.due.warn_from


class Running(NamedTuple):
    """The limits that run after an event: that of the case's way, and those beside it."""

    due: Due | None = None
    beside: tuple[Due, ...] = ()


def noted(before: Clock | None, due: Due | None, data: EventData) -> Noted | None:
    """What is noted about a limit after an event; about another limit than before nothing is yet."""
    if due is None:
        return None
    if isinstance(data, DeadlineNoted) and (data.limit, data.on) == (due.limit, due.on):
        return data.noted
    if isinstance(data, Corrected):
        still = data.noted or ()
        return next((one.noted for one in still if (one.limit, one.on) == (due.limit, due.on)), None)
    return before.noted if before and before.due == due else None
