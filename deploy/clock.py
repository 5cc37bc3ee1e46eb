"""The clock of a trial: one for all services of a stack, which can be moved forward, never back."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.faults import Fault
from deploy.home import read_json, write_whole
from deploy.probe import get_json
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

_BOUND = 120.0  # seconds until a stack is at rest, or has taken the time over
_POLL = 0.1  # seconds
_FARTHEST = timedelta(days=36_500)
_UNDER_WAY = ("lag", "unpublished", "waiting")


class TrialClock:
    """The virtual clock of a stack. What the services take from it is in `shared.clock.VirtualClock`."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._file = stack.home.clock

    @property
    def exists(self) -> bool:
        """Whether this stack's time can be moved."""
        return self._file.exists()

    def begin(self, at: datetime | None = None) -> None:
        """Give a new stack a virtual clock that shows the machine's time, or `at`; another keeps its own.

        Raises Fault for a stack that went by the machine's clock.
        """
        if self.exists:
            return
        if self._stack.home.exists():
            raise Fault(
                f"The stack in {self._stack.home.root} goes by the machine's clock",
                "Choose a new folder for a trial: --home",
            )
        self._stack.home.prepare()
        with self._stack.home.locked():
            self._write(at - datetime.now(UTC) if at else timedelta(0))

    def now(self) -> datetime:
        """The time of the trial, in UTC. Raises Fault where time is real."""
        return datetime.now(UTC) + self._ahead()

    def forward(self, to: datetime) -> datetime:
        """Move the time when nothing is under way; return when every service has noted what follows from it.

        Returns the time then. A limit that is passed as a whole is noted as missed, not as approaching
        before. Raises Fault for a time that is past, or if a service does not run or come to rest.
        """
        with self._stack.home.locked():
            self._refuse_past(to)
            self._rest()
            self._refuse_past(to)
            self._write(to - datetime.now(UTC))
            self._wait_until_swept(to)
            self._rest()
        return self.now()

    def _refuse_past(self, to: datetime) -> None:
        now = self.now()
        if to <= now:
            raise Fault(f"{to.isoformat()} is past already in this trial", "Time moves forward only")
        if to - now > _FARTHEST:
            raise Fault(f"{to.isoformat()} is too far away", f"Go {_FARTHEST.days} days at most")

    def _ahead(self) -> timedelta:
        if not self.exists:
            raise Fault(
                f"The stack in {self._stack.home.root} goes by the machine's clock",
                "A trial's time is chosen at its first start: netral up --virtual-clock",
            )
        return timedelta(seconds=float(read_json(self._file)["ahead_s"]))

    def _write(self, ahead: timedelta) -> None:
        write_whole(self._file, json.dumps({"ahead_s": ahead.total_seconds()}))

    def _rest(self) -> None:
        """Wait until nothing is under way: two looks in a row that find the same ledgers and nothing else.

        What one service has just published shows at the next as lag or, taken in, in its ledger.
        """
        limit, before = time.monotonic() + _BOUND, None
        while True:
            found = self._look()
            busy = [name for name, said in found.items() if any(said[figure] != 0 for figure in _UNDER_WAY)]
            ledgers = {name: said["written"] for name, said in found.items()}
            if not busy and ledgers == before:
                return
            before = None if busy else ledgers
            self._pause(limit, busy, "did not come to rest")

    def _wait_until_swept(self, to: datetime) -> None:
        limit = time.monotonic() + _BOUND
        while True:
            swept = {name: said["swept"] for name, said in self._look().items()}
            behind = [name for name, at in swept.items() if at is None or datetime.fromisoformat(at) < to]
            if not behind:
                return
            self._pause(limit, behind, "did not take the time over")

    def _look(self) -> dict[str, dict[str, Any]]:
        """What every service says of its time, asked at once. Raises Fault if one does not run."""
        with ThreadPoolExecutor(len(SERVICES)) as pool:
            return dict(zip(SERVICES, pool.map(self._ask, SERVICES), strict=True))

    def _ask(self, name: str) -> dict[str, Any]:
        if not self._stack.running(name):
            raise Fault(f"{name} is not running", "Start the stack: netral up")
        answer = get_json(f"{self._stack.url(name)}/v1/clock", self._stack.token("auditor"))
        if answer is None or answer[0] != 200:
            return {"swept": None, "written": None, **dict.fromkeys(_UNDER_WAY)}
        return answer[1]

    @staticmethod
    def _pause(limit: float, names: list[str], what: str) -> None:
        if time.monotonic() > limit:
            raise Fault(
                f"{', '.join(names) or 'A service'} {what} within {_BOUND:.0f} s", "See: netral status"
            )
        time.sleep(_POLL)
