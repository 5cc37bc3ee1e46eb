"""Looks at the agencies' worklists again and again and tells the board what changed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from deploy.demo.agencies import Agencies, Document
from deploy.demo.board import STAGES, Board, Seen

_EVERY = 0.4  # seconds between two looks
_BACK = timedelta(seconds=10)  # a look reaches back so far: what was committed late is not missed


class Watcher:
    """Follows the cases of the board. `run()` until cancelled, `look()` once."""

    def __init__(self, agencies: Agencies, board: Board, now: Callable[[], datetime]) -> None:
        self._now = now
        self._agencies = agencies
        self._board = board
        self._seen: dict[tuple[str, UUID], int] = {}
        self._looked: datetime | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(_EVERY)

    async def look(self, *, whole: bool = False) -> None:
        """Tell the board of every case that changed since the last look; `whole`: of every case."""
        began, complete = self._now(), self._board.complete
        # Until every case is known, each look is at everything: an earlier run may have ended some.
        since = None if whole or self._looked is None else (self._looked - _BACK).isoformat()
        for agency in STAGES:
            for case in await self._agencies.worklist(agency, since):
                await self._tell(agency, case)
        self._looked = began if complete else None

    async def _tell(self, agency: str, case: Document) -> None:
        case_id = UUID(case["case_id"])
        if not self._board.follows(case_id) or self._seen.get((agency, case_id)) == case["version"]:
            return
        events = await self._agencies.events(agency, case_id)
        # The history may be further than the list: the event that belongs to this state is shown.
        event = events[case["version"] - 1]
        due = case["due"]["on"] if case["due"] else ""
        escalated = f" + {case['escalation']}" if case["escalation"] else ""
        label = case["state_indonesian"] + escalated
        seen = Seen(agency, case["state"], label, event["type"], due, trace_of(event["traceparent"]))
        self._board.moved(case_id, seen)
        self._seen[agency, case_id] = case["version"]


def trace_of(traceparent: str) -> str:
    """The id of the trace that a step belongs to, "" where there is none (W3C trace context)."""
    return traceparent.split("-")[1] if traceparent.count("-") == 3 else ""
