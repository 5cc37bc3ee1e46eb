"""Commands from HTTP, committed together: one writer a process, up to 256 waiting requests a time.

A transaction costs mostly its fsync. Whoever asks while one commit is under way shares the next one, so
throughput grows with load and a lone request waits for nobody. Each request is decided by itself: one
that is refused does not touch its neighbours. The future of a request is answered after the commit.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import asyncpg

from shared.case import Case, Known, Procedure, Refused
from shared.clock import Clock
from shared.contract import Command
from shared.database import Connection, Pool
from shared.identifiers import NewId
from shared.outcome import Await
from shared.private import store as private_store
from shared.private.seals import Parts
from shared.scope import EVERYTHING, Scope
from shared.telemetry.context import same_trace
from shared.telemetry.step import Step
from shared.telemetry.tracing import OFF, Tracing, words
from shared.write import faults, store
from shared.write.answer import Answer, RequestKey
from shared.write.session import Change, Projection, Session, Stamp, Written, moved

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stale:
    """The case is at another version than the caller saw."""

    version: int


@dataclass(frozen=True, slots=True)
class KeyReused:
    """The idempotency key was used for another request."""


@dataclass(frozen=True, slots=True)
class Given(Answer):
    """The answer that this key got before."""


Result = Change | Refused | Known | Await | Stale | KeyReused | Given


BuildAnswer = Callable[[Case[Any], bool], Answer]
"""The answer about a case; the flag says whether this request wrote something."""


@dataclass(frozen=True, slots=True)
class Request:
    """One command with its stamp; `version` is the caller's If-Match.

    A case outside `scope` is to this command as if there were none. `answer` builds what is kept under `key`.
    `private` is sealed with the case's keys in this transaction and goes into the first event about the case;
    `fingerprints` (kind, keyed hash, whose) are kept with it. `step` is set by the write path.
    """

    command: Command
    stamp: Stamp
    version: int | None = None
    key: RequestKey | None = None
    answer: BuildAnswer | None = None
    private: Parts = field(default_factory=dict, repr=False)
    fingerprints: Sequence[tuple[str, bytes, str]] = field(default=(), repr=False)
    scope: Scope = EVERYTHING
    step: Step = field(default_factory=Step)


MOST_WAITING = 4096
"""More requests than this may not wait for the database: the next is told to come back."""


class Unavailable(Exception):
    """The database is away: whether the request took effect is unknown. Ask again with the same key."""


@dataclass(slots=True)
class _Waiting:
    request: Request
    future: asyncio.Future[tuple[Result, Case[Any] | None]]


class WritePath:
    """The single writer of a process for commands. `run()` must be running for `submit` to answer."""

    def __init__(
        self,
        pool: Pool,
        procedure: Procedure[Any],
        project: Projection,
        clock: Clock,
        new_id: NewId,
        committed: Callable[[], None],
        most: int = 256,
        tracing: Tracing = OFF,
        observe: Callable[[Sequence[Written]], None] = lambda _: None,
    ) -> None:
        self._pool = pool
        self._procedure = procedure
        self._project = project
        self._clock = clock
        self._new_id = new_id
        self._committed = committed
        self._most = most
        self._tracing = tracing
        self._observe = observe
        self._queue: deque[_Waiting] = deque()
        self._asked = asyncio.Event()

    async def submit(self, request: Request) -> Result:
        """Decide and write; returns after the commit. Raises Unavailable, or what the database said."""
        result, _case = await self.submit_for_case(request)
        return result

    async def submit_for_case(self, request: Request) -> tuple[Result, Case[Any] | None]:
        """Like `submit`, with the case as it is now (also when nothing was written)."""
        if len(self._queue) >= MOST_WAITING:
            raise Unavailable("too many requests are waiting")
        step = self._tracing.command(request.command, request.stamp.traceparent)
        if step.traceparent != request.stamp.traceparent:
            stamp = replace(request.stamp, traceparent=step.traceparent)
            request = replace(request, stamp=stamp, step=step)
        with step.entered():
            result, case = await self._written(request)
            _conclude(step, result)
        return result, case

    async def _written(self, request: Request) -> tuple[Result, Case[Any] | None]:
        future: asyncio.Future[tuple[Result, Case[Any] | None]]
        future = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(request, future))
        self._asked.set()
        return await future

    async def run(self) -> None:
        """Serve until cancelled; what is still queued then is answered with Unavailable."""
        try:
            while True:
                await self._asked.wait()
                self._asked.clear()
                while self._queue:
                    size = min(self._most, len(self._queue))
                    await self._serve([self._queue.popleft() for _ in range(size)])
        finally:
            for waiting in self._queue:
                _fail(waiting, Unavailable("the service is stopping"))

    async def _serve(self, batch: Sequence[_Waiting]) -> None:
        try:
            results = await self._attempt([waiting.request for waiting in batch])
        except faults.TRANSIENT as fault:
            log.warning("a commit of %d requests failed: %s", len(batch), type(fault).__name__)
            for waiting in batch:
                _fail(waiting, Unavailable(type(fault).__name__))
        except Exception as fault:
            if len(batch) == 1:
                _fail(batch[0], fault)
            for waiting in batch if len(batch) > 1 else ():
                await self._serve([waiting])
        except BaseException:
            for waiting in batch:
                _fail(waiting, Unavailable("the service is stopping"))
            raise
        else:
            for waiting, result in zip(batch, results, strict=True):
                with contextlib.suppress(asyncio.InvalidStateError):
                    waiting.future.set_result(result)

    async def _attempt(
        self, requests: Sequence[Request], tries: int = 5
    ) -> list[tuple[Result, Case[Any] | None]]:
        for left in reversed(range(tries)):
            try:
                return await self._transaction(requests)
            except (*faults.CONFLICT, asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as fault:
                if not left:
                    raise
                for request in requests:
                    request.step.note("retry", {"reason": type(fault).__name__})
        raise AssertionError("unreachable")

    async def _transaction(self, requests: Sequence[Request]) -> list[tuple[Result, Case[Any] | None]]:
        async with self._pool.acquire() as conn, conn.transaction():
            now = self._clock()
            keys = [request.key for request in requests if request.key]
            given = await store.answers(conn, keys) if keys else {}
            session = Session(self._procedure, self._new_id, now)
            await session.lock(conn, [request.command for request in requests])
            await session.look_back(conn, [r.command for r in requests if r.stamp.told])
            sealing = {request.command.case_id for request in requests if request.private}
            await session.seals.load(conn, sealing & session.cases.keys())
            if self._tracing.on:
                await _link(conn, requests)
            fresh: list[tuple[RequestKey, Answer]] = []
            results = [self._one(session, request, given, fresh) for request in requests]
            await session.flush(conn, self._project)
            if fresh:
                await store.remember(conn, fresh)
            prints = [
                (kind, hash, request.command.case_id, whose)
                for request, (result, _) in zip(requests, results, strict=True)
                if isinstance(result, Change)
                for kind, hash, whose in request.fingerprints
            ]
            if prints:
                await private_store.keep_fingerprints(conn, prints)
        if session.written:
            self._committed()
            self._observe(session.written)
        return results

    def _one(
        self,
        session: Session,
        request: Request,
        given: dict[RequestKey, Answer],
        fresh: list[tuple[RequestKey, Answer]],
    ) -> tuple[Result, Case[Any] | None]:
        hidden = _hidden(request, session)
        case = None if request.command.case_id in hidden else session.cases.get(request.command.case_id)
        if request.key and (before := given.get(request.key)):
            if before.request != request.key.request:
                return KeyReused(), case
            return Given(before.status, before.headers, before.body), case
        if request.version is not None and case and case.version != request.version:
            return Stale(case.version), case
        result = session.carry_out(request.command, request.stamp, hidden, request.private)
        if isinstance(result, Change):
            case = result.case
        if isinstance(result, Change | Known) and case and request.key and request.answer:
            built = request.answer(case, isinstance(result, Change))
            answer = Answer(built.status, built.headers, built.body, request.key.request)
            given[request.key] = answer
            fresh.append((request.key, answer))
        return result, case


def _hidden(request: Request, session: Session) -> frozenset[UUID]:
    """The cases that the command touches and that whoever gave it may not know of."""
    touched = (request.command.case_id, *request.command.others)
    known = (case for case_id in touched if (case := session.cases.get(case_id)))
    return frozenset(case.id for case in known if not request.scope.covers(case.office, case.region))


async def _link(conn: Connection, requests: Sequence[Request]) -> None:
    """Point from each trace that begins with one of these commands to the earlier ones of its case."""
    recorded = [request for request in requests if request.step.recording]
    earlier = await store.traceparents(conn, {request.command.case_id for request in recorded})
    for request in recorded:
        of_case = earlier.get(request.command.case_id, ())
        if not any(same_trace(one, request.step.traceparent) for one in of_case):
            request.step.link(of_case)


def _conclude(step: Step, result: Result) -> None:
    """What became of a command, for its trace."""
    match result:
        case Change(written=written):
            step.say(moved(written))
        case Refused(code=code):
            step.say({"netral.refused": code})
        case _:
            step.say({"netral.outcome": words(type(result).__name__)})


def _fail(waiting: _Waiting, fault: BaseException) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):
        waiting.future.set_exception(fault)
