"""The clock of a trial: one for all services of a stack, which can be moved forward, never back."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from deploy.faults import Fault
from deploy.home import read_json, write_whole
from deploy.probe import get_json
from deploy.provision.migrations import SERVICES
from deploy.snapshot import collect
from deploy.stack import Stack

_BOUND = 120.0  # seconds until a stack is at rest, or has taken the time over
_POLL = 0.1  # seconds
_AT_REST = ("lag", "unpublished", "waiting")


class TrialClock:
    """The virtual clock of a stack. What the services take from it is in `shared.clock.VirtualClock`."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._file = stack.home.clock

    @property
    def exists(self) -> bool:
        """Whether this stack's time can be moved."""
        return self._file.exists()

    def begin(self) -> None:
        """Give the stack a virtual clock that shows the machine's time. Raises Fault where services run."""
        if self.exists:
            return
        if any(self._stack.running(name) for name in SERVICES):
            raise Fault(
                f"The services in {self._stack.home.root} run by the machine's clock",
                "Stop them first: netral down",
            )
        self._stack.home.prepare()
        self._write(timedelta(0))

    def now(self) -> datetime:
        """The time of the trial, in UTC. Raises Fault where time is real."""
        return datetime.now(UTC) + self._ahead()

    def forward(self, to: datetime) -> None:
        """Move the time when nothing is under way; return when every service has noted what follows from it.

        Raises Fault for a time that is past, or if a service does not come to rest or take the time over.
        """
        ahead = self._ahead()
        if to <= datetime.now(UTC) + ahead:
            raise Fault(f"{to.isoformat()} is past already in this trial", "Time moves forward only")
        self._wait(self._restless, "did not come to rest")
        self._write(to - datetime.now(UTC))
        self._wait(lambda: self._behind(to), "did not take the time over")
        self._wait(self._restless, "did not come to rest")

    def _ahead(self) -> timedelta:
        if not self.exists:
            raise Fault(
                f"The stack in {self._stack.home.root} goes by the machine's clock",
                "A trial's time is chosen at its first start: netral up --virtual-clock",
            )
        return timedelta(seconds=float(read_json(self._file)["ahead_s"]))

    def _write(self, ahead: timedelta) -> None:
        write_whole(self._file, json.dumps({"ahead_s": ahead.total_seconds()}))

    def _restless(self) -> list[str]:
        found = collect(self._stack).services
        return [one.name for one in found if any(one.figures[figure] != 0 for figure in _AT_REST)]

    def _behind(self, to: datetime) -> list[str]:
        token = self._stack.token("auditor")
        behind = []
        for name in SERVICES:
            answer = get_json(f"{self._stack.url(name)}/v1/clock", token)
            swept = answer[1].get("swept") if answer and answer[0] == 200 else None
            if swept is None or datetime.fromisoformat(swept) < to:
                behind.append(name)
        return behind

    def _wait(self, look: Callable[[], list[str]], what: str) -> None:
        limit = time.monotonic() + _BOUND
        while names := look():
            if time.monotonic() > limit:
                raise Fault(f"{', '.join(names)} {what} within {_BOUND:.0f} s", "See: netral status")
            time.sleep(_POLL)
