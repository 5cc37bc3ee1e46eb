"""The case of one stage, and the table of transitions that says what may happen to it. Pure.

A stage states its whole procedure as rows of `Transition`; `Procedure.decide` is the only function that
applies them, `Procedure.apply` the only one that folds events into a case. The ledger alone therefore
rebuilds every case row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contract import Command, Contract, Corrected, Due, EventData, Noted, Overridden
from shared.outcome import Await
from shared.policy.namable import Namable
from shared.running import Clock, Running, noted


class Facts(BaseModel):
    """What a stage remembers of a case beside its state. Extended by each stage.

    A new fact follows from new events or new fields alone: rebuilt from a ledger of earlier code, a case must
    come out as that code left it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    by: Mapping[str, str] = {}
    """Who took the steps from which others are kept apart: an event's type, and the id of its actor."""
    contest: str | None = None
    """The contest that it is about, by whose law its days are counted."""
    restricted: tuple[str, ...] = ()
    """On whose request the processing of what is sealed in it is restricted."""
    overrides: Mapping[str, str] = {}
    """The options that officers of this stage chose for it: a default's id, and the option's."""


F = TypeVar("F", bound=Facts)
C = TypeVar("C", bound=Command)


class Case(NamedTuple, Generic[F]):
    """A case (perkara) as one stage holds it; `version` is that of its last event in this ledger."""

    id: UUID
    version: int
    chain: bytes
    state: str
    office: str
    region: str
    channel: str
    opened_at: datetime
    changed_at: datetime
    facts: F
    due: Due | None = None
    noted: Noted | None = None
    """What was noted about `due`."""
    beside: tuple[Clock, ...] = ()
    """The limits that run beside that of its way."""

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """All limits that run for it, that of its way first."""
        return ((Clock(self.due, self.noted),) if self.due else ()) + self.beside

    def clock(self, limit: str, on: date) -> Clock | None:
        """The limit of that stamp which ends on that day, if it runs."""
        return next((one for one in self.clocks if (one.due.limit, one.due.on) == (limit, on)), None)

    def linked(self, chain: bytes) -> "Case[F]":
        """This case with the chain of its last event."""
        return self._replace(chain=chain)


@dataclass(frozen=True, slots=True)
class Refused:
    """The law or the procedure does not allow it now. `code` is stable, `detail` is for the reader."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing to do: exactly this was done before."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The events that follow, each with the case that it is about."""

    events: tuple[tuple[UUID, EventData], ...]
    legal_basis: str


Decision = Decided | Refused | Known | Await
Cases = Mapping[UUID, Case[Any]]
Basis = Callable[[str, str, str, datetime], str | None]
"""Which version of a rule (rule, office, region, moment) a step rests on, None where none counts any more."""


SERVICE = "service:"
"""What the id of an actor begins with that is no person: a reaction, or the clock."""
STAYS = ""
"""What a row enters whose events leave the case in the state that it is in."""
BACK = "<"
"""What a row enters that may take a case back to any state that it was in before."""


MAIN = "main"
"""The line (jalur) of the case's own way; another runs beside it, and neither waits for the other."""


Way = tuple[str | None, ...]
"""The states that a case is in from the beginning of a step to its end; a single one where it stays."""


class Events(Protocol):
    """Builds the data of what happened in a step, which is of the types that it `publishes`."""

    @property
    def publishes(self) -> tuple[type[EventData], ...]:
        """The types of the events, in order."""

    def __call__(self, command: Any, cases: Cases, step: "Step", /) -> Sequence[tuple[UUID, EventData]]:
        """The events, each with the case that it is about."""


@dataclass(frozen=True, slots=True)
class Transition(Generic[C]):
    """One row of a stage's procedure.

    `command` moves a case from one of the states `leaves` (None: the case is not here yet) to `enters`;
    `basis` names the rule in policy, which counts in its version of the day of the step. Who may give it
    stands in the policy's table of permissions. `events` builds the data of what happened; `guard` may
    refuse, defer or recognise it first. `hindrance` refuses it whatever the command's fields say, so that
    it can be told before anybody gives the command; it is asked in the states of `leaves` alone. Whoever
    took the step behind an event of `apart` may not take this one too (pemisahan tugas). `ways` are the ones
    that a case may go in this step, where they are others than from each state of `leaves` to `enters`: what
    is remembered of the case decides between them. `lines` are those that it is a step of: it cannot be dated
    before the last one of them, whatever another has come to.
    """

    name: str
    command: type[C]
    leaves: frozenset[str | None]
    enters: str
    basis: str
    events: Events
    guard: Callable[[C, Cases, "Step"], Decision | None] = field(default=lambda _command, _cases, _step: None)
    apart: frozenset[str] = frozenset()
    ways: tuple[Way, ...] = ()
    hindrance: Callable[[Case[Any], "Step"], Refused | None] = lambda _case, _step: None
    lines: frozenset[str] = frozenset({MAIN})

    @property
    def goes(self) -> frozenset[Way]:
        """Every way that a case may go in this step."""
        there = frozenset(_way(leaf, STAYS if self.enters == BACK else self.enters) for leaf in self.leaves)
        return frozenset(self.ways) or there

    def hindrances(self, case: Case[Any], step: "Step") -> tuple[Refused, ...]:
        """What keeps the actor from the step now, whatever the command's fields would say."""
        found = (_kept_apart(self, case, step.actor), self.hindrance(case, step))
        return tuple(refused for refused in found if refused)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a command takes the case, who takes it there, and when that happened."""

    state_from: str | None
    state: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Action:
    """A step that the table allows in the state of a case, and what is missing for it now."""

    row: Transition[Any]
    basis: str | None
    missing: tuple[Refused, ...]


@dataclass(frozen=True)
class Procedure(Generic[F]):
    """The whole procedure of one stage: its rows, and how its events change what it remembers."""

    stage: str
    rows: Sequence[Transition[Any]]
    fold: Callable[[F, EventData], F]
    opening: Callable[[], F]
    basis: Basis
    owns_cases: bool = True
    """Whether cases are at this stage at all; notify only tells of them."""
    handed_over: frozenset[str] = frozenset()
    """States in which another stage owns the case."""
    limits: Callable[[Case[F] | None, EventData, datetime], Running] = lambda _case, _data, _at: Running()
    """Which limits run for a case after an event that occurred at that moment."""
    starts: Callable[[str], Iterable[str]] = lambda _limit: ()
    """With which events of this stage the limit of a stamp starts, as far as there are several lines."""

    @cached_property
    def _by_command(self) -> Mapping[type[Command], Transition[Any]]:
        return {row.command: row for row in self.rows}

    @cached_property
    def _goes(self) -> Mapping[type[Command], frozenset[Way]]:
        return {row.command: row.goes for row in self.rows}

    @cached_property
    def _of_event(self) -> Mapping[str, frozenset[str]]:
        lines: dict[str, frozenset[str]] = {}
        for row in self.rows:
            for event in row.events.publishes:
                lines[event.__name__] = lines.get(event.__name__, frozenset()) | row.lines
        return lines

    def lines(self, step: type[Command] | str) -> frozenset[str]:
        """The lines that a command, or the type of an event, is a step of."""
        if isinstance(step, str):
            return self._of_event.get(step, frozenset({MAIN}))
        return self._by_command[step].lines

    def measures(self, limit: str, lines: frozenset[str]) -> bool:
        """Whether the limit of a stamp is one of these lines."""
        started = [self.lines(event) for event in self.starts(limit)] or [frozenset({MAIN})]
        return any(line & lines for line in started)

    @cached_property
    def _remembered(self) -> frozenset[str]:
        return frozenset(event for row in self.rows for event in row.apart)

    @cached_property
    def events(self) -> Mapping[str, type[EventData]]:
        """The types of the events that its rows publish, by name."""
        return {event.__name__: event for row in self.rows for event in row.events.publishes}

    def decide(self, command: Command, cases: Cases, actor: str, at: datetime) -> Decision:
        """What follows from the command for the cases as they are; changes nothing.

        `actor` gives it, and what it is about happened `at` that moment. Raises LookupError where the events
        go a way that is not the row's: the table would not say the truth.
        """
        row = self._by_command[type(command)]
        case = cases.get(command.case_id)
        state = case.state if case else None
        enters = state if row.enters in {STAYS, BACK} and state else row.enters
        step = Step(state, enters, actor, at)
        verdict = row.guard(command, cases, step)
        if case and state in row.leaves and not isinstance(verdict, Known | Await):
            verdict = next(iter(row.hindrances(case, step)), verdict)
        if verdict is not None:
            return verdict
        if state not in row.leaves:
            return _wrong_state(row, state)
        events = tuple(row.events(command, cases, step))
        way = _way(state, *(data.state for about, data in events if about == command.case_id))
        if row.enters != BACK and way not in self._goes[row.command]:
            raise LookupError(f"the row {row.name} does not name the way {way}")
        taken_at = case or events[0][1]  # who opens a case does so at the office that it is opened for
        stamp = self.basis(row.basis, taken_at.office, taken_at.region, at)
        if stamp is None:
            return _no_rule(row)
        return Decided(events, stamp)

    def actions(self, case: Case[F], at: datetime, actor: str) -> tuple[Action, ...]:
        """Every row that leaves the state of the case, with what keeps the actor from it at that moment.

        A step without anything missing is refused for the fields of its command alone, one of which something
        is missing with its code, as long as the case stays as it is.
        """
        return tuple(self._action(row, case, at, actor) for row in self.rows if case.state in row.leaves)

    def _action(self, row: Transition[Any], case: Case[F], at: datetime, actor: str) -> Action:
        stamp = self.basis(row.basis, case.office, case.region, at)
        enters = case.state if row.enters == STAYS else row.enters
        missing = row.hindrances(case, Step(case.state, enters, actor, at))
        return Action(row, stamp, missing if stamp else (*missing, _no_rule(row)))

    def timed(self, case: Case[F] | None, data: EventData, at: datetime) -> EventData:
        """The data of an event of this moment with the limits that run after it; a correction says them."""
        if isinstance(data, Corrected):
            return data
        running = self.limits(case, data, at)
        if running == Running():
            return data
        return data.model_copy(update={"due": running.due, "beside": running.beside or None})

    def apply(
        self, case: Case[F] | None, case_id: UUID, data: EventData, at: datetime, actor: str
    ) -> Case[F]:
        """The case after one more event of this stage; its chain is set by the ledger."""
        facts = self.fold(case.facts if case else self.opening(), data)
        if (event := type(data).__name__) in self._remembered:
            facts = facts.model_copy(update={"by": {**facts.by, event: actor}})
        if isinstance(data, Overridden):
            facts = facts.model_copy(update={"overrides": {**facts.overrides, data.default: data.option}})
        if isinstance(data, Corrected) and data.facts:
            facts = type(facts).model_validate({**facts.model_dump(), **data.facts})
        if case is None:
            return Case(
                case_id,
                1,
                b"",
                data.state,
                data.office,
                data.region,
                data.channel,
                at,
                at,
                facts,
                data.due,
                beside=_beside(None, data),
            )
        return case._replace(
            version=case.version + 1,
            state=data.state,
            office=data.office,
            region=data.region,
            channel=data.channel,
            changed_at=at,
            facts=facts,
            due=data.due,
            noted=noted(Clock(case.due, case.noted) if case.due else None, data.due, data),
            beside=_beside(case, data),
        )


def namable(contract: Contract, procedure: Procedure[Any]) -> Namable:
    """What policy may name of a stage."""
    return Namable.of(contract.source, contract.events, {row.name: row.basis for row in procedure.rows})


def _kept_apart(row: Transition[Any], case: Case[Any], actor: str) -> Refused | None:
    """Whoever took an earlier step; a service acts for nobody and is kept from nothing."""
    if not row.apart or actor.startswith(SERVICE):
        return None
    before = next((event for event in sorted(row.apart) if case.facts.by.get(event) == actor), None)
    if before is None:
        return None
    detail = f"whoever gave rise to {before} in this case may not take the step {row.name} too"
    return Refused("separation-of-duties", detail)


def _no_rule(row: Transition[Any]) -> Refused:
    return Refused("no-rule", f"no version of the rule {row.basis} counts on the day of this step")


def _beside(case: Case[Any] | None, data: EventData) -> tuple[Clock, ...]:
    before = {clock.due: clock for clock in case.beside} if case else {}
    return tuple(Clock(due, noted(before.get(due), due, data)) for due in data.beside or ())


def _way(first: str | None, *states: str) -> Way:
    """The states one after the other; where the case stays it is in the same."""
    way: list[str | None] = [first]
    for state in states:
        if state not in (STAYS, way[-1]):
            way.append(state)
    return tuple(way)


def states(*ids: str | None) -> frozenset[str | None]:
    """A set of states; None stands for: the case is not here yet."""
    return frozenset(ids)


def _wrong_state(row: Transition[Any], state: str | None) -> Refused:
    if state is None:
        return Refused("unknown-case", "this stage has no such case")
    allowed = ", ".join(sorted(leaf for leaf in row.leaves if leaf)) or "no state: it opens a case"
    return Refused(
        "wrong-state",
        f"{row.name} leaves {allowed}; this case is in {state}, which does not allow it",
    )
