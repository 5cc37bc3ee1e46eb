"""Whose turn it is: the stories act, and when all of them wait, the trial's clock moves."""

import asyncio
from datetime import datetime

from deploy.clock import TrialClock
from deploy.faults import Fault


class Turns:
    """Lets so many stories wait for moments of the trial's time. The earliest comes first."""

    def __init__(self, stories: int, clock: TrialClock) -> None:
        self._acting = stories
        self._clock = clock
        self.now = clock.now
        """The time of the trial."""
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []
        self._moved = asyncio.Event()

    async def until(self, moment: datetime) -> None:
        """Return when it is that moment in the trial. Raises what moving the clock raised."""
        if moment <= self.now():
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((moment, turn))
        self._acting -= 1
        self._moved.set()
        await turn

    def ended(self) -> None:
        """A story is over, well or not."""
        self._acting -= 1
        self._moved.set()

    async def run(self) -> None:
        """Move the clock whenever nobody acts any more; until cancelled."""
        while True:
            await self._moved.wait()
            self._moved.clear()
            while self._waiting and not self._acting:
                await self._next()

    async def _next(self) -> None:
        try:
            earliest = min(moment for moment, _ in self._waiting)
            now = await asyncio.to_thread(self._clock.forward, earliest)
        except Fault as fault:
            for _, turn in self._waiting:
                turn.set_exception(fault)
            self._waiting.clear()
            return
        due = [turn for moment, turn in self._waiting if moment <= now]
        self._waiting = [(moment, turn) for moment, turn in self._waiting if moment > now]
        self._acting += len(due)
        for turn in due:
            turn.set_result(None)
