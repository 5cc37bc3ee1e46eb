"""Intake's procedure: from a report or preliminary information to the registered case. Pure.

Source of the steps: UU 7/2017 Ps 454, UU 10/2016 Ps 134 and Perbawaslu 7/2022; one row for each step.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.intake import contract as ev
from services.intake import erasure, linking, rights
from services.intake.commands import (
    BeginReview,
    CloseWithdrawn,
    CompleteReport,
    ConvertToInformation,
    DeclareOutOfScope,
    DiscontinueReport,
    EstablishFinding,
    IntakeFacts,
    LapseReport,
    LinkDuplicate,
    LogPreliminaryInfo,
    NoteProgress,
    ReceiveReport,
    ReceiveSbtReport,
    RecordFinding,
    RegisterCase,
    RequestCompletion,
    ReturnDuplicate,
    WithdrawReport,
)
from services.intake.guards import (
    AT_THE_DESK,
    FILING,
    HANDED_OVER,
    came_late,
    found_in_time,
    is_withdrawn,
    known_item,
    known_there,
    may_merge,
    not_withdrawn_before,
    stands,
    stood_by,
    time_is_over,
    timely,
)
from services.intake.retaining import Retaining
from shared.case import STAYS, Cases, Procedure, Step, Transition, states
from shared.contract import EventData
from shared.correction.steps import correcting
from shared.deadlines.limits import Limits, measured
from shared.deadlines.steps import steps
from shared.events import one, place, publishing
from shared.overrides import overriding
from shared.policy import Policy

WITHDRAWN_FROM = states("K01", "K02", "K03", "K04", *HANDED_OVER)
"""Where a reporter may still say so; from K10 on the case goes on all the same."""


def _receive(policy: Policy) -> Any:
    """The report says by itself whether it came in time: by the limit that counts on the day it was known."""

    @publishing(ev.ReportReceived)
    def build(command: ReceiveReport, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        terms = policy.terms(command.date_known, command.contest)
        by = measured(policy, FILING, command.date_known, command.region, terms)
        today = policy.calendar.day_of(step.at, command.region)
        data = ev.ReportReceived(
            state_from=step.state_from,
            state=step.state,
            office=command.office,
            region=command.region,
            channel="public",
            receipt=command.receipt,
            date_known=command.date_known,
            reachable=command.reachable,
            file_by=by,
            late=by is not None and today > by,
            received_on=today,
            contest=command.contest,
        )
        return [(command.case_id, data)]

    return build


def _receive_sbt(policy: Policy) -> Any:
    """Neither a time to hand it in nor an initial review is counted: the task force verifies it."""

    @publishing(ev.ReportReceived)
    def build(command: ReceiveSbtReport, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
        today = policy.calendar.day_of(step.at, command.region)
        return one(ev.ReportReceived, channel=ev.SBT, received_on=today)(command, cases, step)

    return build


@publishing(ev.FindingRecorded, ev.CaseRegistered)
def _find(command: RecordFinding, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    here = {"office": command.office, "region": command.region, "channel": "bawaslu"}
    about = {**here, "contest": command.contest}
    found = ev.FindingRecorded(state_from=None, state="K00", **about, found_on=command.found_on)
    registered = ev.CaseRegistered(state_from="K00", state=step.state, **about, origin="finding")
    return [(command.case_id, found), (command.case_id, registered)]


@publishing(ev.CaseRegistered)
def _register(command: RegisterCase, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """What an officer opened again is no report, but a finding."""
    case = cases[command.case_id]
    data = ev.CaseRegistered(
        state_from=step.state_from,
        state=step.state,
        **place(cases, case.id),
        origin="report" if case.channel == "public" else "finding",
        contest=command.contest or case.facts.contest,
    )
    return [(command.case_id, data)]


@publishing(ev.CaseRegistered)
def _establish(command: EstablishFinding, cases: Cases, step: Step) -> Sequence[Any]:
    data = ev.CaseRegistered(
        state_from=step.state_from,
        state=step.state,
        office=f"bawaslu-{command.region}",
        region=command.region,
        channel=cases[command.case_id].channel,
        origin="finding",
        contest=command.contest or cases[command.case_id].facts.contest,
    )
    return [(command.case_id, data)]


@publishing(ev.DuplicateLinked, ev.DuplicateAccepted)
def _link(command: LinkDuplicate, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """One event for each case; a master that is registered already is asked in its own service."""
    master = cases[command.master]
    linked = ev.DuplicateLinked(
        state_from=step.state_from,
        state=step.state,
        **place(cases, command.case_id),
        master=master.id,
        master_version=master.version,
        master_state=master.state,
    )
    events: list[tuple[UUID, EventData]] = [(command.case_id, linked)]
    if master.state in AT_THE_DESK:
        accepted = ev.DuplicateAccepted(
            state_from=master.state,
            state=master.state,
            **place(cases, master.id),
            absorbed=command.case_id,
            stands=stands(cases[command.case_id].facts),
        )
        events.append((master.id, accepted))
    return events


@publishing(ev.DuplicateReturned)
def _return(command: ReturnDuplicate, cases: Cases, step: Step) -> Sequence[Any]:
    case = cases[command.case_id]
    data = ev.DuplicateReturned(
        state_from=step.state_from,
        state=case.facts.before_merge or step.state,
        **place(cases, command.case_id),
        master=command.master,
        reason=command.reason,
    )
    return [(command.case_id, data)]


@publishing(ev.ReporterWithdrew)
def _withdraw(command: WithdrawReport, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    """With a report its parts are withdrawn that are not closed, each for itself."""
    parts = [cases[part] for part in command.parts if part in cases and cases[part].channel == "public"]
    withdrawn = (part.id for part in parts if part.state in WITHDRAWN_FROM and not part.facts.withdrawn)
    return [
        (id, ev.ReporterWithdrew(state_from=cases[id].state, state=cases[id].state, **place(cases, id)))
        for id in (command.case_id, *withdrawn)
    ]


@publishing(ev.ProgressNoted)
def _note(command: NoteProgress, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.ProgressNoted.model_validate(
        {
            "state_from": step.state_from,
            "state": cases[command.case_id].state,
            **place(cases, command.case_id),
            "stage": command.stage,
            "progress": command.progress,
            "master": command.master,
        }
    )
    return [(command.case_id, data)]


def fold(facts: IntakeFacts, data: EventData) -> IntakeFacts:
    """What intake remembers after one more event."""
    match data:
        case ev.PreliminaryInfoLogged():
            return facts.model_copy(update={"content": data.content})
        case ev.ReportReceived():
            days = {"known_on": data.date_known, "received_on": data.received_on} if data.received_on else {}
            told = {"receipt": data.receipt, "late": data.late, "contest": data.contest}
            return facts.model_copy(update=told | days)
        case ev.FindingRecorded() | ev.CaseRegistered():
            return facts.model_copy(update={"contest": data.contest})
        case ev.OutOfScopeDeclared():
            return facts.model_copy(update={"reason": data.reason})
        case ev.ReporterWithdrew():
            return facts.model_copy(update={"withdrawn": True})
        case ev.ReportConverted():
            return facts.model_copy(update={"late": None})
        case ev.DuplicateLinked():
            return facts.model_copy(update={"before_merge": data.state_from, "master": data.master})
        case ev.DuplicateAccepted() if data.stands:
            return facts.model_copy(update={"absorbed": (*facts.absorbed, data.absorbed)})
        case ev.DuplicateReturned():
            return facts.model_copy(update={"before_merge": None, "master": None})
        case ev.CaseReopened():
            return facts.model_copy(update={"contest": data.contest})
        case ev.CaseSplitOff():
            said: dict[str, Any] = {"late": data.late, "contest": data.contest}
            said |= {"known_on": data.date_known, "received_on": data.received_on}
            return facts.model_copy(update=said | {"absorbed": data.merged or ()})
        case ev.CaseLinked():
            return facts.model_copy(update={"linked": linking.goes_on_in(facts, data)})
        case ev.ProgressNoted():
            here = {"progress": data.progress, "master": data.master, "retention_over": False}
            return facts.model_copy(update=here)
        case ev.RetentionEnded():
            return facts.model_copy(update={"retention_over": True})
        case ev.LegalHoldPlaced() | ev.LegalHoldLifted():
            return facts.model_copy(update={"hold": getattr(data, "reason", None)})
        case ev.PersonalDataErased():
            return facts.model_copy(update={"erased": True})
        case _:
            new = rights.remembered(facts, data)
            return facts.model_copy(update=new) if new else facts


def procedure(policy: Policy) -> Procedure[IntakeFacts]:
    """Intake's table of transitions."""
    at = states
    limits = Retaining(policy, Limits("intake", policy.deadlines, policy.calendar, policy.terms))
    rows: list[Transition[Any]] = [
        Transition("LogPreliminaryInfo", LogPreliminaryInfo, at(None), "K00",
                   "informasi-awal", one(ev.PreliminaryInfoLogged, channel="media"), known_item),
        Transition("ReceiveReport", ReceiveReport, at(None), "K01",
                   "penerimaan-laporan", _receive(policy)),
        Transition("ReceiveSbtReport", ReceiveSbtReport, at(None), "K20",
                   "laporan-sbt", _receive_sbt(policy)),
        Transition("RecordFinding", RecordFinding, at(None), "K10",
                   "informasi-awal", _find, found_in_time(policy), ways=((None, "K00", "K10"),)),
        Transition("BeginReview", BeginReview, at("K01"), "K02",
                   "kajian-awal", one(ev.InitialReviewBegun)),
        Transition("RequestCompletion", RequestCompletion, at("K02"), "K03",
                   "kelengkapan", one(ev.CompletenessRequested)),
        Transition("CompleteReport", CompleteReport, at("K03"), "K02",
                   "kelengkapan", one(ev.ReportCompleted)),
        Transition("RegisterCase", RegisterCase, at("K02"), "K10",
                   "registrasi", _register, timely(policy), hindrance=stood_by(policy)),
        Transition("EstablishFinding", EstablishFinding, at("K00"), "K10",
                   "informasi-awal", _establish, known_there(policy)),
        Transition("LapseReport", LapseReport, at("K01"), "K90",
                   "kedaluwarsa", one(ev.ReportLapsed), hindrance=came_late),
        Transition("DiscontinueReport", DiscontinueReport, at("K00", "K02", "K03"), "K91",
                   "penghentian", one(ev.ReportDiscontinued), hindrance=time_is_over),
        Transition("DeclareOutOfScope", DeclareOutOfScope, at("K02"), "K91",
                   "di-luar-kewenangan", one(ev.OutOfScopeDeclared)),
        Transition("WithdrawReport", WithdrawReport, WITHDRAWN_FROM, STAYS,
                   "penarikan", _withdraw, not_withdrawn_before),
        Transition("CloseWithdrawn", CloseWithdrawn, at("K01", "K02", "K03"), "K96",
                   "penarikan", one(ev.WithdrawalClosed), hindrance=is_withdrawn),
        Transition("ConvertToInformation", ConvertToInformation, at("K01", "K02", "K03"), "K00",
                   "informasi-awal", one(ev.ReportConverted)),
        Transition("LinkDuplicate", LinkDuplicate, at("K01", "K02"), "K04",
                   "satu-pelanggaran-satu-hukuman", _link, may_merge),
        Transition("ReturnDuplicate", ReturnDuplicate, at("K04"), "K02",
                   "satu-pelanggaran-satu-hukuman", _return, ways=(("K04", "K01"), ("K04", "K02"))),
        *linking.rows(policy),
        Transition("NoteProgress", NoteProgress, at(*HANDED_OVER), STAYS, "kabar-pelapor", _note),
        *erasure.rows(policy),
        *rights.rows(policy),
        overriding("intake", policy, "ketentuan-belum-pasti", ev.DefaultOverridden),
        correcting("intake", policy, "pembetulan", ev.CaseCorrected, frozenset({"K10"})),
        *steps(frozenset(policy.states), "batas-waktu", ev.DeadlineApproaching, ev.DeadlineMissed,
               limits.ends),
    ]  # fmt: skip
    return Procedure("intake", rows, fold, IntakeFacts, policy.basis, handed_over=HANDED_OVER, limits=limits)
