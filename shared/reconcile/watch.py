"""Looks after what this service reads: fetches what never came, and checks that no history was rewritten.

Four rounds, from often to seldom. *Gaps*: what others here wait for is asked for at its source. *Heads*:
a source's head is witnessed, its claim about the last witnessed position is compared, and if this service
stays behind, the source's case heads are paged through and the missing events fetched, so a lost last event
of a case, which leaves no gap, is found too. *Walk*: a page of the source's ledger is read again and its
chains are computed anew, from the first position to the head and round again. Small pages often, for a
large one now and then would keep this service and its sources from their work for seconds.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.clock import Clock
from shared.database import Pool
from shared.event import GENESIS, Malformed, ledger_link
from shared.identifiers import NewId
from shared.inbox import store as inbox_store
from shared.inbox.inbox import Inbox
from shared.reconcile import store
from shared.reconcile.feed import Entry, Feed, FeedAway
from shared.reconcile.store import Discrepancy
from shared.relay.store import Head
from shared.write import faults

log = logging.getLogger(__name__)

NO_CASE = UUID(int=0)


@dataclass(frozen=True)
class Rounds:
    """How often each round is made, in seconds; `step` events are walked in a round, `page` caught up."""

    gaps: float = 1.0
    heads: float = 60.0
    walk: float = 3.0
    step: int = 100
    page: int = 500


class Watch:
    """The watch of one service over the others. `run()` until cancelled; each round can be made alone.

    Nothing is fetched while `behind`: what seems to be missing is most likely still to come on the stream,
    and asking for it case by case would only put this service, and its sources, further behind.
    """

    def __init__(
        self,
        pool: Pool,
        inbox: Inbox,
        feeds: Mapping[str, Feed],
        reads: Sequence[str],
        clock: Clock,
        new_id: NewId,
        rounds: Rounds | None = None,
        behind: Callable[[], bool] = lambda: False,
    ) -> None:
        self._pool = pool
        self._inbox = inbox
        self._feeds = feeds
        self._reads = reads
        self._clock = clock
        self._new_id = new_id
        self._rounds = rounds or Rounds()
        self._behind = behind
        self._heads: dict[str, int] = {}
        self._missing_before: set[Any] = set()

    async def run(self) -> None:
        """Make the rounds until cancelled; whatever a source answers, the next round is made."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(self._rounds.gaps, self.fill_gaps))
            group.create_task(self._every(self._rounds.heads, self.compare_heads))
            group.create_task(self._every(self._rounds.walk, self.walk))

    async def _every(self, seconds: float, make: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await make()
            except (*faults.TRANSIENT, *faults.REJECTED) as fault:
                log.warning("a round of the watch: %s", type(fault).__name__)

    async def _of_each(self, look: Callable[[Feed], Awaitable[None]]) -> None:
        """Look at every source; one that is away keeps nobody from the others."""
        for feed in self._feeds.values():
            try:
                await look(feed)
            except FeedAway as fault:
                log.warning("watching %s: %s", feed.source, fault)

    async def fill_gaps(self) -> None:
        """Ask the sources for the events that others have waited for during a whole round."""
        async with self._pool.acquire() as conn:
            if self._behind() or not await inbox_store.any_waiting(conn):
                self._missing_before = set()
                return
            missing = set(await inbox_store.missing(conn, 1000))
        due = missing & self._missing_before
        self._missing_before = missing

        async def ask(feed: Feed) -> None:
            for cause in due:
                if cause.source == feed.source:
                    await self._fetch_case(feed, cause.case_id)

        await self._of_each(ask)
        await self._inbox.apply_waiting()

    async def compare_heads(self) -> None:
        """Witness every source's head; catch up over the feed where this service stays behind."""
        await self._of_each(self._compare_head)

    async def _compare_head(self, feed: Feed) -> None:
        # What was seen is loaded first: another replica may witness a further head meanwhile.
        async with self._pool.acquire() as conn:
            seen = await store.last_witness(conn, feed.source)
        head = await feed.head()
        await self._witness(feed, seen, head)
        if feed.source not in self._reads:
            return
        async with self._pool.acquire() as conn:
            counted = await inbox_store.counted(conn, feed.source)
        if counted < self._heads.get(feed.source, 0) and not self._behind():
            await self._fetch_missing(feed)
        self._heads[feed.source] = head.position

    async def _witness(self, feed: Feed, seen: Head, head: Head) -> None:
        if seen.position:
            now = head if head.position == seen.position else await feed.head(seen.position)
            if head.position < seen.position or now.position == 0:
                detail = f"its ledger ended at {seen.position} and now ends at {head.position}"
                await self._report(Discrepancy(feed.source, "cut", detail, position=seen.position))
            elif now.ledger_chain != seen.ledger_chain:
                detail = "the ledger chain at a witnessed position is another one now"
                await self._report(Discrepancy(feed.source, "rewritten", detail, position=seen.position))
        if head.position and head != seen:
            async with self._pool.acquire() as conn:
                await store.witness(conn, feed.source, head, self._clock())

    async def _fetch_missing(self, feed: Feed, pause: float = 0.0) -> None:
        """Page through the source's cases and fetch what was never applied here; `pause` s between pages."""
        after, page = NO_CASE, self._rounds.page
        while True:
            heads = await feed.case_heads(after, page)
            until = heads[-1][0] if len(heads) == page else None
            async with self._pool.acquire() as conn:
                here = await store.inbox_page(conn, feed.source, after, until)
            for case_id, version, chain in heads:
                applied, seen = here.pop(case_id, (0, GENESIS))
                if applied < version:
                    await self._fetch_case(feed, case_id, applied)
                elif (applied, seen) != (version, chain):
                    await self._confirm(feed, case_id, applied, seen)
            for case_id, (applied, seen) in here.items():
                await self._confirm(feed, case_id, applied, seen)
            if until is None:
                return
            after = until
            await asyncio.sleep(pause)

    async def _confirm(self, feed: Feed, case_id: UUID, applied: int, seen: bytes) -> None:
        """What was applied here differs from a page read a moment ago: ask for that very event."""
        entries = await feed.of_case(case_id, applied - 1, 1)
        event = entries[0].message.event() if entries else None
        if event is None:
            detail = f"version {applied} was applied here and is not in its owner's ledger any more"
            await self._report(Discrepancy(feed.source, "dropped", detail, case_id, applied))
        elif isinstance(event, Malformed) or event.version != applied or event.chain != seen:
            detail = f"version {applied} was applied here with another chain"
            await self._report(Discrepancy(feed.source, "rewritten", detail, case_id, applied))

    async def _fetch_case(self, feed: Feed, case_id: UUID, after: int | None = None) -> None:
        if after is None:
            async with self._pool.acquire() as conn:
                here = await inbox_store.load(conn, [(feed.source, case_id)])
            after = here[feed.source, case_id].version if here else 0
        entries = await feed.of_case(case_id, after)
        if entries:
            log.info("%d events of %s fetched over the feed", len(entries), feed.source)
            await self._inbox.process([entry.message for entry in entries])

    async def walk(self) -> None:
        """Read a page of every source's ledger again and compute its chains anew."""
        await self._of_each(self._walk)

    async def _walk(self, feed: Feed) -> None:
        async with self._pool.acquire() as conn:
            at = await store.walked(conn, feed.source)
        entries = await feed.after(at.position, self._rounds.step)
        if entries:
            at = await self._recompute(feed.source, at, entries)
        else:
            await self._compare_cases(feed)
            at = Head(0, GENESIS)
        async with self._pool.acquire() as conn:
            await store.walk_on(conn, feed.source, at)

    async def _compare_cases(self, feed: Feed) -> None:
        """At the end of a walk: what was applied here must still be there, at the same chain."""
        if feed.source in self._reads:
            await self._fetch_missing(feed, pause=self._rounds.walk)

    async def _recompute(self, source: str, at: Head, entries: Sequence[Entry]) -> Head:
        async with self._pool.acquire() as conn:
            witnessed = await store.witnesses_between(conn, source, at.position, entries[-1].position)
        position, chain = at.position, at.ledger_chain
        for entry in entries:
            event = entry.message.event()
            if isinstance(event, Malformed) or entry.position != position + 1:
                detail = f"position {position + 1} is missing or no event"
                await self._report(Discrepancy(source, "broken", detail, position=position + 1))
                position, chain = entry.position, entry.ledger_chain
                continue
            position, chain = entry.position, ledger_link(chain, event.chain)
            whole = event.link(entry.previous) == event.chain
            if not whole or chain != entry.ledger_chain or witnessed.get(position, {chain}) != {chain}:
                detail = "the chains do not follow from the bytes"
                found = Discrepancy(source, "rewritten", detail, event.case_id, event.version, position)
                await self._report(found)
                chain = entry.ledger_chain
        return Head(position, chain)

    async def _report(self, found: Discrepancy) -> None:
        async with self._pool.acquire() as conn:
            new = await store.report(conn, found, self._new_id(), self._clock())
        if new:
            log.error(
                "the ledger of %s was %s: %s (position %s, case %s)",
                found.source,
                found.kind,
                found.detail,
                found.position,
                found.case_id,
            )
