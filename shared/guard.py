"""Readiness by true progress, and the restart of a process that makes none."""

import asyncio
import logging
from collections.abc import Callable

from shared.inbox.inbox import Inbox
from shared.settings import Settings
from shared.stream.consumer import Subscription

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0


class Guard:
    """Watches one consumer. `run()` until cancelled; `reasons()` says what keeps it from being ready."""

    def __init__(
        self, subscription: Subscription, inbox: Inbox, settings: Settings, restart: Callable[[], None]
    ) -> None:
        self._subscription = subscription
        self._inbox = inbox
        self._settings = settings
        self._restart = restart
        self._read = -1
        self._still_since: float | None = None

    async def run(self) -> None:
        """Start the process again when it stands still, and the consumer when Kafka's topics are new ones."""
        loop = asyncio.get_running_loop()
        stall = self._settings.stall_after.total_seconds()
        topics_every = self._settings.topics_every.total_seconds()
        looked = loop.time()
        while True:
            await asyncio.sleep(min(LOOK_SECONDS, stall / 4))
            await self._subscription.measure()
            if self._still_for() > stall:
                log.error("%d events behind and no progress: starting again", self._subscription.lag())
                self._restart()
            if loop.time() - looked > topics_every:
                looked = loop.time()
                if await self._subscription.topics_changed():
                    log.warning("Kafka has new topics: reading them from their start")
                    self._subscription.leave()

    def _still_for(self) -> float:
        """Seconds without progress though there is something to do and nothing known stands in the way."""
        now = asyncio.get_running_loop().time()
        read = self._subscription.read()
        excused = self._inbox.failing_since or self._inbox.stopped_for
        if not self._subscription.lag() or read != self._read or excused:
            self._read, self._still_since = read, None
            return 0.0
        self._still_since = self._still_since or now
        return now - self._still_since

    def reasons(self, oldest_unpublished_s: float, relay_refused: str | None) -> list[str]:
        """What keeps the service from being ready; empty if it is.

        A refusal by Kafka does not pass by itself: it counts at once, in the words of who was refused.
        """
        limit = self._settings.unready_after.total_seconds()
        now = asyncio.get_running_loop().time()
        refusals = (self._subscription.refused, relay_refused)
        reasons = list(dict.fromkeys(refusal for refusal in refusals if refusal))
        if not self._subscription.joined and not reasons:
            reasons.append("the consumer has not joined its group: is Kafka there?")
        elif (silent := self._subscription.silent_for()) > limit and not reasons:
            reasons.append(f"Kafka has not answered for {silent:.0f} s")
        if self._still_since and now - self._still_since > limit:
            still = now - self._still_since
            reasons.append(f"{self._subscription.lag()} events behind, no progress for {still:.0f} s")
        if self._inbox.failing_since and now - self._inbox.failing_since > limit:
            reasons.append("taking events in has failed for a while: is the database there?")
        if self._inbox.stopped_for:
            reasons.append(f"consuming is stopped: {self._inbox.stopped_for}")
        if oldest_unpublished_s > limit:
            reasons.append(f"the oldest unpublished event is {oldest_unpublished_s:.0f} s old")
        return reasons
