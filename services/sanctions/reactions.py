"""What sanctions does about the events of intake and triage."""

from services.intake import contract as intake
from services.sanctions.domain import QueueRecommendation
from services.triage import contract as triage
from shared.erasure import FollowErasure
from shared.event import Event
from shared.inbox.reactions import Reactions
from shared.outcome import Done, Outcome


def forwarded(event: Event, data: triage.ForwardedToBkn) -> Outcome:
    """A forwarded case goes on BKN's worklist."""
    command = QueueRecommendation(case_id=event.case_id, region=data.region, channel=data.channel)
    return Done((command,))


def personal_data_erased(event: Event, data: intake.PersonalDataErased) -> Outcome:
    """The keys that this stage holds of the case go too."""
    return Done((FollowErasure(case_id=event.case_id, reason=data.reason),))


REACTIONS = Reactions(
    contracts=(intake.CONTRACT, triage.CONTRACT),
    handlers={
        triage.ForwardedToBkn: forwarded,
        intake.PersonalDataErased: personal_data_erased,
    },
    no_interest=frozenset(
        {*intake.CONTRACT.events.values(), *triage.CONTRACT.events.values()}
        - {triage.ForwardedToBkn, intake.PersonalDataErased}
    ),
)
