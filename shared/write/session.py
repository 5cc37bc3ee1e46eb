"""What one transaction is about to write: cases as they are, then as the decisions leave them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from shared.case import SERVICE, Case, Decided, Decision, Known, Procedure, Refused
from shared.contract import Command, Corrected, DeadlineNoted, Due, EventData, Waited
from shared.correction.standing import Recorded, standing
from shared.correction.steps import Correct
from shared.database import Connection
from shared.deadlines.steps import Note, NoteOver
from shared.event import GENESIS, Event
from shared.identifiers import NewId
from shared.outcome import Await
from shared.private.seals import Parts, Seals
from shared.write import store

NOTHING_SEALED: Parts = {}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did it, when it happened, what caused it, and the trace it belongs to.

    `told`: a person says when it happened, it is not the moment at which it is recorded.
    """

    actor: str
    occurred_at: datetime
    causation: str = ""
    traceparent: str = ""
    told: bool = False


class Written(NamedTuple):
    """An event of this transaction with its data, and the case right after it."""

    event: Event
    data: EventData
    case: Case[Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one command: the case it left behind and the events, in order."""

    case: Case[Any]
    written: tuple[Written, ...]


def moved(written: Sequence[Written]) -> dict[str, str | None]:
    """From which state to which these events moved their case, as a trace says it."""
    if not written:
        return {}
    first = written[0]
    last = next(one for one in reversed(written) if one.event.case_id == first.event.case_id)
    return {"netral.state_from": first.data.state_from, "netral.state_to": last.data.state}


def _is_step(written: Written) -> bool:
    """Not what a service notes beside the way of a case, as the store says it too; but the end of a wait.

    A correction is none either: what is to be taken again for it may have happened before it.
    """
    if isinstance(written.data, Corrected):
        return False
    moves = written.data.state != written.data.state_from
    return moves or isinstance(written.data, Waited) or not written.event.actor.startswith(SERVICE)


class Projection(Protocol):
    """Keeps a stage's query tables in step; runs inside the writing transaction."""

    async def __call__(self, conn: Connection, written: Sequence[Written]) -> None:
        """Take in these events, in order."""


class Session:
    """The unit of work. Decides against the cases as earlier commands of the session left them."""

    def __init__(self, procedure: Procedure[Any], new_id: NewId, now: datetime) -> None:
        self._procedure = procedure
        self._new_id = new_id
        self._now = now
        self.cases: dict[UUID, Case[Any]] = {}
        self.written: list[Written] = []
        self.seals = Seals()
        self._last_steps: dict[tuple[UUID, str], datetime] = {}
        self._pasts: dict[UUID, list[Recorded]] = {}

    async def lock(self, conn: Connection, commands: Sequence[Command]) -> None:
        """Load and lock every case that these commands touch."""
        ids = {case_id for c in commands for case_id in (c.case_id, *c.others)} - set(self.cases)
        if ids:
            facts = type(self._procedure.opening())
            self.cases |= await store.lock_cases(conn, ids, facts)
        if corrected := {c.case_id for c in commands if isinstance(c, Correct)}:
            self._pasts |= await store.pasts(conn, corrected, self._procedure.events)

    async def look_back(self, conn: Connection, commands: Sequence[Command]) -> None:
        """Load when the last steps of their cases happened: one that a person dates is not before them."""
        if ids := {case_id for c in commands for case_id in (c.case_id, *c.others)}:
            self._last_steps |= await store.last_steps(conn, ids)

    def carry_out(
        self, command: Command, stamp: Stamp, hidden: Collection[UUID] = (), private: Parts = NOTHING_SEALED
    ) -> Change | Refused | Known | Await:
        """Decide one command and take its events in; anything but a Change leaves the session as it was.

        `private` goes sealed into the first event about the command's case; the decision never sees it.
        """
        if private and command.case_id not in hidden and self.seals.refuses(command.case_id):
            return Refused("erased", "personal data of this case was erased; nothing more is sealed in it")
        if stamp.told and (last := self._last_step(command, hidden)) and stamp.occurred_at < last:
            detail = f"body.occurred_at lies before the last step of a case it is about: {last.isoformat()}"
            return Refused("invalid-input", detail)
        return self.carry_out_all((command,), stamp, hidden, private)

    def carry_out_all(
        self,
        commands: Sequence[Command],
        stamp: Stamp,
        hidden: Collection[UUID] = (),
        private: Parts = NOTHING_SEALED,
    ) -> Change | Refused | Known | Await:
        """Decide these commands one after the other: all of them take effect, or none does.

        Also when a decision fails with an exception, which is passed on. They are decided as if the `hidden`
        cases did not exist.
        """
        before: dict[UUID, Case[Any] | None] = {}
        mark = len(self.written)
        try:
            for command in commands:
                if command.case_id not in hidden and not isinstance(command, Note):
                    before.setdefault(command.case_id, self.cases.get(command.case_id))
                    self._note_what_passed(command.case_id, command, stamp)
                if isinstance(command, Correct):
                    command = command.in_view_of(
                        self._procedure, self._but(hidden), self._past(command.case_id)
                    )
                verdict: Decision = self._procedure.decide(
                    command, self._but(hidden), stamp.actor, stamp.occurred_at
                )
                if not isinstance(verdict, Decided):
                    self._take_back(before, mark)
                    return verdict
                for case_id, data in verdict.events:
                    before.setdefault(case_id, self.cases.get(case_id))
                    if not isinstance(data, DeadlineNoted):
                        self._note_what_passed(case_id, command, stamp)
                    sealed = private if case_id == command.case_id else NOTHING_SEALED
                    self._take_in(case_id, data, verdict.legal_basis, stamp, sealed)
                    private = NOTHING_SEALED if sealed else private
        except Exception:
            self._take_back(before, mark)
            raise
        return Change(self.cases[commands[0].case_id], tuple(self.written[mark:]))

    def _past(self, case_id: UUID) -> list[Recorded]:
        """The ledger of a case until now, with what this session adds."""
        return self._pasts.get(case_id, []) + self._added(case_id)

    def _added(self, case_id: UUID) -> list[Recorded]:
        own = [(one.event, one.data) for one in self.written if one.event.case_id == case_id]
        return [
            Recorded(event.version, data, event.occurred_at, event.recorded_at, event.actor)
            for event, data in own
        ]

    def _last_step(self, command: Command, hidden: Collection[UUID]) -> datetime | None:
        """When the last step of its lines happened, in the cases that this command touches."""
        about = {command.case_id, *command.others} - set(hidden)
        lines = self._procedure.lines(type(command))
        steps = [(case_id, type, at) for (case_id, type), at in self._last_steps.items()]
        counting = {
            (case_id, one.version): one.at for case_id in about for one in standing(self._added(case_id))
        }
        for written in self.written:
            event = written.event
            at = counting.get((event.case_id, event.version))
            if at is not None and _is_step(written):
                steps.append((event.case_id, event.type, at))
        own = (at for case_id, type, at in steps if case_id in about and lines & self._procedure.lines(type))
        return max(own, default=None)

    def _but(self, hidden: Collection[UUID]) -> Mapping[UUID, Case[Any]]:
        if not hidden:
            return self.cases
        return {case_id: case for case_id, case in self.cases.items() if case_id not in hidden}

    def _take_back(self, before: Mapping[UUID, Case[Any] | None], mark: int) -> None:
        for case_id, case in before.items():
            if case is not None:
                self.cases[case_id] = case
            else:
                self.cases.pop(case_id, None)
        del self.written[mark:]

    def _note_what_passed(self, case_id: UUID, command: Command, stamp: Stamp) -> None:
        """Limits of its lines that were over before this step are noted so, though no sweep came in between.

        The event of the step may end or renew a limit, and nobody would ever be told; and what the end of one
        brings about holds for the step too. A step that is refused notes nothing.
        """
        lines = self._procedure.lines(type(command))
        while due := self._over(case_id, stamp.occurred_at, lines):
            over = Stamp(f"service:{self._procedure.stage}", due.until, traceparent=stamp.traceparent)
            passed = NoteOver(case_id=case_id, limit=due.limit, on=due.on)
            note = self._procedure.decide(passed, self.cases, over.actor, over.occurred_at)
            if not isinstance(note, Decided):
                return
            for noted, about in note.events:
                self._take_in(noted, about, note.legal_basis, over)

    def _over(self, case_id: UUID, at: datetime, lines: frozenset[str]) -> Due | None:
        """The first limit of a case, of these lines, that was over at a moment and is not noted so."""
        case = self.cases.get(case_id)
        over = [
            one.due
            for one in (case.clocks if case else ())
            if one.due.until <= at
            and one.noted != "missed"
            and self._procedure.measures(one.due.limit, lines)
        ]
        return min(over, key=lambda due: due.until, default=None)

    def _take_in(
        self, case_id: UUID, data: EventData, basis: str, stamp: Stamp, private: Parts = NOTHING_SEALED
    ) -> None:
        previous = self.cases.get(case_id)
        data = self._procedure.timed(previous, data, stamp.occurred_at)
        event_id = self._new_id()
        if private:
            data = data.model_copy(update=self.seals.sealed(case_id, event_id, private))
        case = self._procedure.apply(previous, case_id, data, self._now, stamp.actor)
        event = Event(
            event_id,
            self._procedure.stage,
            type(data).__name__,
            case_id,
            case.version,
            stamp.occurred_at,
            self._now,
            stamp.actor,
            basis,
            stamp.causation,
            stamp.traceparent,
            data.written(),
        ).chained(previous.chain if previous else GENESIS)
        case = case.linked(event.chain)
        self.cases[case_id] = case
        self.written.append(Written(event, data, case))

    async def flush(self, conn: Connection, project: Projection) -> None:
        """Write ledger, case rows, new keys and query tables. The caller commits."""
        if not self.written:
            return
        await self.seals.keep(conn, (w.event.case_id for w in self.written), self._now)
        await store.append(conn, [w.event for w in self.written])
        await store.save_cases(conn, list({w.case.id: w.case for w in self.written}.values()))
        await project(conn, self.written)
