"""The step by which a named officer corrects another (pembetulan), the same in every stage. Pure.

What may be corrected is policy. Whoever took a step does not correct it. Nothing is rewritten: what stood
there and what stands now are both in the event.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.case import BACK, Cases, Decision, Known, Procedure, Refused, Step, Transition, states
from shared.contract import LOOKED_UP, Code, Command, Corrected, EventData, Reason, StillNoted
from shared.correction.retelling import Retold, retell
from shared.correction.standing import Recorded
from shared.events import Builder, in_turn, place, publishing
from shared.policy import Policy


class Change(BaseModel):
    """What is to stand in a field of the event, or as the moment (`occurred_at`) of its step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Annotated[Code, Field(examples=["received_on"])]
    value: Annotated[Code | None, Field(examples=["2026-11-17"])]


class Correct(Command):
    """Betulkan: a step that was recorded wrongly. Without changes it never was, and is taken back.

    `corrects` is the version of its event in the case's history at this stage.
    """

    corrects: Annotated[int, Field(ge=1, examples=[7])]
    changes: Annotated[
        tuple[Change, ...],
        Field(max_length=5, examples=[[{"field": "received_on", "value": "2026-11-17"}]]),
    ]
    reason: Reason
    told: Annotated[Any, LOOKED_UP] = None
    """How the case comes out, as its ledger tells it."""

    def in_view_of(self, procedure: Procedure[Any], cases: Cases, past: Sequence[Recorded]) -> "Correct":
        """This command, with how the case comes out by its whole ledger here."""
        case = cases.get(self.case_id)
        wanted = {change.field: change.value for change in self.changes}
        told = retell(procedure, case, past, self.corrects, wanted) if case else None
        return self.model_copy(update={"told": told})


def correcting(
    stage: str,
    policy: Policy,
    basis: str,
    corrected: type[Corrected],
    without: frozenset[str],
    lasting: frozenset[str] = frozenset(),
) -> Transition[Any]:
    """The row of a stage that has its own event of this.

    A case that has ended is not corrected, nor one in a state of `without`: it lies elsewhere, or nobody has
    recorded anything of it yet. Nothing re-opens the events of `lasting`.
    """
    own = (one.id for one in policy.states.values() if one.stage == stage and not (one.final or one.beside))
    leaves = states(*own) - without
    guard = in_turn(_is_correctable(stage, policy), _by_another, _lasts(lasting))
    return Transition("Correct", Correct, leaves, BACK, basis, _as_told(corrected), guard)


Guard = Callable[[Correct, Cases, Step], Decision | None]


def _is_correctable(stage: str, policy: Policy) -> Guard:
    """Only what policy lists: of which event which field, or the whole step; and what would be lawful so."""

    def guard(command: Correct, cases: Cases, step: Step) -> Decision | None:
        case = cases.get(command.case_id)
        if case is None:
            return None
        if not isinstance(command.told, Retold):
            return command.told or Refused("not-told-again", "its ledger was not looked at")
        event = f"{stage}.{type(command.told.corrected.data).__name__}"
        day = policy.calendar.day_of(step.at, case.region)
        listed = {one.field for one in policy.corrections.in_force(day) if one.event == event}
        wanted: set[str | None] = {change.field for change in command.changes}
        if not (wanted or {None}) <= listed:
            known = ", ".join(sorted(field or "the whole step" for field in listed)) or "nothing"
            return Refused("not-correctable", f"of {event} there may be corrected: {known}")
        if any(moment > step.at for moment in command.told.moments):
            return Refused("invalid-input", "body.changes: occurred_at lies after the correction itself")
        return Known() if command.changes and not command.told.altered else None

    return guard


def _by_another(command: Correct, cases: Cases, step: Step) -> Decision | None:
    """Whoever recorded a step does not correct it."""
    told: Retold | None = command.told
    if command.case_id in cases and told and told.corrected.actor == step.actor:
        return Refused(
            "separation-of-duties", "whoever recorded a step does not correct it: another officer does"
        )
    return None


def _lasts(lasting: frozenset[str]) -> Guard:
    """What reached people or courts is not taken back by a correction; for that there are remedies."""

    def guard(command: Correct, cases: Cases, _: Step) -> Decision | None:
        told: Retold | None = command.told
        gone = {type(one.data).__name__ for one in told.reopened} & lasting if told else set()
        if command.case_id in cases and gone:
            return Refused(
                "lasting", f"{', '.join(sorted(gone))} would count no more, which no correction does"
            )
        return None

    return guard


def _as_told(corrected: type[Corrected]) -> Builder:
    @publishing(corrected)
    def build(command: Correct, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        told: Retold = command.told
        clocks = [clock for clock in (told.due, *told.beside) if clock]
        data = corrected(
            state_from=step.state_from,
            state=told.state,
            **place(cases, command.case_id),
            corrects=command.corrects,
            event=type(told.corrected.data).__name__,
            step=told.step,
            altered=told.altered or None,
            reopened=tuple(one.version for one in told.reopened) or None,
            passed=told.passed or None,
            facts=told.facts or None,
            due=told.due.due if told.due else None,
            beside=tuple(clock.due for clock in told.beside) or None,
            noted=tuple(StillNoted(limit=due.limit, on=due.on, noted=noted) for due, noted in clocks if noted)
            or None,
            reason=command.reason,
        )
        return [(command.case_id, data)]

    return build
