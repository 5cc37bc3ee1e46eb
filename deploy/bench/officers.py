"""The officers' steps, played by reactions that exist in a bench alone.

Each wraps the reaction of the real blueprint: what upstream events mean stays as it is, and the commands
that a person would give next follow in the same transaction, through the same decide and write path.
No setting leads here: only `python -m deploy.bench.service` assembles a service in this way.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.intake.contract import CaseRegistered
from services.sanctions.commands import IssueRecommendation
from services.triage.commands import BeginStudy, ForwardToBkn, VerifyReport
from services.triage.contract import BawasluValidationWaived
from shared.contract import Command, EventData
from shared.event import Event
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Done, Outcome
from shared.runtime import Blueprint


def _study(case_id: UUID) -> tuple[Command, ...]:
    return BeginStudy(case_id=case_id), ForwardToBkn(case_id=case_id), VerifyReport(case_id=case_id)


def _recommend(case_id: UUID) -> tuple[Command, ...]:
    towards = {"contest": "pilkada-2024", "acted_on": date(2024, 10, 1)}
    return (IssueRecommendation(case_id=case_id, act="DS-08", level="heavy", **towards),)


_PLAYED: dict[str, tuple[type[EventData], Any]] = {
    "triage": (CaseRegistered, _study),
    "sanctions": (BawasluValidationWaived, _recommend),
}


def played(blueprint: Blueprint) -> Blueprint:
    """The blueprint with its officers played; one without officers in the bench is answered as it is."""
    if blueprint.name not in _PLAYED:
        return blueprint
    model, steps = _PLAYED[blueprint.name]
    return replace(blueprint, reactions=_with(blueprint.reactions, model, steps))


def _with(reactions: Reactions, model: type[EventData], steps: Any) -> Reactions:
    usual = reactions.handlers[model]

    def react(event: Event, data: EventData) -> Outcome:
        outcome = usual(event, data)
        if not isinstance(outcome, Done):
            return outcome
        return Done((*outcome.commands, *steps(event.case_id)))

    handlers: dict[type[EventData], Reaction] = {**reactions.handlers, model: react}
    return replace(reactions, handlers=handlers)
