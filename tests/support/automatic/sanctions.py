"""Sanctions whose officers act at once: a validated case goes by itself to the completed sanction."""

from dataclasses import replace
from typing import Any

from services.sanctions import main as sanctions
from services.sanctions.commands import (
    CompleteSanction,
    ConcludePanel,
    FormEthicsPanel,
    IssueDecision,
    IssueRecommendation,
    PutIntoEffect,
    RecordDelivery,
)
from services.sanctions.reactions import REACTIONS, validated
from services.triage import contract as triage
from shared.contract import EventData
from shared.event import Event
from shared.inbox.reactions import Reaction
from shared.outcome import Done, Outcome
from shared.policy import Policy, load
from shared.runtime import Blueprint
from shared.server import serve
from tests.support.imposed import IMPOSED, TEACHER

UPON: dict[str, Any] = {**TEACHER, **IMPOSED["moral"]}


def punish(event: Event, data: triage.BawasluValidated) -> Outcome:
    """A breach of ethics in one go, for its decision alone waits for no day; no step of it is left out."""
    queued = validated(event, data)
    assert isinstance(queued, Done)
    about, today = event.case_id, load().calendar.day_of(event.occurred_at, data.region)
    return Done(
        (
            *queued.commands,
            IssueRecommendation(case_id=about, act="KE-04", level="moral", override="automatic"),
            FormEthicsPanel(case_id=about, formed_by="ppk", **TEACHER),
            ConcludePanel(case_id=about, hearing="heard"),
            IssueDecision(case_id=about, level="moral", **UPON),
            RecordDelivery(case_id=about, received_on=today),
            PutIntoEffect(case_id=about),
            CompleteSanction(case_id=about),
        )
    )


def blueprint(rules: Policy) -> Blueprint:
    """Sanctions with another reaction to a validated case."""
    handlers: dict[type[EventData], Reaction] = dict(REACTIONS.handlers)
    handlers[triage.BawasluValidated] = punish
    return replace(sanctions.blueprint(rules), reactions=replace(REACTIONS, handlers=handlers))


if __name__ == "__main__":
    serve("sanctions", blueprint, sanctions.assemble)
