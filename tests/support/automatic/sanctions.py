"""Sanctions whose officers act at once: a forwarded case goes by itself to the completed sanction."""

from dataclasses import replace
from datetime import date

from services.sanctions import main as sanctions
from services.sanctions.domain import (
    CompleteSanction,
    HoldExamination,
    IssueDecision,
    IssueRecommendation,
    IssueSummons,
    PutIntoEffect,
    RecordDelivery,
    SignBap,
)
from services.sanctions.reactions import REACTIONS, forwarded
from services.triage import contract as triage
from shared.contract import EventData
from shared.event import Event
from shared.inbox.reactions import Reaction
from shared.outcome import Done, Outcome
from shared.policy import Policy
from shared.runtime import Blueprint
from shared.server import serve

DAY = date(2026, 12, 1)


def punish(event: Event, data: triage.ForwardedToBkn) -> Outcome:
    """The whole procedure in one go; no step of it is left out."""
    queued = forwarded(event, data)
    assert isinstance(queued, Done)
    about = event.case_id
    return Done(
        (
            *queued.commands,
            IssueRecommendation(case_id=about, act="DS-06", level="heavy"),
            IssueSummons(case_id=about, examination_on=DAY),
            HoldExamination(case_id=about),
            SignBap(case_id=about, respondent_signed=True),
            IssueDecision(case_id=about, level="heavy"),
            RecordDelivery(case_id=about, received_on=DAY),
            PutIntoEffect(case_id=about),
            CompleteSanction(case_id=about),
        )
    )


def blueprint(rules: Policy) -> Blueprint:
    """Sanctions with another reaction to a forwarded case."""
    handlers: dict[type[EventData], Reaction] = dict(REACTIONS.handlers)
    handlers[triage.ForwardedToBkn] = punish
    return replace(sanctions.blueprint(rules), reactions=replace(REACTIONS, handlers=handlers))


if __name__ == "__main__":
    serve("sanctions", blueprint, sanctions.assemble)
