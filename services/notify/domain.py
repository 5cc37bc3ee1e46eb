"""Notify's procedure: a notification is queued once for each (event, recipient), then sent or not. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.notify import contract as ev
from shared.case import STAYS, Case, Cases, Decision, Facts, Known, Procedure, Step, Transition
from shared.contract import Code, Command, EventData, RuleStamp, State
from shared.events import publishing
from shared.policy import Policy


class NotifyFacts(Facts):
    """Notify remembers the notifications of a case that are still to be sent."""

    open: tuple[UUID, ...] = ()


class QueueNotification(Command):
    """Siapkan pemberitahuan."""

    notification: UUID
    of_event: UUID
    of_source: Code
    of_version: int
    recipient: Code
    template: Code
    limit: RuleStamp | None = None
    on: date | None = None
    reason: Code | None = None
    state: State
    office: Code
    region: Code
    channel: Code


class RecordSent(Command):
    """Catat terkirim."""

    notification: UUID
    attempts: int


class RecordUndeliverable(Command):
    """Catat tidak dapat disampaikan."""

    notification: UUID
    attempts: int
    reason: Code


@publishing(ev.NotificationQueued)
def _queue(command: QueueNotification, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    fields = command.model_dump(exclude={"case_id"})
    return [(command.case_id, ev.NotificationQueued(state_from=step.state_from, **fields))]


def _ended(event: type[EventData]) -> Any:
    @publishing(event)
    def build(command: Command, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        case: Case[NotifyFacts] = cases[command.case_id]
        data = event(
            state_from=case.state,
            state=case.state,
            office=case.office,
            region=case.region,
            channel=case.channel,
            **command.model_dump(exclude={"case_id"}),
        )
        return [(command.case_id, data)]

    return build


def _once(command: RecordSent | RecordUndeliverable, cases: Cases, _: Step) -> Decision | None:
    """What was recorded as sent is never recorded, nor sent, a second time."""
    case = cases.get(command.case_id)
    return None if case and command.notification in case.facts.open else Known()


def fold(facts: NotifyFacts, data: EventData) -> NotifyFacts:
    """What notify remembers after one more event."""
    match data:
        case ev.NotificationQueued():
            return facts.model_copy(update={"open": (*facts.open, data.notification)})
        case ev.NotificationSent() | ev.NotificationUndeliverable():
            rest = tuple(n for n in facts.open if n != data.notification)
            return facts.model_copy(update={"open": rest})
        case _:
            return facts


def procedure(policy: Policy) -> Procedure[NotifyFacts]:
    """Notify's table of transitions; the state of a case is the one last told, so every state is left."""
    told: frozenset[str | None] = frozenset(policy.states)
    anywhere = tuple(
        (before,) if before == state else (before, state) for before in told | {None} for state in told
    )
    rows: list[Transition[Any]] = [
        Transition("QueueNotification", QueueNotification, told | {None}, STAYS,
                   "pemberitahuan", _queue, ways=anywhere),
        Transition("RecordSent", RecordSent, told, STAYS,
                   "pemberitahuan", _ended(ev.NotificationSent), _once),
        Transition("RecordUndeliverable", RecordUndeliverable, told, STAYS,
                   "pemberitahuan", _ended(ev.NotificationUndeliverable), _once),
    ]  # fmt: skip
    return Procedure("notify", rows, fold, NotifyFacts, policy.basis, owns_cases=False)
