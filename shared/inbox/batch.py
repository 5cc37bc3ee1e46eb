"""One batch of messages inside one transaction: skip, wait, apply or bury each, then write it all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from shared.case import Procedure, Refused
from shared.clock import Clock
from shared.contract import Command
from shared.database import Connection
from shared.event import GENESIS, MOST_VERSIONS, Cause, Event, Malformed, Notice
from shared.identifiers import NewId, derived_id
from shared.inbox import store
from shared.inbox.message import Message
from shared.inbox.reactions import Reactions, Unknown
from shared.inbox.store import Applied, DeadLetter, Place, Wait
from shared.outcome import Await, Done, Outcome, Poison, Retry
from shared.telemetry.step import Failures, Step
from shared.telemetry.tracing import OFF, Tracing
from shared.write.session import Change, Projection, Session, Stamp, Written, moved


class RetryLater(Exception):
    """A reaction asked for the batch to come again."""

    def __init__(self, retry: Retry) -> None:
        super().__init__(retry.reason)
        self.seconds = retry.seconds


class TooManyPoisoned(Exception):
    """So many events in a row cannot be applied that the code is at fault, not the events."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a batch needs to know of its stage."""

    procedure: Procedure[Any]
    reactions: Reactions
    project: Projection
    clock: Clock
    new_id: NewId
    tracing: Tracing = OFF


@dataclass(slots=True)
class Taken:
    """What a batch did; `moved` are the places whose inbox went on, `exemplar` names one of its steps."""

    applied: int = 0
    skipped: int = 0
    waiting: int = 0
    poisoned: int = 0
    written: Sequence[Written] = ()
    moved: set[Place] = field(default_factory=set)
    exemplar: dict[str, str] | None = None


class _Planned(NamedTuple):
    """A message and what follows from it. `event` is None where that was clear without looking into it."""

    message: Message
    notice: Notice
    cause: Cause | None
    event: Event | None
    outcome: Outcome | Unknown


class Batch:
    """Takes in messages over one connection; the caller owns the transaction and the retries."""

    def __init__(self, stage: Stage, conn: Connection, in_a_row: int, most_in_a_row: int) -> None:
        self._stage = stage
        self._conn = conn
        self._now = stage.clock()
        self._session = Session(stage.procedure, stage.new_id, self._now)
        self._inbox: dict[Place, Applied] = {}
        self._waits: dict[tuple[str, UUID, int], Wait] = {}
        self._letters: dict[UUID, DeadLetter] = {}
        self._gone: list[tuple[str, UUID, int]] = []
        self._torn: list[tuple[Message, Malformed]] = []
        self._counts: dict[str, int] = {}
        self._taken = Taken()
        self._steps: list[Step] = []
        self.in_a_row = in_a_row
        self._most_in_a_row = most_in_a_row

    async def take_in(self, messages: Sequence[Message], culprit: str | None = None) -> Taken:
        """Apply what can be applied. With `culprit`, the one message is buried for that reason."""
        planned = await self._plan(messages)
        commands = [c for p in planned if isinstance(p.outcome, Done) for c in p.outcome.commands]
        await self._session.lock(self._conn, commands)
        for plan in planned:
            self._one(plan, Poison(culprit) if culprit else plan.outcome)
        for message, fault in self._torn:
            self._bury_malformed(message, fault)
        await self._flush()
        return self._taken

    def conclude(self, failed: Failures = ()) -> None:
        """The transaction is committed: what this batch did, happened. `failed`: what was tried before."""
        for step in self._steps:
            step.retried(failed)
            step.end()
            self._taken.exemplar = step.exemplar

    async def effect(self, letter: DeadLetter) -> str | None:
        """Apply a dead letter that has its place in the inbox already. Answers why not, or None."""
        event = letter.message.event()
        if letter.case_id is None or isinstance(event, Malformed):
            return letter.reason
        if event.link(letter.previous) != event.chain:
            return BROKEN_CHAIN
        outcome = self._stage.reactions.react(event)
        if isinstance(outcome, Unknown):
            return f"{event.source}.{event.type} is of a type that this code does not know"
        if not isinstance(outcome, Done):
            return outcome.reason if isinstance(outcome, Poison | Retry) else str(outcome)
        await self._session.lock(self._conn, outcome.commands)
        verdict, step = self._carry_out(event, outcome.commands)
        step.note("replayed")
        if verdict is not None:
            return verdict.reason if isinstance(verdict, Poison) else f"it still waits: {verdict}"
        await self._flush()
        return None

    async def _plan(self, messages: Sequence[Message]) -> list[_Planned]:
        seen: list[tuple[Message, Notice, Cause | None]] = []
        places: set[Place] = set()
        in_order = self._stage.reactions.in_order
        for message in messages:
            notice = message.notice()
            if isinstance(notice, Malformed):
                self._torn.append((message, notice))
                continue
            cause = self._cause(notice) if in_order else None
            seen.append((message, notice, cause))
            places.add((notice.source, notice.case_id))
            if cause is not None:
                places.add((cause.source, cause.case_id))
        self._inbox = await store.load(self._conn, places)
        planned: list[_Planned] = []
        for message, notice, cause in self._in_causal_order(seen):
            applied = self._inbox.get((notice.source, notice.case_id))
            if applied is not None and notice.version <= applied.version:
                self._skip(notice)
            elif (plan := self._planned(message, notice, cause)) is not None:
                planned.append(plan)
        return planned

    def _planned(self, message: Message, notice: Notice, cause: Cause | None) -> _Planned | None:
        """Most events mean nothing here and are not decoded for it; None for what turns out to be none."""
        outright = self._stage.reactions.outright(notice.source, notice.type)
        if outright is not None:
            return _Planned(message, notice, cause, None, outright)
        try:
            event = notice.event(message.value)
        except Malformed as fault:
            self._torn.append((message, fault))
            return None
        return _Planned(message, notice, cause, event, self._stage.reactions.react(event))

    def _in_causal_order(
        self, seen: list[tuple[Message, Notice, Cause | None]]
    ) -> list[tuple[Message, Notice, Cause | None]]:
        """Within a batch, upstream sources first: what waits for another topic waits less often."""
        if not self._stage.reactions.in_order:
            return seen
        rank = {source: place for place, source in enumerate(self._stage.reactions.sources)}
        return sorted(seen, key=lambda one: rank.get(one[1].source, len(rank)))

    def _skip(self, notice: Notice) -> None:
        self._taken.skipped += 1
        self._gone.append((notice.source, notice.case_id, notice.version))

    def _one(self, plan: _Planned, outcome: Outcome | Unknown) -> None:
        notice = plan.notice
        place = (notice.source, notice.case_id)
        applied = self._inbox.get(place)
        if applied is None:
            applied = self._inbox[place] = Applied()
        if notice.version <= applied.version:
            self._skip(notice)
        elif applied.blocked:
            self._wait(plan, _predecessor(notice), "behind a dead letter")
        elif notice.version > applied.version + 1:
            self._wait(plan, _predecessor(notice), "gap")
        elif notice.link(applied.chain) != notice.chain:
            self._bury_broken(plan, applied)
        elif isinstance(outcome, Poison):
            self._poison(plan, applied, outcome)
        elif isinstance(outcome, Unknown):
            self._wait(plan, _predecessor(notice), store.UNKNOWN_TYPE)
        elif plan.cause is not None and self._is_unmet(plan.cause):
            self._wait(plan, plan.cause, "cause")
        elif isinstance(outcome, Retry):
            raise RetryLater(outcome)
        else:
            self._apply(plan, applied, outcome)

    def _apply(self, plan: _Planned, applied: Applied, outcome: Done | Await) -> None:
        notice = plan.notice
        verdict: Await | Poison | None = None
        step: Step | None = None
        if isinstance(outcome, Await):
            verdict = outcome
        elif plan.event:
            verdict, step = self._carry_out(plan.event, outcome.commands)
        if isinstance(verdict, Await):
            awaited = Cause(verdict.source, verdict.case_id, verdict.version)
            self._wait(plan, awaited, "await", step)
        elif isinstance(verdict, Poison):
            self._poison(plan, applied, verdict, step)
        else:
            self._move(notice, applied)
            self._taken.applied += 1
            if isinstance(outcome, Done) and outcome.commands:
                # what means nothing here says nothing about this code either
                self.in_a_row = 0

    def _carry_out(self, event: Event, commands: Sequence[Command]) -> tuple[Await | Poison | None, Step]:
        if not commands:
            return None, NO_STEP
        step = self._stage.tracing.reaction(event, commands)
        stamp = Stamp(
            f"service:{self._stage.procedure.stage}",
            event.occurred_at,
            str(Cause(event.source, event.case_id, event.version)),
            step.traceparent,
        )
        if step.recording:
            self._steps.append(step)
        try:
            result = self._session.carry_out_all(commands, stamp)
        except Exception as fault:  # a bug here must stop this case, not the topic
            return Poison(f"the decision failed: {type(fault).__name__}: {fault}"), step
        if isinstance(result, Change) and step.recording:
            step.say(moved(result.written))
        if isinstance(result, Refused):
            return Poison(f"{result.code}: {result.detail}"), step
        return (result if isinstance(result, Await) else None), step

    def _cause(self, notice: Notice) -> Cause | None:
        """What must have been applied before, as far as this stage reads it."""
        if notice.causation.partition("/")[0] not in self._stage.reactions.sources:
            return None
        try:
            cause = Cause.parse(notice.causation)
        except ValueError:
            return None
        return cause if 0 < cause.version <= MOST_VERSIONS else None

    def _is_unmet(self, cause: Cause) -> bool:
        applied = self._inbox.get((cause.source, cause.case_id))
        return applied is None or applied.version < cause.version

    def _move(self, notice: Notice, applied: Applied) -> None:
        applied.version, applied.chain = notice.version, notice.chain
        self._taken.moved.add((notice.source, notice.case_id))
        self._counts[notice.source] = self._counts.get(notice.source, 0) + 1
        self._gone.append((notice.source, notice.case_id, notice.version))

    def _wait(self, plan: _Planned, awaited: Cause, reason: str, step: Step | None = None) -> None:
        seen = plan.notice
        self._held_up(plan, "waits", step).note("waiting", {"for": str(awaited), "reason": reason})
        wait = Wait(seen.source, seen.case_id, seen.version, awaited, reason, plan.message)
        self._waits[seen.source, seen.case_id, seen.version] = wait
        self._taken.waiting += 1

    def _held_up(self, plan: _Planned, what: str, step: Step | None) -> Step:
        """The step in which an event was held up: the one under way, or one that says only that."""
        if step is None and plan.event is not None and self._stage.tracing.on:
            step = self._stage.tracing.held_up(what, plan.event)
            if step.recording:
                self._steps.append(step)
        return step or NO_STEP

    def _poison(self, plan: _Planned, applied: Applied, poison: Poison, step: Step | None = None) -> None:
        self._count_poison(poison.reason)
        step = self._held_up(plan, "is a dead letter", step)
        kind = poison.reason.partition(":")[0]  # what follows may quote the event
        step.note("dead letter", {"reason": kind})
        step.fail(kind)
        self._bury(plan.message, plan.notice, poison.reason, applied.chain)
        self._move(plan.notice, applied)
        applied.blocked = True

    def _bury_broken(self, plan: _Planned, applied: Applied) -> None:
        """Not what its owner wrote, or the owner rewrote it: the inbox stays, the true event is fetched.

        It comes back as often as it is fetched, and says nothing about this code: it is not counted in a row.
        """
        self._taken.poisoned += 1
        self._bury(plan.message, plan.notice, BROKEN_CHAIN, applied.chain)

    def _bury_malformed(self, message: Message, fault: Malformed) -> None:
        if self._taken.applied:
            self._taken.poisoned += 1  # code that reads the others is not at fault
        else:
            self._count_poison(str(fault))
        self._bury(message, None, str(fault), GENESIS)

    def _bury(self, message: Message, notice: Notice | None, reason: str, previous: bytes) -> None:
        """The same bytes have the same id: however often they come, they are one dead letter.

        Of this stage: where several stages cannot apply a message, each has a letter of its own.
        """
        found = dict(message.headers)
        letter = DeadLetter(
            derived_id("dead-letter", self._stage.procedure.stage, message.digest, previous.hex()),
            notice.source if notice else message.origin or "",
            notice.case_id if notice else None,
            notice.version if notice else None,
            notice.type if notice else _printable(found.get("ce_type")),
            reason.replace("\0", ""),
            message,
            previous,
        )
        self._letters[letter.id] = letter

    def _count_poison(self, reason: str) -> None:
        self.in_a_row += 1
        self._taken.poisoned += 1
        if self.in_a_row > self._most_in_a_row:
            raise TooManyPoisoned(reason)

    async def _flush(self) -> None:
        await self._session.flush(self._conn, self._stage.project)
        moved = {place: self._inbox[place] for place in self._taken.moved}
        await store.save(self._conn, moved)
        for source in sorted(self._counts):
            await store.count(self._conn, source, self._counts[source])
        if self._waits:
            await store.wait(self._conn, list(self._waits.values()), self._now)
        if self._letters:
            await store.bury(self._conn, list(self._letters.values()), self._now)
        if self._gone and await store.any_waiting(self._conn):
            await store.forget_waiting(self._conn, self._gone)
        self._taken.written = self._session.written


NO_STEP = Step()


def _printable(header: bytes | None) -> str:
    return (header or b"").decode(errors="replace").replace("\0", "")


def _predecessor(notice: Notice) -> Cause:
    return Cause(notice.source, notice.case_id, notice.version - 1)


BROKEN_CHAIN = "the chain does not continue: its owner's ledger is not the one seen before"
