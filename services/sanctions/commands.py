"""What may be done with a case at sanctions, and what is remembered of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.sanctions.standing import Known, Standing
from shared.case import Facts
from shared.contract import ACTS_AS, LOOKED_UP, Actor, Code, Command, Reason
from shared.policy.authorities import Tier
from shared.policy.catalogue import Level
from shared.policy.sanctions import Position

APART = frozenset({"StudyAuthored", "ReportVerified"})
"""What triage tells of its people: whoever studied or verified a case does not decide it."""
Hearing = Literal["heard", "absent-twice"]
"""Didengar, or absent after two summonses: what lies before every decision."""


class SanctionsFacts(Facts):
    """What sanctions remembers of a case beside its state. `branch`: of the recommended act."""

    delivered: date | None = None
    branch: str | None = None
    level: str | None = None
    act: str | None = None
    """Its code; not known of recommendations of earlier releases."""
    levels: tuple[str, ...] = ()
    """What may be decided after the recommendation; not known of those of earlier releases."""
    examination_on: date | None = None
    absent_in: str | None = None
    """The state of the last summons that the respondent did not follow."""
    team: bool = False
    examined_without_team: bool = False
    decided_in: str | None = None
    """The branch of the decision."""
    decided_on: date | None = None
    decided_by: str | None = None
    """The authority that decided; not known of decisions of the first release."""
    remedy: str | None = None
    """Which there is against the decision."""
    remedied: bool = False
    appeal_answered: bool = False
    sanction: str | None = None
    """The type decided; not known of decisions of earlier releases."""
    effective_on: date | None = None
    """Since when the decision is in effect, while it is; not known of those of earlier releases."""
    ends_on: date | None = None
    """The last day of its sanction; None: it has none."""
    served: int | None = None
    """For how many days it was in effect before that."""
    annulled_for: str | None = None
    in_effect: bool = False
    """Whether the decision is in effect while a court has it."""
    court_ruled: bool = False
    silence: str | None = None
    """What it brings about that an objection was not decided in time."""
    waited: bool = False
    """Whether the time is over that a delivered decision waits for its effect."""
    escalation: str | None = None
    blocked: bool = False
    """Whether personnel services are blocked because of it."""
    disputed: bool = False
    days_left: int | None = None
    """Of the PPK's time, while a dispute holds it up."""
    standing: Standing = Standing()
    """That of the respondent; not known of recommendations of earlier releases."""
    barred: tuple[str, ...] = ()
    """The authorities that do not decide, for a conflict of interest."""
    conflict: str | None = None
    """The authority whose conflict of interest is declared and not decided yet."""


class UponWhom(Command):
    """Says upon whom a sanction is to be imposed, or corrects it; what is not said stays as it is.

    `respondent_type` is one of respondents.yaml within the procedure, `tier` that of the respondent's own
    agency, also of whoever is seconded.
    """

    respondent_type: Code | None = Field(default=None, examples=["pns"])
    position: Position | None = Field(default=None, examples=["jf"])
    tier: Tier | None = Field(default=None, examples=["regency"])
    circumstances: tuple[Known, ...] | None = Field(default=None, max_length=4, examples=[["leads_unit"]])


class QueueRecommendation(Command):
    """Masukkan ke daftar kerja lembaga pemberi rekomendasi."""

    region: Code
    channel: Code
    studied_by: Actor | None = None
    verified_by: Actor | None = None


class FurtherAct(BaseModel):
    """A further act (perbuatan lain) of the same case, with the level that it leads to by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    act: Annotated[Code, Field(examples=["DS-08"])]
    level: Annotated[Level, Field(examples=["medium"])]
    legal_basis: Code | None = Field(default=None, examples=["pp-94-2021"])


class Earlier(BaseModel):
    """A sanction of discipline that took effect in another case of the same respondent."""

    model_config = ConfigDict(frozen=True)

    level: str
    sanction: str | None
    effective_on: date


class IssueRecommendation(UponWhom):
    """Terbitkan rekomendasi kepada PPK.

    The act is one towards whom the day says, and the level one of its own, or `override` says why not.
    `legal_basis` is an instrument of the act's own; an act whose basis is not confirmed needs it.
    """

    act: Annotated[Code, Field(examples=["KE-04"])]
    level: Level
    contest: Code | None = Field(default=None, examples=["pilkada-2024"])
    acted_on: date | None = Field(default=None, examples=["2024-09-10"])
    legal_basis: Code | None = Field(default=None, examples=["pp-94-2021"])
    override: Reason | None = None
    agency: Code | None = Field(default=None, examples=["32.08"])
    """The respondent's own: a region, or one of agencies.yaml. None: the government of the case's region."""
    also: tuple[FurtherAct, ...] = Field(default=(), max_length=10, examples=[[]])
    """Further acts; the heaviest stands in `act`, for all of them are sanctioned by one decision."""


class CloseNotProven(Command):
    """Nyatakan tidak terbukti: before a recommendation, or in answer to a PPK that disputes it."""

    reason: Reason


class FormEthicsPanel(UponWhom):
    """Bentuk Majelis Kode Etik: `formed_by` is one of authorities.yaml, who may declare a moral statement."""

    formed_by: Annotated[Code, ACTS_AS, Field(examples=["ppk"])]


class ConcludePanel(Command):
    """Catat putusan Majelis Kode Etik; it summons and hears by itself."""

    hearing: Hearing


class ByThePpk(Command):
    """A step of the PPK, or of `authority` where that is barred."""

    authority: Annotated[Code | None, ACTS_AS] = Field(default=None, examples=["gubernur"])


class FormExaminationTeam(ByThePpk):
    """Bentuk Tim Pemeriksa."""


class IssueSummons(Command):
    """Panggil secara tertulis; an early day needs a reason."""

    examination_on: Annotated[date, Field(examples=["2026-12-01"])]
    reason: Reason | None = None


class IssueSecondSummons(Command):
    """Panggil untuk kedua kali."""

    examination_on: Annotated[date, Field(examples=["2026-12-01"])]
    reason: Reason | None = None


class RecordAbsence(Command):
    """Catat ketidakhadiran: on the day of the examination."""


class ExcuseAbsence(Command):
    """Jadwalkan ulang pemeriksaan: an excused absence (berhalangan) counts as none; the summons stands."""

    examination_on: Annotated[date, Field(examples=["2026-12-08"])]
    reason: Reason


class HoldExamination(Command):
    """Catat pemeriksaan."""


class SignBap(Command):
    """Tandatangani Berita Acara Pemeriksaan.

    Whoever examined signs it; a respondent who does not says why, in `refusal`, which blocks nothing.
    """

    examiner_signed: Literal[True]
    respondent_signed: bool
    refusal: Reason | None = None
    copy_given: bool = Field(description="Whether the respondent was given the copy that is due")


class DeclareConflict(Command):
    """Laporkan konflik kepentingan: of an authority that would decide."""

    barred: Annotated[Code, Field(examples=["ppk"])]
    reason: Reason


class DecideConflict(Command):
    """Putuskan konflik kepentingan, as the superior official `authority`."""

    authority: Annotated[Code, ACTS_AS, Field(examples=["ppk"])]
    upheld: bool


Ids = Annotated[tuple[Code, ...], Field(max_length=20)]


class IssueDecision(UponWhom):
    """Tetapkan keputusan.

    `sanction` is a type of sanctions.yaml, `authority` one of authorities.yaml: who decides. `vacant` are
    authorities that are not there, in whose place the next higher decides; `conditions` those of
    conditions.yaml whose documents lie with the decision.
    """

    level: Level
    sanction: Annotated[Code, Field(examples=["penurunan-jabatan"])]
    authority: Annotated[Code, ACTS_AS, Field(examples=["ppk"])]
    vacant: Ids = Field(default=(), examples=[[]])
    conditions: Ids = Field(default=(), examples=[["persetujuan-mendagri"]])
    override: Reason | None = None
    """Why it is no heavier than an earlier one."""
    repetition: Annotated[tuple[Earlier, ...], LOOKED_UP] = ()


class DecideNotProven(Command):
    """Nyatakan tidak terbukti, after the examination (PPK, or `authority` where that is barred)."""

    reason: Reason
    authority: Annotated[Code | None, ACTS_AS] = Field(default=None, examples=["gubernur"])


class ConfirmStatusLoss(Command):
    """Catat gugurnya status kepegawaian: an effective decision, not a pending resignation (BKN)."""

    reason: Reason
    effective_on: Annotated[date, Field(examples=["2026-11-01"])]


class RecordDelivery(Command):
    """Catat penyampaian: the day on which the official received the decision."""

    received_on: Annotated[date, Field(examples=["2026-11-20"])]


class PutIntoEffect(Command):
    """Nyatakan berlaku."""


class CompleteSanction(Command):
    """Nyatakan selesai.

    Where there was a remedy that nobody used, `none_filed` confirms that none was filed in its time.
    """

    none_filed: bool = Field(default=False, examples=[True])
