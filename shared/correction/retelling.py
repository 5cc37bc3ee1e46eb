"""A case told again from its ledger with one step corrected: what then holds, and which limits run. Pure.

Every later step is asked again, of the case as it then is, by the row of the table that it was taken by: with
what its events say, by whom it was and when. What the table refuses is to be taken again. So no correction
leads where the steps themselves could not have led.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.case import SERVICE, Case, Decided, Decision, Procedure, Refused, Transition
from shared.contract import Altered, Approaching, Command, DeadlineNoted, Due, EventData, Passed, ToldAs
from shared.correction.standing import MOMENT, Recorded, altered_in, moment_of, read, standing, values
from shared.deadlines.steps import NoteApproaching, NoteOver
from shared.running import Clock

Wanted = Mapping[str, str | None]
"""The fields to be corrected, with what is to stand in them."""


@dataclass(frozen=True, slots=True)
class Retold:
    """A case as it comes out of a correction, and the event that is corrected."""

    corrected: Recorded
    step: tuple[int, ...]
    altered: tuple[Altered, ...]
    reopened: tuple[Recorded, ...]
    passed: tuple[Passed, ...]
    state: str
    facts: Mapping[str, Any]
    """What is remembered otherwise than before."""
    due: Clock | None
    """The limit of its way that runs."""
    beside: tuple[Clock, ...]

    @property
    def moments(self) -> Sequence[datetime]:
        """At which the step now happened, if that is corrected."""
        return [moment_of(one.now or "") for one in self.altered if one.field == MOMENT]


@dataclass(slots=True)
class _Telling:
    """A case as it comes about again, step by step."""

    procedure: Procedure[Any]
    id: UUID
    case: Case[Any] | None = None
    passed: list[Due] = field(default_factory=list)

    def ask(self, row: Transition[Any], events: Sequence[Recorded]) -> Decision | None:
        """What the table says to the step of these events; None where they do not say all of it."""
        command = _command(row, self.id, [one.data for one in events])
        return self._decided(command, events[0].actor, events[0].at) if command else None

    def take(self, data: EventData, record: Recorded) -> None:
        """Let an event happen, with the limits that run after it now."""
        bare = data.model_copy(update={"due": None, "beside": None})
        timed = self.procedure.timed(self.case, bare, record.at)
        self.case = self.procedure.apply(self.case, self.id, timed, record.recorded_at, record.actor)

    def take_all(self, decided: Decided, record: Recorded) -> None:
        """Let a step happen as it was decided."""
        for about, data in decided.events:
            if about == self.id:
                self.take(data, record)

    def moves(self, decided: Decided) -> bool:
        """Whether a step takes the case to another state."""
        states = {data.state for about, data in decided.events if about == self.id}
        return self.case is None or states != {self.case.state}

    def take_over(self, record: Recorded) -> None:
        """Let what no row tells again happen as it was recorded, in the state in which the case now is."""
        data = record.data
        if self.case and data.state == data.state_from:
            data = data.model_copy(update={"state_from": self.case.state, "state": self.case.state})
        self.take(data, record)

    def note(self, record: Recorded, noted: DeadlineNoted) -> bool:
        """Note again what was noted about a limit, if it runs so still."""
        about = (noted.limit, noted.on)
        if not isinstance(noted, Approaching) and about in {(due.limit, due.on) for due in self.passed}:
            self.passed = [due for due in self.passed if (due.limit, due.on) != about]
            return True
        kind = NoteApproaching if isinstance(noted, Approaching) else NoteOver
        command = kind(case_id=self.id, limit=noted.limit, on=noted.on)
        verdict = self._decided(command, record.actor, record.at)
        if isinstance(verdict, Decided):
            self.take_all(verdict, record)
        return isinstance(verdict, Decided)

    def let_pass(self, before: Recorded) -> None:
        """Limits that were over before this moment are so for the step that follows."""
        while due := self._over(before.at):
            command = NoteOver(case_id=self.id, limit=due.limit, on=due.on)
            by_clock = before._replace(at=due.until, actor=f"{SERVICE}{self.procedure.stage}")
            verdict = self._decided(command, by_clock.actor, by_clock.at)
            if not isinstance(verdict, Decided):
                return
            self.take_all(verdict, by_clock)
            self.passed.append(due)

    def _decided(self, command: Command, actor: str, at: datetime) -> Decision:
        return self.procedure.decide(command, {self.id: self.case} if self.case else {}, actor, at)

    def _over(self, at: datetime) -> Due | None:
        clocks = self.case.clocks if self.case else ()
        over = [one.due for one in clocks if one.due.until <= at and one.noted != "missed"]
        return min(over, key=lambda due: due.until, default=None)


def retell(
    procedure: Procedure[Any], case: Case[Any], past: Sequence[Recorded], corrects: int, wanted: Wanted
) -> Retold | Refused:
    """The case as it comes out when these fields of that event say otherwise; without its step where none do.

    `past` is its whole ledger here. Refused where the step would not have been lawful so, and where a later
    one that moved the case cannot be asked again.
    """
    counting = standing(past)
    corrected = next((one for one in counting if one.version == corrects), None)
    if corrected is None or isinstance(corrected.data, DeadlineNoted):
        return Refused("invalid-input", f"body.corrects: no step of this case here counts at {corrects}")
    altered = _altered(corrected, wanted)
    if isinstance(altered, Refused):
        return altered
    return _Retelling(procedure, case, counting, corrected, altered).told()


class _Retelling:
    """The case as it was and as it comes out, side by side."""

    def __init__(
        self,
        procedure: Procedure[Any],
        case: Case[Any],
        counting: Sequence[Recorded],
        corrected: Recorded,
        altered: tuple[Altered, ...],
    ) -> None:
        self._procedure = procedure
        self._case = case
        self._counting = counting
        self._corrected = corrected
        self._altered = altered
        self._was = _Telling(procedure, case.id)
        self._now = _Telling(procedure, case.id)
        self._step: tuple[int, ...] = ()
        self._reopened: list[Recorded] = []
        self._gone_back = False
        """Whether a step that moved the case is to be taken again: then all are that moved it later."""

    def told(self) -> Retold | Refused:
        """How it comes out."""
        rest = list(self._counting)
        while rest:
            if isinstance(noted := rest[0].data, DeadlineNoted):
                record = rest.pop(0)
                self._was.note(record, noted)
                if not self._now.note(record, noted):
                    self._reopened.append(record)
                continue
            self._was.let_pass(rest[0])
            taken = _taken_by(self._was, rest)
            events, rest = rest[: taken.length], rest[taken.length :]
            if refused := self._in_order(events, rest) or self._again(taken.row, events):
                return refused
            if taken.decided is None:
                self._was.take_over(events[0])
            else:
                self._was.take_all(taken.decided, events[0])
        return self._outcome()

    def _again(self, row: Transition[Any] | None, events: Sequence[Recorded]) -> Refused | None:
        """Ask a step again, corrected if it is the one."""
        itself = any(one.version == self._corrected.version for one in events)
        moved = events[0].data.state_from != events[-1].data.state
        if itself:
            self._step = tuple(one.version for one in events)
            if not self._altered:
                self._reopen(events, moved)
                return None
            events = [altered_in(one, self._altered, one is self._corrected) for one in events]
        elif moved and self._gone_back:
            self._reopen(events, moved)
            return None
        self._now.let_pass(events[0])
        if row is None:
            if self._step and (moved or itself):
                return _not_again(events[0])
            self._now.take_over(events[0])
            return None
        if itself and (unfit := _unfit(row, self._altered)):
            return unfit
        verdict = self._now.ask(row, events)
        if isinstance(verdict, Decided) and not (self._gone_back and self._now.moves(verdict)):
            self._now.take_all(verdict, events[0])
            return None
        if itself:
            return verdict if isinstance(verdict, Refused) else _not_again(self._corrected)
        self._reopen(events, moved)
        return None

    def _reopen(self, events: Sequence[Recorded], moved: bool) -> None:
        self._reopened += events
        self._gone_back |= moved

    def _in_order(self, events: Sequence[Recorded], rest: Sequence[Recorded]) -> Refused | None:
        """The moment of a step lies between those of the steps before and after it."""
        text = next((one.now for one in self._altered if one.field == MOMENT), None)
        if text is None or self._corrected not in events:
            return None
        steps = [one for one in self._counting if not isinstance(one.data, DeadlineNoted)]
        first = max((one.at for one in steps if one.version < events[0].version), default=None)
        last = min((one.at for one in rest if one in steps), default=None)
        moment = moment_of(text)
        if (first and moment < first) or (last and moment > last):
            within = f"from {first or 'any time'} to {last or 'now'}"
            return Refused("invalid-input", f"occurred_at must lie {within}, between the steps beside it")
        return None

    def _outcome(self) -> Retold | Refused:
        was, now, case = self._was.case, self._now.case, self._case
        if now is None:
            return Refused("not-told-again", "with this step the case began: it cannot be taken back")
        if was is None or was.state != case.state:
            return Refused("not-told-again", "by the table of today the case would not be in its state")
        before, after = was.facts.model_dump(mode="json"), now.facts.model_dump(mode="json")
        changed = _dues(now) != _dues(was)
        way = _way(now if changed else case)
        return Retold(
            self._corrected,
            self._step,
            self._altered,
            tuple(self._reopened),
            tuple(self._passed()),
            now.state,
            {name: value for name, value in after.items() if value != before[name]},
            way and self._clock(way),
            tuple(map(self._clock, now.beside if changed else case.beside)),
        )

    def _passed(self) -> Iterator[Passed]:
        """What had passed by what now stands, and was not told by an earlier correction."""
        told = {(one.limit, one.on) for one in self._was.passed}
        for due in self._now.passed:
            if (due.limit, due.on) not in told:
                yield Passed(limit=due.limit, on=due.on)

    def _clock(self, one: Clock) -> Clock:
        """A limit that runs, with what was noted about it; that it passed is noted yet."""
        known = self._case.clock(one.due.limit, one.due.on)
        return known or (Clock(one.due) if one.due in self._now.passed else one)


def _way(case: Case[Any]) -> Clock | None:
    return Clock(case.due, case.noted) if case.due else None


def _dues(case: Case[Any]) -> list[Due]:
    return [one.due for one in case.clocks]


def _altered(corrected: Recorded, wanted: Wanted) -> tuple[Altered, ...] | Refused:
    """What changes, for fields of the event and values that these may have."""
    altered = []
    for name, text in wanted.items():
        if name != MOMENT and name not in type(corrected.data).model_fields:
            return Refused("invalid-input", f"body.changes: {type(corrected.data).__name__} has no {name}")
        try:
            value = moment_of(text or "") if name == MOMENT else read(type(corrected.data), name, text)
        except ValueError as wrong:
            return Refused("invalid-input", f"body.changes: {name} cannot be {text}: {wrong}")
        now = values(corrected._replace(at=value), [name]) if name == MOMENT else {name: text}
        was = values(corrected, [name])
        if was != now:
            altered.append(Altered(field=name, was=was[name], now=now[name]))
    return tuple(altered)


def _unfit(row: Transition[Any], altered: Sequence[Altered]) -> Refused | None:
    """What whoever takes the step does not say, or not with such a value, is not corrected."""
    for one in altered:
        if one.field == MOMENT:
            continue
        if one.field not in row.command.model_fields:
            return Refused("invalid-input", f"body.changes: {one.field} follows from the rest of {row.name}")
        try:
            read(row.command, one.field, one.now)
        except ValueError as wrong:
            return Refused("invalid-input", f"body.changes: {one.field} cannot be {one.now}: {wrong}")
    return None


class _Taken(NamedTuple):
    """By which row a step was taken, what that decides, and how many events it is."""

    row: Transition[Any] | None = None
    decided: Decided | None = None
    length: int = 1


def _taken_by(telling: _Telling, rest: Sequence[Recorded]) -> _Taken:
    """The row by which the next step was taken, none where no row tells it again.

    It is the one that, asked with what the events say, answers with events of the same types and states.
    """
    state = telling.case.state if telling.case else None
    for row in telling.procedure.rows:
        if type(rest[0].data) not in row.events.publishes or state not in row.leaves:
            continue
        together = [one for one in rest[: len(row.events.publishes)] if one[2:] == rest[0][2:]]
        verdict = telling.ask(row, together)
        if isinstance(verdict, Decided):
            own = [data for about, data in verdict.events if about == telling.id]
            if _shape(own) == _shape([one.data for one in rest[: len(own)]]):
                return _Taken(row, verdict, len(own))
    return _Taken()


def _shape(events: Sequence[EventData]) -> list[tuple[type[EventData], str]]:
    return [(type(data), data.state) for data in events]


def _command(row: Transition[Any], case_id: UUID, events: Sequence[EventData]) -> Command | None:
    """The command of a step as its events tell it, None where they do not."""
    given: dict[str, Any] = {}
    for name, wanted in row.command.model_fields.items():
        own = next((mark.field for mark in wanted.metadata if isinstance(mark, ToldAs)), name)
        told = [getattr(data, own) for data in events if own in type(data).model_fields]
        value = next((one for one in told if one is not None), None)
        if value is not None or (told and wanted.is_required()):
            given[name] = value
        elif wanted.is_required() and name != "case_id":
            return None
    command: Command = row.command.model_construct(**{**given, "case_id": case_id})
    return command


def _not_again(one: Recorded) -> Refused:
    return Refused("not-told-again", f"what was recorded at {one.version} cannot be asked again here")
