"""What sanctions does about the events of intake and triage."""

from services.intake import contract as intake
from services.sanctions.domain import QueueRecommendation
from services.triage import contract as triage
from shared.event import Event
from shared.inbox.reactions import Reactions
from shared.outcome import Done, Outcome


def forwarded(event: Event, data: triage.ForwardedToBkn) -> Outcome:
    """A forwarded case goes on BKN's worklist."""
    command = QueueRecommendation(case_id=event.case_id, region=data.region, channel=data.channel)
    return Done((command,))


SOURCES = (intake.CONTRACT, triage.CONTRACT)
"""Whose events are taken in; on Kafka the service may read these topics and no others."""

REACTIONS = Reactions(
    contracts=SOURCES,
    handlers={triage.ForwardedToBkn: forwarded},
    no_interest=frozenset(
        {*intake.CONTRACT.events.values(), *triage.CONTRACT.events.values()} - {triage.ForwardedToBkn}
    ),
)
