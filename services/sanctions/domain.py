"""Sanctions' procedure: BKN's recommendation, then the PPK's summons, examination and decision. Pure.

Source of the steps: Perpres 92/2024, PP 94/2021; a thin line of them. No row leads from the recommendation
to a decision but through the summons and the examination.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.sanctions import contract as ev
from shared.case import Cases, Decision, Facts, Procedure, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.deadlines.limits import Limits
from shared.deadlines.steps import steps
from shared.erasure import following
from shared.events import one, place
from shared.policy import Policy

Level = Literal["moral", "light", "medium", "heavy"]
"""Sanksi moral, or hukuman disiplin ringan, sedang, berat."""


class SanctionsFacts(Facts):
    """What sanctions remembers of a case beside its state."""

    delivered: date | None = None


class QueueRecommendation(Command):
    """Masukkan ke daftar kerja BKN."""

    region: Code
    channel: Code


class IssueRecommendation(Command):
    """Terbitkan rekomendasi kepada PPK."""

    act: Annotated[Code, Field(examples=["KE-04"])]
    level: Level


class CloseNotProven(Command):
    """Nyatakan tidak terbukti, before a recommendation (BKN)."""

    reason: Reason


class IssueSummons(Command):
    """Panggil secara tertulis."""

    examination_on: date


class HoldExamination(Command):
    """Catat pemeriksaan."""


class SignBap(Command):
    """Tandatangani Berita Acara Pemeriksaan."""

    respondent_signed: bool


class IssueDecision(Command):
    """Tetapkan keputusan."""

    level: Level


class DecideNotProven(Command):
    """Nyatakan tidak terbukti, after the examination (PPK)."""

    reason: Reason


class RecordDelivery(Command):
    """Catat penyampaian: the day on which the official received the decision."""

    received_on: date


class PutIntoEffect(Command):
    """Nyatakan berlaku."""


class CompleteSanction(Command):
    """Nyatakan selesai."""


def _queue(command: QueueRecommendation, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.RecommendationQueued(
        state_from=step.state_from,
        state=step.state,
        office="bkn",
        region=command.region,
        channel=command.channel,
    )
    return [(command.case_id, data)]


def _recommend(command: IssueRecommendation, cases: Cases, step: Step) -> Sequence[Any]:
    """The recommendation moves the case to the office of the PPK of its region."""
    here = place(cases, command.case_id) | {"office": f"ppk-{cases[command.case_id].region}"}
    issued = ev.RecommendationIssued(
        state_from=step.state_from,
        state=step.state,
        **here,
        act=command.act,
        level=command.level,
    )
    notified = ev.PpkNotified(state_from=step.state, state=step.state, **here)
    return [(command.case_id, issued), (command.case_id, notified)]


def _not_delivered(command: RecordDelivery, cases: Cases) -> Decision | None:
    case = cases.get(command.case_id)
    if case and case.facts.delivered:
        return Refused("conflict", "the delivery of this decision is recorded already")
    return None


def _delivered(command: PutIntoEffect, cases: Cases) -> Decision | None:
    case = cases.get(command.case_id)
    if case and case.state == "K36" and not case.facts.delivered:
        return Refused("conflict", "no receipt of the decision is recorded; record the delivery first")
    return None


def fold(facts: SanctionsFacts, data: EventData) -> SanctionsFacts:
    """What sanctions remembers after one more event."""
    if isinstance(data, ev.DecisionDelivered):
        return facts.model_copy(update={"delivered": data.received_on})
    return facts


def procedure(policy: Policy) -> Procedure[SanctionsFacts]:
    """Sanctions' table of transitions."""
    s, at = policy.stamp, states
    limits = Limits("sanctions", policy.deadlines.values(), policy.calendar)
    rows: list[Transition[Any]] = [
        Transition("QueueRecommendation", QueueRecommendation, at(None), "K23", s("penerusan-bkn"), _queue),
        Transition("IssueRecommendation", IssueRecommendation, at("K23"), "K30",
                   s("rekomendasi-bkn"), _recommend),
        Transition("CloseNotProven", CloseNotProven, at("K23"), "K93",
                   s("rekomendasi-bkn"), one(ev.NotProven)),
        Transition("IssueSummons", IssueSummons, at("K30"), "K32", s("panggilan"), one(ev.SummonsIssued)),
        Transition("HoldExamination", HoldExamination, at("K32"), "K34",
                   s("pemeriksaan"), one(ev.ExaminationHeld)),
        Transition("SignBap", SignBap, at("K34"), "K35", s("pemeriksaan"), one(ev.BapSigned)),
        Transition("IssueDecision", IssueDecision, at("K35"), "K36", s("keputusan"), one(ev.DecisionIssued)),
        Transition("DecideNotProven", DecideNotProven, at("K35"), "K93", s("keputusan"), one(ev.NotProven)),
        Transition("RecordDelivery", RecordDelivery, at("K36"), "K36",
                   s("penyampaian"), one(ev.DecisionDelivered), _not_delivered),
        Transition("PutIntoEffect", PutIntoEffect, at("K36"), "K60",
                   s("berlaku"), one(ev.DecisionEffective), _delivered),
        Transition("CompleteSanction", CompleteSanction, at("K60"), "K95",
                   s("berlaku"), one(ev.SanctionCompleted)),
        following(frozenset(policy.states), s("penghapusan-data-pribadi"), ev.PersonalDataErased),
        *steps(frozenset(policy.states), s("batas-waktu"), ev.DeadlineApproaching, ev.DeadlineMissed),
    ]  # fmt: skip
    return Procedure("sanctions", rows, fold, SanctionsFacts, limit=limits)
