"""The events that triage publishes, one model each. Nothing else of triage is imported by others."""

from datetime import date
from uuid import UUID

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
    State,
)


class StudyQueued(EventData):
    """Menunggu kajian: the registered case is on the study's worklist.

    `origin`: "report" (laporan) or "finding" (temuan). `contest`: by whose law the study counts its days.
    """

    origin: Code | None = None
    contest: Code | None = None


class StudyBegun(EventData):
    """Kajian dimulai: the handling clock runs."""


class ClarificationHeld(EventData):
    """Klarifikasi: somebody was asked for a statement. `whom`: reporter, respondent, witness or expert."""

    whom: Code


class StudyExtended(EventData):
    """Kajian diperpanjang: statements are still needed. The longer limit counts from `registered_on` too."""

    reason: Code
    registered_on: date


class StudyConcluded(EventData):
    """Kajian selesai. `outcome`: "asn-violation" (alleged with grounds), "no-violation", or "crime" alone."""

    outcome: Code
    reason: Code | None = None


class ForwardedToBkn(EventData):
    """Diteruskan ke BKN. `verification`: who verifies the case first, while triage keeps it.

    None, as in all of the first release: from here on sanctions owns the case.
    """

    verification: Code | None = None


class SatgasQueued(EventData):
    """Menunggu verifikasi: the case is on the worklist of the task force (Satgas).

    `origin`, `contest`: of a report that came to BKN's SBT, with which the case begins here.
    """

    origin: Code | None = None
    contest: Code | None = None


class SatgasVerified(EventData):
    """Terverifikasi: the task force found the report sound; its verifier is none who studied it."""


class ReportRejected(EventData):
    """Ditolak: the task force found the report unsound."""

    reason: Code


class BawasluValidated(EventData):
    """Tervalidasi: Bawaslu stands by the report; from here on sanctions owns the case."""

    studied_by: Actor | None = None
    verified_by: Actor | None = None
    """Who may not decide it any more."""


class BawasluValidationWaived(EventData):
    """Validasi tidak diperlukan: it is Bawaslu's own finding; from here on sanctions owns the case."""

    studied_by: Actor | None = None
    verified_by: Actor | None = None


class NotProven(EventData):
    """Tidak terbukti: Bawaslu's validation found nothing to stand by."""

    reason: Code


class StudyLapsed(EventData):
    """Kedaluwarsa: the time for handling ran out. `asn_act`: whether an act of a civil servant is alleged."""

    reason: Code
    asn_act: bool | None = None


class StatusLost(EventData):
    """Gugur status: by a decision in effect since that day the respondent is no civil servant any more."""

    reason: Code
    effective_on: date


class CriminalReferralMade(EventData):
    """Diteruskan ke Sentra Gakkumdu: a crime is alleged too (`act`). `criminal`: where that line begins.

    It runs beside the state, which it never changes.
    """

    criminal: Code
    act: Code


class CriminalStepRecorded(EventData):
    """Langkah pidana dicatat. `criminal`: the step of policy that the line has come to."""

    criminal: Code


class CriminalOutcomeRecorded(EventData):
    """Hasil jalur pidana: a note on the case. `outcome`: stopped, acquitted or convicted."""

    criminal: Code
    outcome: Code


class DuplicateLinked(EventData):
    """Digabung: this case goes on as part of `master`, which took it in."""

    master: UUID


class EndNoted(EventData):
    """Akhir perkara dicatat: at sanctions the case came to `ended`, and takes no other one in any more."""

    ended: State


class DuplicateAccepted(EventData):
    """Laporan lain digabungkan: the case took another one in."""

    absorbed: UUID


class DuplicateRefused(EventData):
    """Penggabungan tidak diterima: the case cannot take another one in; that one goes on by itself."""

    absorbed: UUID
    reason: Code


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


CONTRACT = Contract.of(
    "triage",
    StudyQueued,
    StudyBegun,
    ClarificationHeld,
    StudyExtended,
    StudyConcluded,
    ForwardedToBkn,
    SatgasQueued,
    SatgasVerified,
    ReportRejected,
    BawasluValidated,
    BawasluValidationWaived,
    NotProven,
    StudyLapsed,
    StatusLost,
    CriminalReferralMade,
    CriminalStepRecorded,
    CriminalOutcomeRecorded,
    DuplicateLinked,
    DuplicateAccepted,
    DuplicateRefused,
    EndNoted,
    DeadlineApproaching,
    DeadlineMissed,
    DefaultOverridden,
    PersonalDataErased,
    CaseCorrected,
)
