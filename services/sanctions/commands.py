"""What may be done with a case at sanctions, and what is remembered of it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.case import Facts
from shared.contract import Actor, Code, Command, Reason
from shared.policy.catalogue import Level

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
    waited: bool = False
    """Whether the time is over that a delivered decision waits for its effect."""
    escalation: str | None = None
    blocked: bool = False
    """Whether personnel services are blocked because of it."""
    disputed: bool = False
    days_left: int | None = None
    """Of the PPK's time, while a dispute holds it up."""


class QueueRecommendation(Command):
    """Masukkan ke daftar kerja lembaga pemberi rekomendasi."""

    region: Code
    channel: Code
    studied_by: Actor | None = None
    verified_by: Actor | None = None


class IssueRecommendation(Command):
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


class CloseNotProven(Command):
    """Nyatakan tidak terbukti, before a recommendation."""

    reason: Reason


class FormEthicsPanel(Command):
    """Bentuk Majelis Kode Etik."""


class ConcludePanel(Command):
    """Catat putusan Majelis Kode Etik; it summons and hears by itself."""

    hearing: Hearing


class FormExaminationTeam(Command):
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
    """Catat ketidakhadiran on the day of the examination."""


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


class ConfirmStatusLoss(Command):
    """Catat gugurnya status kepegawaian: an effective decision, not a pending resignation (BKN)."""

    reason: Reason


class RecordDelivery(Command):
    """Catat penyampaian: the day on which the official received the decision."""

    received_on: Annotated[date, Field(examples=["2026-11-20"])]


class PutIntoEffect(Command):
    """Nyatakan berlaku."""


class CompleteSanction(Command):
    """Nyatakan selesai."""
