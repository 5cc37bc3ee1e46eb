"""Notes in notify's process when the last notification of each case was committed to the queue."""

import asyncio
import contextlib
import time
from collections.abc import Sequence

from deploy.bench.orders import Orders
from services.notify.contract import NotificationQueued
from shared.database import Connection
from shared.inbox.batch import Taken
from shared.metrics import Metrics
from shared.runtime import Runtime
from shared.write.session import Projection, Written

LAST_SOURCE = "sanctions"
"""The source of the event whose notification ends an item."""


class Queueing:
    """A projection around notify's own, and the moments that it found."""

    def __init__(self, project: Projection) -> None:
        self._project = project
        self._pending: list[str] = []
        self.moments: dict[str, float] = {}

    async def __call__(self, conn: Connection, written: Sequence[Written]) -> None:
        """Keep the query tables in step, and remember which cases this transaction ends."""
        await self._project(conn, written)
        self._pending = [
            str(one.event.case_id)
            for one in written
            if isinstance(one.data, NotificationQueued) and one.data.of_source == LAST_SOURCE
        ]

    def committed(self) -> None:
        """The transaction of the last call is committed."""
        self.moments |= dict.fromkeys(self._pending, time.monotonic())
        self._pending = []

    async def write_at_the_end(self, orders: Orders) -> None:
        """Wait to be cancelled, then write the moments."""
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        orders.queued(self.moments)


class Watched(Metrics):
    """The metrics of notify, which are told of each commit, telling it on."""

    def __init__(self, service: str, queueing: Queueing) -> None:
        super().__init__(service)
        self._queueing = queueing

    def took(self, taken: Taken, seconds: float) -> None:
        """A batch was committed."""
        super().took(taken, seconds)
        self._queueing.committed()


def watch(runtime: Runtime, queueing: Queueing) -> None:
    """Have the runtime, which does not run yet, tell of each commit."""
    runtime.metrics = Watched(runtime.name, queueing)
