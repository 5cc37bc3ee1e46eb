"""What intake does about the events of triage and sanctions: it tells the reporter, under the receipt."""

from services.intake.commands import NoteProgress, ReturnDuplicate
from services.sanctions import contract as sanctions
from services.triage import contract as triage
from shared.contract import Corrected, EventData
from shared.event import Event
from shared.inbox.reactions import Reactions
from shared.outcome import Done, Outcome


def note_progress(event: Event, data: EventData) -> Outcome:
    """The case has reached another state elsewhere; one that a superior began there is nobody's report."""
    if data.channel == sanctions.BY_DUTY:
        return Done()
    command = NoteProgress(case_id=event.case_id, stage=event.source, progress=data.state)
    return Done((command,))


def duplicate_linked(event: Event, data: triage.DuplicateLinked) -> Outcome:
    """It goes on as part of another case, whose way its receipt shows from here on."""
    command = NoteProgress(case_id=event.case_id, stage=event.source, progress=data.state, master=data.master)
    return Done((command,))


def study_concluded(event: Event, data: triage.StudyConcluded) -> Outcome:
    """Nothing alleged against a civil servant ends the case; a violation is told when it is forwarded."""
    return Done() if data.outcome == "asn-violation" else note_progress(event, data)


def duplicate_refused(event: Event, data: triage.DuplicateRefused) -> Outcome:
    """The absorbed case goes on by itself."""
    command = ReturnDuplicate(case_id=data.absorbed, master=event.case_id, reason=data.reason)
    return Done((command,))


def corrected(event: Event, data: Corrected) -> Outcome:
    """The reporter is told where the case went back to an earlier state."""
    return note_progress(event, data) if data.state != data.state_from else Done()


SOURCES = (triage.CONTRACT, sanctions.CONTRACT)
"""Whose events are taken in; on Kafka the service may read these topics and no others."""

REACTIONS = Reactions(
    contracts=SOURCES,
    handlers={
        triage.StudyConcluded: study_concluded,
        triage.ForwardedToBkn: note_progress,
        triage.StudyLapsed: note_progress,
        triage.ReportRejected: note_progress,
        triage.BawasluValidated: note_progress,
        triage.BawasluValidationWaived: note_progress,
        triage.NotProven: note_progress,
        triage.StatusLost: note_progress,
        triage.DuplicateRefused: duplicate_refused,
        triage.DuplicateLinked: duplicate_linked,
        sanctions.DutyOpened: note_progress,
        sanctions.PpkNotified: note_progress,
        sanctions.NotProven: note_progress,
        sanctions.StatusLost: note_progress,
        sanctions.DecisionEffective: note_progress,
        sanctions.SanctionCompleted: note_progress,
        sanctions.DecisionRevoked: note_progress,
        triage.CaseCorrected: corrected,
        sanctions.CaseCorrected: corrected,
    },
    no_interest=frozenset(
        {
            triage.StudyQueued,
            triage.StudyBegun,
            triage.ClarificationHeld,
            triage.StudyExtended,
            triage.CriminalReferralMade,
            triage.CriminalStepRecorded,
            triage.CriminalOutcomeRecorded,
            triage.DuplicateAccepted,
            triage.EndNoted,
            triage.SatgasQueued,
            triage.SatgasVerified,
            triage.DeadlineApproaching,
            triage.DeadlineMissed,
            triage.DefaultOverridden,
            triage.PersonalDataErased,
            sanctions.RecommendationQueued,
            sanctions.RecommendationIssued,
            sanctions.WarningSent,
            sanctions.ServiceBlocked,
            sanctions.ServiceUnblocked,
            sanctions.MinistryInformed,
            sanctions.PresidentInformed,
            sanctions.RecommendationDisputed,
            sanctions.DisputeAnswered,
            sanctions.DisputeUnanswered,
            sanctions.EthicsPanelFormed,
            sanctions.PanelConcluded,
            sanctions.ExaminationTeamFormed,
            sanctions.ExaminationRescheduled,
            sanctions.SummonsIssued,
            sanctions.RespondentAbsent,
            sanctions.ExaminationHeld,
            sanctions.BapSigned,
            sanctions.AgencyAssigned,
            sanctions.ConflictDeclared,
            sanctions.ConflictDecided,
            sanctions.DecisionIssued,
            sanctions.DecisionDelivered,
            sanctions.ObjectionFiled,
            sanctions.AppealFiled,
            sanctions.RemedyPeriodEnded,
            sanctions.AppealAnswered,
            sanctions.RemedyDecided,
            sanctions.RemedySilent,
            sanctions.CourtFilingRecorded,
            sanctions.ProcedureRepeated,
            sanctions.DeadlineApproaching,
            sanctions.DeadlineMissed,
            sanctions.DefaultOverridden,
            sanctions.WaitingPeriodEnded,
            sanctions.PersonalDataErased,
        }
    ),
    in_order=True,
)
