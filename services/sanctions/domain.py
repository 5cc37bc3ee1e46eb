"""Sanctions' procedure: the recommendation, then the PPK's panel or examination, and the decision. Pure.

Source of the steps: UU 5/2014, Perpres 92/2024, 116/2022, PP 42/2004 (ethics), PP 94/2021 (discipline).
No row leads from the recommendation to a decision but through a panel's hearing, an examination, or two
summonses that were not followed.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.sanctions import contract as ev
from services.sanctions.acts import DISCIPLINE, ETHICS, OF_BRANCH, Acts
from services.sanctions.agencies import Agencies
from services.sanctions.commands import (
    APART,
    CloseNotProven,
    CompleteSanction,
    ConcludePanel,
    ConfirmStatusLoss,
    DecideNotProven,
    ExcuseAbsence,
    FormEthicsPanel,
    FormExaminationTeam,
    HoldExamination,
    IssueDecision,
    IssueRecommendation,
    IssueSecondSummons,
    IssueSummons,
    PutIntoEffect,
    QueueRecommendation,
    RecordAbsence,
    RecordDelivery,
    SanctionsFacts,
    SignBap,
)
from services.sanctions.competence import Competence
from services.sanctions.conflicts import NO_DECISION, Conflicts
from services.sanctions.dispute import AnswerDispute, ChangeRecommendation, Dispute, DisputeRecommendation
from services.sanctions.duty import Duty
from services.sanctions.escalation import Escalation, lifting
from services.sanctions.examination import is_signed
from services.sanctions.guards import Guards
from services.sanctions.panel import Panel
from services.sanctions.remedies import FILING, Remedies, remedy_of, remembered
from services.sanctions.repetition import Repetition, last_of
from services.sanctions.several import alleged, several_fit
from services.sanctions.term import Term, counted
from shared.case import STAYS, Cases, Procedure, Step, Transition, states
from shared.contract import EventData
from shared.correction.steps import correcting
from shared.deadlines.limits import Limits
from shared.deadlines.steps import steps
from shared.erasure import following
from shared.events import Builder, first_of, in_turn, one, place, publishing
from shared.overrides import overriding
from shared.policy import Policy

Events = Sequence[tuple[UUID, EventData]]
DECIDING_OBJECTION = "putusan-keberatan"
OPEN = ("K23", "K24", "K30", "K31", "K32", "K33", "K34", "K35", "K36", "K37", "K50", "K52")
"""The states in which a respondent may lose the status that a sanction needs."""
GOES_ON = "clock-goes-on"
"""What the end of a limit brings about for which another one had stopped."""
LASTING = frozenset({
    "DecisionDelivered", "ObjectionFiled", "AppealFiled", "CourtFilingRecorded", "RemedyDecided",
    "ProcedureRepeated", "DutyOpened", "AgencyAssigned", "ConflictDecided",
})  # fmt: skip
"""What reached the respondent or another office, or was sought or ruled: no correction takes it back."""


def _queue(policy: Policy) -> Any:
    """The case comes to whoever recommends on the day on which it is handed over."""

    @publishing(ev.RecommendationQueued)
    def build(command: QueueRecommendation, cases: Cases, step: Step) -> Events:
        office = policy.recommending_at(step.at).id
        return one(ev.RecommendationQueued, office=office)(command, cases, step)

    return build


def _recommend(policy: Policy, acts: Acts, agencies: Agencies) -> Any:
    """The recommendation moves the case to the office of the PPK of the respondent's agency."""

    @publishing(ev.RecommendationIssued)
    def build(command: IssueRecommendation, cases: Cases, step: Step) -> Events:
        region = cases[command.case_id].region
        today = policy.calendar.day_of(step.at, region)
        all_of = acts.weigh_all(command, cases[command.case_id], today)
        office = agencies.office(command, cases[command.case_id], step)
        here = place(cases, command.case_id) | {"office": office}
        issued = ev.RecommendationIssued(
            state_from=step.state_from,
            state=step.state,
            **here,
            authority=policy.recommending_at(step.at).id,
            **alleged(command, all_of),
        )
        return [(command.case_id, issued)]

    return build


def _notified(issued: Builder) -> Builder:
    """What `issued` builds, and that the PPK knows."""

    @publishing(*issued.publishes, ev.PpkNotified)
    def build(command: IssueRecommendation, cases: Cases, step: Step) -> Events:
        ((_, data),) = events = issued(command, cases, step)
        here = {name: getattr(data, name) for name in ("office", "region", "channel")}
        notified = ev.PpkNotified(state_from=step.state, state=step.state, **here)
        return [*events, (command.case_id, notified)]

    return build


@publishing(ev.RespondentAbsent)
def _absent(command: RecordAbsence, cases: Cases, step: Step) -> Events:
    """After the first summons the case waits for the second; after that it is decided without examination."""
    data = ev.RespondentAbsent(
        state_from=step.state_from,
        state="K35" if step.state_from == "K33" else "K32",
        **place(cases, command.case_id),
        missed_on=cases[command.case_id].facts.examination_on,
    )
    return [(command.case_id, data)]


def _decide(policy: Policy, remedies: Remedies) -> Any:
    @publishing(ev.DecisionIssued)
    def build(command: IssueDecision, cases: Cases, step: Step) -> Events:
        case = cases[command.case_id]
        of_level = ETHICS if command.level in OF_BRANCH["ethics"] else DISCIPLINE
        day = policy.calendar.day_at(step.at, case)
        imposed = policy.sanctions.on(command.sanction, day)
        office = policy.offices.of(command.authority, case.office)
        decided = one(
            ev.DecisionIssued,
            branch=case.facts.branch or of_level,
            decided_on=day,
            decided_at=office if office != case.office else None,
            sanction_version=imposed.version if imposed else None,
            repeats=(last.sanction or last.level) if (last := last_of(command, day)) else None,
            vacant=command.vacant or None,
            conditions=command.conditions or None,
            remedy=remedies.of_decision(
                case.facts.branch or of_level, command.sanction, command.authority, day
            ),
            **vars(case.facts.standing.corrected(command)),
        )
        return decided(command, cases, step)

    return build


def _deliver(term: Term) -> Any:
    @publishing(ev.DecisionDelivered)
    def build(command: RecordDelivery, cases: Cases, step: Step) -> Events:
        facts = cases[command.case_id].facts
        waits_as = term.waits_as(facts)
        data = ev.DecisionDelivered(
            state_from=step.state_from,
            state=step.state if waits_as else "K36",
            **place(cases, command.case_id),
            received_on=command.received_on,
            remedy=remedy_of(facts),
            waits_as=waits_as,
        )
        return [(command.case_id, data)]

    return build


def fold(facts: SanctionsFacts, data: EventData) -> SanctionsFacts:
    """What sanctions remembers after one more event."""
    new: dict[str, Any] = {}
    match data:
        case ev.RecommendationQueued():
            told = {"StudyAuthored": data.studied_by, "ReportVerified": data.verified_by}
            new = {"by": {**facts.by, **{event: actor for event, actor in told.items() if actor}}}
        case ev.RecommendationIssued() | ev.DutyOpened() if data.branch:
            new = {"branch": data.branch, "level": data.level, "levels": data.levels or ()}
            if data.act_version:
                new["act"] = data.act
            new["standing"] = facts.standing.corrected(data)
        case ev.EthicsPanelFormed():
            new = {"standing": facts.standing.corrected(data)}
        case ev.AgencyAssigned():
            new = {"standing": facts.standing.corrected(data), "barred": data.still_barred}
            new |= {"escalation": None}
        case ev.WarningSent() | ev.MinistryInformed() | ev.PresidentInformed():
            new = {"escalation": data.escalation}
        case ev.ServiceBlocked():
            new = {"escalation": data.escalation, "blocked": True}
        case ev.ServiceUnblocked():
            new = {"blocked": False}
        case ev.RecommendationDisputed():
            new = {"disputed": True, "days_left": data.days_left}
        case ev.DisputeAnswered() | ev.DisputeUnanswered():
            new = {"days_left": None}
        case ev.SummonsIssued() if data.number:
            new = {"examination_on": data.examination_on}
        case ev.ExaminationRescheduled():
            new = {"examination_on": data.examination_on}
        case ev.RespondentAbsent():
            new = {"absent_in": data.state_from}
        case ev.ExaminationTeamFormed():
            new = {"team": True}
        case ev.ExaminationHeld() if data.by_team is not None:
            new = {"examined_without_team": not data.by_team}
        case ev.DecisionIssued() if data.branch:
            new = {"decided_in": data.branch, "decided_on": data.decided_on, "escalation": None}
            new["remedy"] = data.remedy
            new["sanction"] = data.sanction
            new["decided_by"] = data.authority
            new["standing"] = facts.standing.corrected(data)
        case ev.ConflictDeclared():
            new = {"conflict": data.barred}
        case ev.ConflictDecided():
            upheld = (data.barred,) if data.upheld else ()
            new = {"conflict": None, "barred": (*facts.barred, *upheld)}
            new |= NO_DECISION if data.taken_back else {}
        case ev.NotProven() | ev.StatusLost() if facts.escalation:
            new = {"escalation": None}
        case ev.DecisionDelivered():
            new = {"delivered": data.received_on}
        case ev.WaitingPeriodEnded():
            new = {"waited": True}
        case _:
            new = remembered(data)
    new |= counted(data)
    return facts.model_copy(update=new) if new else facts


@publishing(ev.ExaminationHeld)
def _examine(command: HoldExamination, cases: Cases, step: Step) -> Events:
    by_team: bool = cases[command.case_id].facts.team
    return one(ev.ExaminationHeld, by_team=by_team)(command, cases, step)


def procedure(policy: Policy) -> Procedure[SanctionsFacts]:
    """Sanctions' table of transitions."""
    at, acts = states, Acts(policy)
    guards, competence = Guards(policy, acts), Competence(policy)
    deadlines = policy.deadlines
    conflicts, repetition = Conflicts(policy, competence), Repetition(policy, acts, competence)
    term, panel, agencies = Term(policy), Panel(policy, competence), Agencies(policy)
    remedies = Remedies(policy, competence, term, guards, conflicts)
    limits = Limits("sanctions", deadlines, policy.calendar, policy.terms)
    may_be_recommended = in_turn(
        acts.act_fits, several_fit(acts), competence.standing_fits, agencies.is_of_an_agency
    )
    recommend, dispute = _recommend(policy, acts, agencies), Dispute(policy, limits)
    ends: dict[str, Builder] = (
        {
            each.stamp: dispute.unanswered if each.passes.effect == GOES_ON else one(ev.WaitingPeriodEnded)
            for each in deadlines
            if each.kind == "waiting"
        }
        | {
            each.stamp: one(ev.RemedySilent, effect=each.passes.effect)
            for each in deadlines
            if each.family == DECIDING_OBJECTION
        }
        | {each.stamp: one(ev.RemedyPeriodEnded) for each in deadlines if each.family in FILING.values()}
    )
    rows: list[Transition[Any]] = [
        Transition("QueueRecommendation", QueueRecommendation, at(None), "K23", "penerusan", _queue(policy)),
        Transition("IssueRecommendation", IssueRecommendation, at("K23"), "K30",
                   "rekomendasi", _notified(recommend), may_be_recommended, APART),
        Transition("CloseNotProven", CloseNotProven, at("K23", "K24"), "K93",
                   "rekomendasi", lifting(one(ev.NotProven)), apart=APART),
        Duty(policy, acts, agencies, competence.standing_fits, guards.summons_fits).row(),
        agencies.row(conflicts.none_is_open),
        Transition("DisputeRecommendation", DisputeRecommendation, at("K30"), "K24",
                    "klarifikasi-rekomendasi", dispute.disputed, conflicts.in_place_of_the_ppk,
                    hindrance=first_of(conflicts.none_is_open, dispute.once_and_in_time)),
        Transition("AnswerDispute", AnswerDispute, at("K24"), "K30",
                   "klarifikasi-rekomendasi", dispute.answered, apart=APART),
        Transition("ChangeRecommendation", ChangeRecommendation, at("K24"), "K30",
                   "klarifikasi-rekomendasi", dispute.changed(recommend), may_be_recommended, APART),
        *Escalation(policy).rows(),
        Transition("FormEthicsPanel", FormEthicsPanel, at("K24", "K30"), "K31",
                    "majelis-kode-etik", panel.formed,
                    in_turn(competence.standing_fits, agencies.stays, panel.may_form),
                    hindrance=guards.is_ethics),
        Transition("ConcludePanel", ConcludePanel, at("K31"), "K35",
                   "majelis-kode-etik", one(ev.PanelConcluded)),
        Transition("FormExaminationTeam", FormExaminationTeam, at("K24", "K30", "K32", "K33", "K34", "K35"),
                   STAYS,
                    "tim-pemeriksa", one(ev.ExaminationTeamFormed), conflicts.in_place_of_the_ppk,
                    hindrance=guards.has_no_team),
        Transition("IssueSummons", IssueSummons, at("K24", "K30"), "K32",
                   "panggilan", one(ev.SummonsIssued, number=1), guards.summons_fits,
                   hindrance=guards.is_discipline),
        Transition("IssueSecondSummons", IssueSecondSummons, at("K32"), "K33",
                   "panggilan", one(ev.SummonsIssued, number=2), guards.summons_fits,
                   hindrance=guards.missed_the_first),
        Transition("RecordAbsence", RecordAbsence, at("K32", "K33"), STAYS,
                    "panggilan", _absent, ways=(("K32",), ("K33", "K35")), hindrance=guards.was_absent),
        Transition("ExcuseAbsence", ExcuseAbsence, at("K32", "K33"), STAYS,
                   "panggilan", one(ev.ExaminationRescheduled), guards.may_be_excused,
                   hindrance=guards.is_not_absent),
        Transition("HoldExamination", HoldExamination, at("K32", "K33", "K34"), "K34",
                   "pemeriksaan", _examine, hindrance=guards.may_be_examined),
        Transition("SignBap", SignBap, at("K34"), "K35", "pemeriksaan", one(ev.BapSigned), is_signed),
        *conflicts.rows(),
        Transition("IssueDecision", IssueDecision, at("K35"), "K36",
                   "keputusan", lifting(_decide(policy, remedies)),
                   in_turn(guards.level_fits, competence.standing_fits, agencies.stays,
                           competence.type_fits, repetition.is_heavier, competence.may_decide), APART,
                   hindrance=first_of(conflicts.none_is_open, guards.was_examined)),
        Transition("DecideNotProven", DecideNotProven, at("K35"), "K93",
                   "keputusan", lifting(one(ev.NotProven)),
                   conflicts.may_acquit, APART, hindrance=conflicts.none_is_open),
        Transition("RecordDelivery", RecordDelivery, at("K36"), "K37",
                    "penyampaian", _deliver(term), guards.received_in_order,
                    ways=(("K36", "K37"), ("K36",)), hindrance=guards.is_on_its_way),
        Transition("PutIntoEffect", PutIntoEffect, at("K36", "K37"), "K60",
                   "berlaku", term.in_effect,
                   hindrance=first_of(conflicts.none_is_open, guards.may_take_effect)),
        *remedies.rows(),
        Transition("CompleteSanction", CompleteSanction, at("K60"), "K95",
                   "berlaku", one(ev.SanctionCompleted), remedies.none_was_filed,
                   hindrance=first_of(term.runs, remedies.may_come)),
        Transition("ConfirmStatusLoss", ConfirmStatusLoss, frozenset(OPEN), "K94",
                   "gugur-status", lifting(one(ev.StatusLost)), guards.status_is_lost),
        following(frozenset(policy.states), "penghapusan-data-pribadi", ev.PersonalDataErased),
        overriding("sanctions", policy, "ketentuan-belum-pasti", ev.DefaultOverridden),
        correcting("sanctions", policy, "pembetulan", ev.CaseCorrected, frozenset({"K23"}), LASTING),
        *steps(frozenset(policy.states), "batas-waktu", ev.DeadlineApproaching, ev.DeadlineMissed, ends),
    ]  # fmt: skip
    return Procedure("sanctions", rows, fold, SanctionsFacts, policy.basis, limits=limits)
