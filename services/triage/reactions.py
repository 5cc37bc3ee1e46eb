"""What triage does about the events of intake and sanctions."""

from services.intake import contract as intake
from services.sanctions import contract as sanctions
from services.triage.commands import AnswerDuplicate, NoteEnd, QueueStudy, QueueVerification
from shared.contract import EventData
from shared.erasure import FollowErasure
from shared.event import Event
from shared.inbox.reactions import Reaction, Reactions
from shared.outcome import Done, Outcome


def case_registered(event: Event, data: intake.CaseRegistered) -> Outcome:
    """A registered case goes on the worklist of its office."""
    command = QueueStudy(
        case_id=event.case_id,
        office=data.office,
        region=data.region,
        channel=data.channel,
        origin=data.origin,
        contest=data.contest,
    )
    return Done((command,))


def report_received(event: Event, data: intake.ReportReceived) -> Outcome:
    """What came to BKN's SBT goes to the task force the same moment; any other is still at its desk."""
    if data.channel != intake.SBT:
        return Done()
    command = QueueVerification(
        case_id=event.case_id, office=data.office, region=data.region, contest=data.contest
    )
    return Done((command,))


def duplicate_linked(event: Event, data: intake.DuplicateLinked) -> Outcome:
    """If the master was handed over, this stage owns it and answers; intake answered for the others."""
    if data.master_state not in ("K10", "K20"):
        return Done()
    command = AnswerDuplicate(case_id=data.master, absorbed=event.case_id, master_version=data.master_version)
    return Done((command,))


ENDS = (sanctions.DecisionEffective, sanctions.NotProven, sanctions.StatusLost, sanctions.DecisionRevoked)
"""With these a case has come to an end at sanctions, and takes no other one in."""


def ended(event: Event, data: EventData) -> Outcome:
    """The case, which is handed over here, has come to its end."""
    return Done((NoteEnd(case_id=event.case_id, ended=data.state),))


def personal_data_erased(event: Event, data: intake.PersonalDataErased) -> Outcome:
    """The keys that this stage holds of the case go too."""
    return Done((FollowErasure(case_id=event.case_id, reason=data.reason),))


SOURCES = (intake.CONTRACT, sanctions.CONTRACT)
"""Whose events are taken in; on Kafka the service may read these topics and no others."""

HANDLERS: dict[type[EventData], Reaction] = {
    intake.CaseRegistered: case_registered,
    intake.ReportReceived: report_received,
    intake.DuplicateLinked: duplicate_linked,
    intake.PersonalDataErased: personal_data_erased,
    **dict.fromkeys(ENDS, ended),
}
REACTIONS = Reactions(
    contracts=SOURCES,
    handlers=HANDLERS,
    no_interest=frozenset(
        {*intake.CONTRACT.events.values(), *sanctions.CONTRACT.events.values()} - HANDLERS.keys()
    ),
)
