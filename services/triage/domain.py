"""Triage's procedure: the study (kajian) of a registered case, its verification and validation. Pure.

Source of the steps: UU 7/2017 Ps 454(7)(8), SE MenPANRB 4/2024, SKB Netralitas ASN 2022 (Satgas). Whoever
studied a case does not verify it, and whoever did either does not validate it. A study is concluded by
ForwardToBkn or DiscontinueStudy; ReferToGakkumdu adds the criminal line.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.intake.contract import REPORTED, SBT
from services.triage import contract as ev
from services.triage import merging
from services.triage.commands import (
    BeginStudy,
    ConfirmStatusLoss,
    DiscontinueStudy,
    ExtendStudy,
    ForwardToBkn,
    InvalidateReport,
    LapseStudy,
    QueueStudy,
    QueueVerification,
    RecordClarification,
    RejectReport,
    TriageFacts,
    ValidateReport,
    VerifyReport,
)
from services.triage.criminal import CriminalLine
from services.triage.guards import is_effective, may_be_extended, no_asn_act, time_is_over
from shared.case import STAYS, Case, Cases, Procedure, Step, Transition, states
from shared.contract import EventData
from shared.correction.steps import correcting
from shared.deadlines.limits import Limits
from shared.deadlines.steps import steps
from shared.erasure import following
from shared.events import one, place, publishing
from shared.overrides import overriding
from shared.policy import Policy


@publishing(ev.StudyExtended)
def _extend(command: ExtendStudy, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """The longer limit stands in place of the shorter one, counted from the same day 0."""
    case = cases[command.case_id]
    return one(ev.StudyExtended, registered_on=case.due and case.due.since)(command, cases, step)


@publishing(ev.StudyConcluded, ev.ForwardedToBkn, ev.SatgasQueued)
def _forward(command: ForwardToBkn, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """The study is concluded, and the case goes to the task force the same day."""
    about, here = command.case_id, place(cases, command.case_id)
    return [
        (about, ev.StudyConcluded(state_from=step.state_from, state="K20", **here, outcome="asn-violation")),
        (about, ev.ForwardedToBkn(state_from="K20", state="K20", **here, verification="satgas")),
        (about, ev.SatgasQueued(state_from="K20", state=step.state, **here)),
    ]


@publishing(ev.StudyConcluded)
def _discontinue(command: DiscontinueStudy, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """No act of a civil servant; where it was referred to Sentra Gakkumdu, a crime alone."""
    outcome = "crime" if cases[command.case_id].facts.criminal else "no-violation"
    return one(ev.StudyConcluded, outcome=outcome)(command, cases, step)


@publishing(ev.SatgasVerified, ev.BawasluValidationWaived)
def _verify(command: VerifyReport, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """What Bawaslu found itself needs no validation by Bawaslu."""
    case, here = cases[command.case_id], place(cases, command.case_id)
    verified = ev.SatgasVerified(state_from=step.state_from, state=step.state, **here)
    if not _is_finding(case):
        return [(case.id, verified)]
    waived = ev.BawasluValidationWaived(
        state_from=step.state,
        state="K23",
        **here,
        studied_by=_studied_by(case),
        verified_by=step.actor,
    )
    return [(case.id, verified), (case.id, waived)]


@publishing(ev.BawasluValidated)
def _validate(command: ValidateReport, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    case = cases[command.case_id]
    data = ev.BawasluValidated(
        state_from=step.state_from,
        state=step.state,
        **place(cases, case.id),
        studied_by=_studied_by(case),
        verified_by=case.facts.by.get("SatgasVerified"),
    )
    return [(case.id, data)]


def _is_finding(case: Case[TriageFacts]) -> bool:
    """Whether Bawaslu found it out itself; what anybody reported, to Bawaslu or to BKN's SBT, it did not."""
    return case.facts.origin == "finding" if case.facts.origin else case.channel not in REPORTED


def _studied_by(case: Case[TriageFacts]) -> str | None:
    """Who studied it; nobody did where it came to BKN's SBT."""
    return None if case.channel == SBT else case.facts.by.get("SatgasQueued")


def fold(facts: TriageFacts, data: EventData) -> TriageFacts:
    """What triage remembers after one more event."""
    match data:
        case ev.StudyQueued():
            return facts.model_copy(update={"origin": data.origin, "contest": data.contest})
        case ev.SatgasQueued() if data.origin:
            return facts.model_copy(update={"origin": data.origin, "contest": data.contest})
        case ev.StudyExtended():
            return facts.model_copy(update={"extended": True})
        case ev.CriminalReferralMade() | ev.CriminalStepRecorded() | ev.CriminalOutcomeRecorded():
            return facts.model_copy(update={"criminal": data.criminal})
        case ev.DuplicateAccepted():
            return facts.model_copy(update={"absorbed": (*facts.absorbed, data.absorbed)})
        case ev.EndNoted():
            return facts.model_copy(update={"ended": data.ended})
        case _:
            return facts


AT_GAKKUMDU = frozenset({"CriminalReferralMade", "CriminalStepRecorded", "CriminalOutcomeRecorded"})
"""What happens elsewhere: no correction takes it back."""
STUDIED, VERIFIED = frozenset({"SatgasQueued"}), frozenset({"SatgasVerified"})
"""The events whose actors are kept from later steps: who forwarded a case studied it."""


def procedure(policy: Policy) -> Procedure[TriageFacts]:
    """Triage's table of transitions."""
    at = states
    limits = Limits("triage", policy.deadlines, policy.calendar, policy.terms)
    rows: list[Transition[Any]] = [
        Transition("QueueStudy", QueueStudy, at(None), "K10", "registrasi", one(ev.StudyQueued)),
        Transition("QueueVerification", QueueVerification, at(None), "K21",
                   "laporan-sbt", one(ev.SatgasQueued, channel=SBT, origin="report")),
        Transition("BeginStudy", BeginStudy, at("K10"), "K11", "kajian", one(ev.StudyBegun)),
        Transition("RecordClarification", RecordClarification, at("K11"), STAYS,
                   "kajian", one(ev.ClarificationHeld)),
        Transition("ExtendStudy", ExtendStudy, at("K11"), STAYS,
                   "kajian", _extend, hindrance=may_be_extended),
        Transition("ForwardToBkn", ForwardToBkn, at("K11"), "K21",
                   "penerusan", _forward, ways=(("K11", "K20", "K21"),)),
        Transition("VerifyReport", VerifyReport, at("K21"), "K22",
                   "verifikasi-satgas", _verify, apart=STUDIED, ways=(("K21", "K22"), ("K21", "K22", "K23"))),
        Transition("RejectReport", RejectReport, at("K21"), "K92",
                   "verifikasi-satgas", one(ev.ReportRejected), apart=STUDIED),
        Transition("ValidateReport", ValidateReport, at("K22"), "K23",
                   "validasi-bawaslu", _validate, apart=STUDIED | VERIFIED),
        Transition("InvalidateReport", InvalidateReport, at("K22"), "K93",
                   "validasi-bawaslu", one(ev.NotProven), apart=STUDIED | VERIFIED),
        Transition("DiscontinueStudy", DiscontinueStudy, at("K11"), "K91",
                   "penghentian", _discontinue),
        Transition("LapseStudy", LapseStudy, at("K11"), "K90",
                   "kedaluwarsa", one(ev.StudyLapsed), no_asn_act, hindrance=time_is_over),
        Transition("ConfirmStatusLoss", ConfirmStatusLoss, at("K21", "K22"), "K94",
                   "gugur-status", one(ev.StatusLost), is_effective(policy)),
        *CriminalLine(policy).rows(),
        *merging.rows(),
        following(frozenset(policy.states), "penghapusan-data-pribadi", ev.PersonalDataErased),
        overriding("triage", policy, "ketentuan-belum-pasti", ev.DefaultOverridden),
        correcting("triage", policy, "pembetulan", ev.CaseCorrected, merging.HANDED_OVER, AT_GAKKUMDU),
        *steps(frozenset(policy.states), "batas-waktu", ev.DeadlineApproaching, ev.DeadlineMissed),
    ]  # fmt: skip
    return Procedure(
        "triage",
        rows,
        fold,
        TriageFacts,
        policy.basis,
        handed_over=merging.HANDED_OVER,
        limits=limits,
        starts=limits.starts,
    )
