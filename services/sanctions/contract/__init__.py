"""The events that sanctions publishes, one model each. Nothing else of it is imported by others."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.sanctions.contract.escalation import MinistryInformed as MinistryInformed
from services.sanctions.contract.escalation import PresidentInformed as PresidentInformed
from services.sanctions.contract.escalation import ServiceBlocked as ServiceBlocked
from services.sanctions.contract.escalation import ServiceUnblocked as ServiceUnblocked
from services.sanctions.contract.escalation import WarningSent as WarningSent
from services.sanctions.contract.remedies import AppealAnswered as AppealAnswered
from services.sanctions.contract.remedies import AppealFiled as AppealFiled
from services.sanctions.contract.remedies import CourtFilingRecorded as CourtFilingRecorded
from services.sanctions.contract.remedies import DecisionRevoked as DecisionRevoked
from services.sanctions.contract.remedies import ObjectionFiled as ObjectionFiled
from services.sanctions.contract.remedies import ProcedureRepeated as ProcedureRepeated
from services.sanctions.contract.remedies import RemedyDecided as RemedyDecided
from services.sanctions.contract.remedies import RemedyPeriodEnded as RemedyPeriodEnded
from services.sanctions.contract.remedies import RemedySilent as RemedySilent
from shared.contract import (
    Actor,
    Approaching,
    Code,
    Contract,
    Corrected,
    Erased,
    EventData,
    Missed,
    Overridden,
    Waited,
)

BY_DUTY = "superior"
"""The channel of a case that began here: no earlier stage knows it, and nobody reported it."""


class RecommendationQueued(EventData):
    """Menunggu rekomendasi: the forwarded case is with whoever recommends on that day."""

    studied_by: Actor | None = None
    verified_by: Actor | None = None
    """Who may not decide it any more."""


class UponWhom(EventData):
    """Upon whom (kedudukan terlapor): kind of respondent, position, tier of its agency, circumstances.

    Codes of policy; None: nothing was said of it.
    """

    respondent_type: Code | None = None
    position: Code | None = None
    tier: Code | None = None
    circumstances: tuple[Code, ...] | None = None


class FurtherAct(BaseModel):
    """Perbuatan lain: a further act of the case, in the version that counts, and the level it leads to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Code
    act_version: Code
    level: Code


class RecommendationIssued(UponWhom):
    """Rekomendasi terbit: the act's code in the catalogue and the proposed level.

    `level`: "moral", or hukuman disiplin "light" (ringan), "medium" (sedang), "heavy" (berat), or "ptdh".
    `branch` is that of the code, `suggested` the one by the day of the act in that contest. `override` says
    why this code or level and no other. `act_version` is the code's version in the catalogue, `levels` what
    may be decided, `legal_basis` the instrument that the officer named. `authority` recommends that day.
    `also` are further acts, for all of which there is one decision.
    """

    act: Code
    level: Code
    branch: Code | None = None
    suggested: Code | None = None
    contest: Code | None = None
    acted_on: date | None = None
    override: Code | None = None
    act_version: Code | None = None
    levels: tuple[Code, ...] | None = None
    legal_basis: Code | None = None
    authority: Code | None = None
    also: tuple[FurtherAct, ...] | None = None


class DutyOpened(UponWhom):
    """Kewajiban atasan: a superior acts by an own duty, without a recommendation, and summons with it.

    It says of the act what a recommendation says.
    """

    act: Code
    act_version: Code
    level: Code
    levels: tuple[Code, ...]
    branch: Code
    suggested: Code | None = None
    contest: Code | None = None
    acted_on: date | None = None
    legal_basis: Code | None = None
    override: Code | None = None
    also: tuple[FurtherAct, ...] | None = None


class AgencyAssigned(EventData):
    """Dialihkan ke instansi terlapor: it lies at another PPK, that of the respondent's agency, of this tier.

    `moved_from`: the office where it lay; `still_barred`: the authorities that stay so, being above both.
    """

    moved_from: Code
    tier: Code
    still_barred: tuple[Code, ...]
    reason: Code


class PpkNotified(EventData):
    """PPK diberi tahu: from here on the PPK must act."""


class RecommendationDisputed(EventData):
    """Rekomendasi diklarifikasi: the PPK disputes it once; its time stands still with so many days left.

    `authority`: who disputes it in the place of a PPK that is barred.
    """

    reason: Code
    days_left: int | None = Field(default=None, ge=0)
    authority: Code | None = None


class DisputeAnswered(EventData):
    """Klarifikasi rekomendasi dijawab: it is "upheld" or "changed", and the days left go on from `on`.

    `days_left` None: they went on before.
    """

    outcome: Code
    reason: Code | None = None
    on: date
    days_left: int | None = Field(default=None, ge=0)


class DisputeUnanswered(Waited):
    """Klarifikasi rekomendasi tidak dijawab: its time is over, and the PPK's days that were left go on."""

    days_left: int | None = Field(default=None, ge=0)


class StatusLost(EventData):
    """Gugur karena status: the respondent is no civil servant any more, by a decision in effect."""

    reason: Code
    effective_on: date


class EthicsPanelFormed(UponWhom):
    """Majelis Kode Etik dibentuk; `formed_by`: the authority that formed it."""

    formed_by: Code | None = None


class PanelConcluded(EventData):
    """Majelis Kode Etik memutus. `hearing`: "heard" (didengar) or "absent-twice"."""

    hearing: Code


class ExaminationTeamFormed(EventData):
    """Tim Pemeriksa dibentuk: superior, supervision unit and personnel unit.

    `authority`: who formed it in the place of a PPK that is barred.
    """

    authority: Code | None = None


class NotProven(EventData):
    """Tidak terbukti. `authority`: who decided in the place of one that is barred."""

    reason: Code
    authority: Code | None = None


class ConflictDeclared(EventData):
    """Konflik kepentingan dilaporkan: nobody decides until the superior official of `barred` has decided.

    `decided_at`: the office that does.
    """

    barred: Code
    reason: Code
    decided_at: Code | None = None


class ConflictDecided(EventData):
    """Konflik kepentingan diputus: by the superior official; if upheld, `barred` does not decide the case.

    `taken_back`: what `barred` had decided, and had no effect yet, is none any more and is decided anew.
    """

    barred: Code
    authority: Code
    upheld: bool
    taken_back: bool | None = None


class SummonsIssued(EventData):
    """Panggilan: the respondent is summoned in writing to an examination on that day.

    `reason`: why the day is sooner than the law proposes.
    """

    examination_on: date
    number: int | None = Field(default=None, ge=1)
    reason: Code | None = None


class RespondentAbsent(EventData):
    """Tidak hadir: the respondent did not follow a summons; after two it is decided on evidence.

    `missed_on`: the day of the examination, from which the second summons' limit counts.
    """

    missed_on: date | None = None


class ExaminationRescheduled(EventData):
    """Pemeriksaan dijadwalkan ulang: the respondent was excused, and is to come on that day instead."""

    examination_on: date
    reason: Code


class ExaminationHeld(EventData):
    """Pemeriksaan tertutup: the respondent was heard."""

    by_team: bool | None = None


class BapSigned(EventData):
    """Berita Acara Pemeriksaan ditandatangani; a refusal to sign, with its reason, does not block it.

    `copy_given`: whether the respondent was given the copy that is due.
    """

    respondent_signed: bool
    examiner_signed: bool | None = None
    refusal: Code | None = None
    copy_given: bool | None = None


class DecisionIssued(UponWhom):
    """Keputusan ditetapkan (SK), with its level and that level's branch; not effective yet.

    `decided_on`: the day that it was then at the office. Nobody receives a decision before it. `sanction` is
    the type in the version that counted, `authority` who decided, where those of `vacant` were not there;
    `conditions` are what lay with it besides; `decided_at` is the office of an authority above the agency,
    which issues it. `repeats` is the type, or level, of the last earlier sanction of discipline; `override`
    says why this is no heavier.
    """

    level: Code
    branch: Code | None = None
    decided_on: date | None = None
    sanction: Code | None = None
    sanction_version: Code | None = None
    authority: Code | None = None
    decided_at: Code | None = None
    vacant: tuple[Code, ...] | None = None
    conditions: tuple[Code, ...] | None = None
    repeats: Code | None = None
    override: Code | None = None
    remedy: Code | None = None


class DecisionDelivered(EventData):
    """Keputusan disampaikan: proven receipt by the official. `remedy`: which there is against it, if any.

    `waits_as`: as what it waits for its effect, "discipline" or an "open-statement"; None: it does not.
    """

    received_on: date
    remedy: Code | None = None
    waits_as: Code | None = None


class DecisionEffective(EventData):
    """Keputusan berlaku, from `effective_on` on; `ends_on` is the last day of a sanction that has one.

    `served`: for how many days it had been in effect before a remedy suspended it; they count.
    """

    effective_on: date | None = None
    ends_on: date | None = None
    served: int | None = Field(default=None, ge=0)


class SanctionCompleted(EventData):
    """Selesai: the sanction has run its course."""


class PersonalDataErased(Erased):
    """Data pribadi dihapus, as the case's first owner did."""


class CaseCorrected(Corrected):
    """Pembetulan: what was recorded wrongly, what stands now, and what is to be taken again for it."""


class DefaultOverridden(Overridden):
    """Ketentuan dipilih lain: an officer overrode what stands for a provision that is not confirmed."""


class DeadlineApproaching(Approaching):
    """Batas waktu mendekat: the limit that runs for the case ends soon."""


class DeadlineMissed(Missed):
    """Batas waktu terlewati: the limit passed, and the duty goes on."""


class WaitingPeriodEnded(Waited):
    """Masa tunggu berakhir: what had to wait for it may follow."""


CONTRACT = Contract.of(
    "sanctions",
    RecommendationQueued,
    RecommendationIssued,
    DutyOpened,
    AgencyAssigned,
    PpkNotified,
    WarningSent,
    ServiceBlocked,
    ServiceUnblocked,
    MinistryInformed,
    PresidentInformed,
    RecommendationDisputed,
    DisputeAnswered,
    DisputeUnanswered,
    StatusLost,
    EthicsPanelFormed,
    PanelConcluded,
    ExaminationTeamFormed,
    NotProven,
    ConflictDeclared,
    ConflictDecided,
    SummonsIssued,
    RespondentAbsent,
    ExaminationRescheduled,
    ExaminationHeld,
    BapSigned,
    DecisionIssued,
    DecisionDelivered,
    ObjectionFiled,
    RemedyPeriodEnded,
    AppealFiled,
    AppealAnswered,
    RemedyDecided,
    RemedySilent,
    CourtFilingRecorded,
    DecisionRevoked,
    ProcedureRepeated,
    DecisionEffective,
    SanctionCompleted,
    DeadlineApproaching,
    DeadlineMissed,
    DefaultOverridden,
    WaitingPeriodEnded,
    PersonalDataErased,
    CaseCorrected,
)
