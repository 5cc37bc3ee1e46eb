"""What sanctions does about the events of intake and triage."""

from services.intake import contract as intake
from services.sanctions.commands import QueueRecommendation
from services.triage import contract as triage
from shared.contract import EventData
from shared.erasure import FollowErasure
from shared.event import Event
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Done, Outcome


def forwarded(event: Event, data: triage.ForwardedToBkn) -> Outcome:
    """A case forwarded in the first release goes on BKN's worklist; any other is verified first."""
    if data.verification is not None:
        return Done()
    command = QueueRecommendation(case_id=event.case_id, region=data.region, channel=data.channel)
    return Done((command,))


SOURCES = (intake.CONTRACT, triage.CONTRACT)
"""Whose events are taken in; on Kafka the service may read these topics and no others."""


def validated(event: Event, data: triage.BawasluValidated | triage.BawasluValidationWaived) -> Outcome:
    """A case that is verified and stood by goes on BKN's worklist, with who may not decide it."""
    command = QueueRecommendation(
        case_id=event.case_id,
        region=data.region,
        channel=data.channel,
        studied_by=data.studied_by,
        verified_by=data.verified_by,
    )
    return Done((command,))


def personal_data_erased(event: Event, data: intake.PersonalDataErased) -> Outcome:
    """The keys that this stage holds of the case go too."""
    return Done((FollowErasure(case_id=event.case_id, reason=data.reason),))


HANDLERS: dict[type[EventData], Reaction] = {
    triage.ForwardedToBkn: forwarded,
    triage.BawasluValidated: validated,
    triage.BawasluValidationWaived: validated,
    intake.PersonalDataErased: personal_data_erased,
}
REACTIONS = Reactions(
    contracts=SOURCES,
    handlers=HANDLERS,
    no_interest=frozenset(
        {*intake.CONTRACT.events.values(), *triage.CONTRACT.events.values()} - HANDLERS.keys()
    ),
)
