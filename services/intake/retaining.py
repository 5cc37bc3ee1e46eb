"""The time for which data of a case is kept (masa retensi): a clock that starts when the case ended. Pure.

When it is over the data is to be erased, within a limit of policy that is watched like any other; a legal
hold stops that limit, and its end starts it again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake import contract as ev
from shared.case import Case, Cases, Step
from shared.contract import Due, EventData
from shared.deadlines.limits import Limits
from shared.deadlines.steps import NoteOver
from shared.events import Builder, one, publishing
from shared.policy import Policy
from shared.policy.retention import Kept
from shared.running import Running
from shared.scope import NATIONAL

_RETENTION = "retensi-"
DUE, HELD = "due", "held"
"""What the end of the time means for the data: to be erased, or held."""
Events = Sequence[tuple[UUID, EventData]]


class Retaining:
    """The limits of intake, and beside them the time for which an ended case is kept."""

    def __init__(self, policy: Policy, limits: Limits) -> None:
        self._policy = policy
        self._limits = limits

    def __call__(self, case: Case[Any] | None, data: EventData, occurred_at: datetime) -> Running:
        """The limits that run after this event."""
        running = self._limits(case, data, occurred_at)
        if not _tells(data):
            return running
        beside = [due for due in running.beside if not _of_retention(due.limit)]
        if kept := self._ends(data):
            beside.append(self._until(kept, occurred_at))
        return running._replace(beside=tuple(sorted(beside, key=lambda due: (due.until, due.limit))))

    @property
    def ends(self) -> dict[str, Builder]:
        """What is noted at the end of each time, whichever version of it ran."""
        return {limit_of(kept): _ended for kept in self._policy.retention.kept}

    def _ends(self, data: EventData) -> Kept | None:
        """How long a case is kept that ended with this event, here or at a later stage."""
        if isinstance(data, ev.PersonalDataErased):
            return None
        state = data.progress if isinstance(data, ev.ProgressNoted) else data.state
        return self._policy.retention.after(state)

    def _until(self, kept: Kept, ended_at: datetime) -> Due:
        calendar = self._policy.calendar
        ended = calendar.day_of(ended_at, NATIONAL)
        last = kept.last_day(ended)
        until = calendar.end_of(last, NATIONAL)
        stamp = f"{limit_of(kept)}@{self._policy.retention.version}"
        return Due(limit=stamp, on=last, until=until, warn_from=until, since=ended)


@publishing(ev.RetentionEnded)
def _ended(command: NoteOver, cases: Cases, step: Step) -> Events:
    held = cases[command.case_id].facts.hold is not None
    return one(ev.RetentionEnded, erasure=HELD if held else DUE)(command, cases, step)


@publishing(ev.LegalHoldLifted)
def lifted(command: Any, cases: Cases, step: Step) -> Events:
    """The hold is lifted; where the time was over meanwhile, the data is to be erased now."""
    over = cases[command.case_id].facts.retention_over
    return one(ev.LegalHoldLifted, erasure=DUE if over else None)(command, cases, step)


def _tells(data: EventData) -> bool:
    """Whether an event may say something new about how long the case is kept."""
    moved = data.state != data.state_from
    return moved or isinstance(data, ev.ProgressNoted | ev.PersonalDataErased)


def limit_of(kept: Kept) -> str:
    """What the clock of an outcome is called."""
    return f"{_RETENTION}{kept.state.lower()}"


def _of_retention(limit: str) -> bool:
    return limit.startswith(_RETENTION)
