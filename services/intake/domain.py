"""Intake's procedure: from a report or preliminary information to the registered case. Pure.

Source of the steps: UU 7/2017 Ps 454, UU 10/2016 Ps 134 and Perbawaslu 7/2022, a thin line of them; one
row of `rows` for each step.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake import contract as ev
from services.intake import erasure
from shared.case import Cases, Decision, Facts, Known, Procedure, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason, Sha256
from shared.deadlines.limits import Limits
from shared.deadlines.steps import steps
from shared.events import one, place
from shared.policy import Policy

Region = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2})?$"), Field(examples=["32.08"])]
"""Kode wilayah Kemendagri of a province or regency."""


class IntakeFacts(Facts):
    """What intake remembers of a case beside its state."""

    content: str | None = None
    receipt: str | None = None
    before_merge: str | None = None
    master: UUID | None = None
    progress: str | None = None
    hold: str | None = None
    erased: bool = False


class LogPreliminaryInfo(Command):
    """Catat informasi awal: a media item, known by its own id."""

    item: Sha256
    content: Sha256
    published: str | None
    office: Code
    region: Region


class ReceiveReport(Command):
    """Terima laporan: a person hands in a report and gets a receipt."""

    receipt: Sha256
    date_known: date
    reachable: bool
    office: Code
    region: Region


class BeginReview(Command):
    """Mulai kajian awal."""


class RegisterCase(Command):
    """Registrasi: hand the case over to the study."""


class EstablishFinding(Command):
    """Tetapkan temuan: preliminary information is supported and becomes a case of this region."""

    region: Region


class LapseReport(Command):
    """Nyatakan kedaluwarsa."""

    reason: Reason


class DiscontinueReport(Command):
    """Hentikan."""

    reason: Reason


class LinkDuplicate(Command):
    """Gabungkan: the same person and the same act are handled under `master` already."""

    master: UUID

    @property
    def others(self) -> tuple[UUID, ...]:
        """The master is locked too."""
        return (self.master,)


class ReturnDuplicate(Command):
    """Kembalikan: the master's service refused the merger."""

    master: UUID
    reason: Reason


class NoteProgress(Command):
    """Catat perkembangan for the reporter."""

    stage: str
    progress: str


def _log(command: LogPreliminaryInfo, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.PreliminaryInfoLogged(
        state_from=step.state_from,
        state=step.state,
        office=command.office,
        region=command.region,
        channel="media",
        item=command.item,
        content=command.content,
        published=command.published,
    )
    return [(command.case_id, data)]


def _known_item(command: LogPreliminaryInfo, cases: Cases) -> Decision | None:
    case = cases.get(command.case_id)
    if case is None:
        return None
    if case.facts.content == command.content:
        return Known()
    return Refused("conflict", "an item with this id was logged before with other content")


def _receive(command: ReceiveReport, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.ReportReceived(
        state_from=step.state_from,
        state=step.state,
        office=command.office,
        region=command.region,
        channel="public",
        receipt=command.receipt,
        date_known=command.date_known,
        reachable=command.reachable,
    )
    return [(command.case_id, data)]


def _establish(command: EstablishFinding, cases: Cases, step: Step) -> Sequence[Any]:
    data = ev.CaseRegistered(
        state_from=step.state_from,
        state=step.state,
        office=f"bawaslu-{command.region}",
        region=command.region,
        channel=cases[command.case_id].channel,
        origin="finding",
    )
    return [(command.case_id, data)]


def _in_known_region(policy: Policy) -> Callable[[EstablishFinding, Cases], Decision | None]:
    def guard(command: EstablishFinding, _: Cases) -> Decision | None:
        if command.region in policy.regions:
            return None
        return Refused("invalid-input", "body.region is not a code of a province or regency")

    return guard


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
    if master.state in {"K00", "K01", "K02"}:
        accepted = ev.DuplicateAccepted(
            state_from=master.state,
            state=master.state,
            **place(cases, master.id),
            absorbed=command.case_id,
        )
        events.append((master.id, accepted))
    return events


def _may_merge(command: LinkDuplicate, cases: Cases) -> Decision | None:
    master = cases.get(command.master)
    if command.master == command.case_id:
        return Refused("conflict", "a case cannot be merged into itself")
    if master is None:
        return Refused("unknown-case", "there is no master case with this id")
    if master.state not in {"K00", "K01", "K02", "K10"}:
        return Refused("conflict", f"the master is in {master.state} and takes no other case in")
    return None


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


def _note(command: NoteProgress, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.ProgressNoted.model_validate(
        {
            "state_from": step.state_from,
            "state": cases[command.case_id].state,
            **place(cases, command.case_id),
            "stage": command.stage,
            "progress": command.progress,
        }
    )
    return [(command.case_id, data)]


def fold(facts: IntakeFacts, data: EventData) -> IntakeFacts:
    """What intake remembers after one more event."""
    match data:
        case ev.PreliminaryInfoLogged():
            return facts.model_copy(update={"content": data.content})
        case ev.ReportReceived():
            return facts.model_copy(update={"receipt": data.receipt})
        case ev.DuplicateLinked():
            return facts.model_copy(update={"before_merge": data.state_from, "master": data.master})
        case ev.DuplicateReturned():
            return facts.model_copy(update={"before_merge": None, "master": None})
        case ev.ProgressNoted():
            return facts.model_copy(update={"progress": data.progress})
        case ev.LegalHoldPlaced() | ev.LegalHoldLifted():
            return facts.model_copy(update={"hold": getattr(data, "reason", None)})
        case ev.PersonalDataErased():
            return facts.model_copy(update={"erased": True})
        case _:
            return facts


def procedure(policy: Policy) -> Procedure[IntakeFacts]:
    """Intake's table of transitions."""
    s, at = policy.stamp, states
    limits = Limits("intake", policy.deadlines.values(), policy.calendar)
    rows: list[Transition[Any]] = [
        Transition("LogPreliminaryInfo", LogPreliminaryInfo, at(None), "K00",
                   s("informasi-awal"), _log, _known_item),
        Transition("ReceiveReport", ReceiveReport, at(None), "K01", s("penerimaan-laporan"), _receive),
        Transition("BeginReview", BeginReview, at("K01"), "K02",
                   s("kajian-awal"), one(ev.InitialReviewBegun)),
        Transition("RegisterCase", RegisterCase, at("K02"), "K10",
                   s("registrasi"), one(ev.CaseRegistered, origin="report")),
        Transition("EstablishFinding", EstablishFinding, at("K00"), "K10",
                   s("informasi-awal"), _establish, _in_known_region(policy)),
        Transition("LapseReport", LapseReport, at("K01"), "K90", s("kedaluwarsa"), one(ev.ReportLapsed)),
        Transition("DiscontinueReport", DiscontinueReport, at("K00", "K02"), "K91",
                   s("penghentian"), one(ev.ReportDiscontinued)),
        Transition("LinkDuplicate", LinkDuplicate, at("K01", "K02"), "K04",
                   s("satu-pelanggaran-satu-hukuman"), _link, _may_merge),
        Transition("ReturnDuplicate", ReturnDuplicate, at("K04"), "K02",
                   s("satu-pelanggaran-satu-hukuman"), _return),
        Transition("NoteProgress", NoteProgress, at("K10"), "K10", s("kabar-pelapor"), _note),
        *erasure.rows(policy),
        *steps(frozenset(policy.states), s("batas-waktu"), ev.DeadlineApproaching, ev.DeadlineMissed),
    ]  # fmt: skip
    return Procedure("intake", rows, fold, IntakeFacts, handed_over=frozenset({"K10"}), limit=limits)
