"""The events that intake publishes, one model each. Nothing else of intake is imported by others."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contract import (
    Approaching,
    Code,
    Contract,
    Corrected,
    Erased,
    EventData,
    Missed,
    Overridden,
    Sealed,
    Sha256,
    State,
    Waited,
)

SBT = "sbt"
"""The channel of what was reported to BKN's SBT: received in K20, where triage owns it at once."""
REPORTED = frozenset({"public", SBT})
"""The channels over which reports come that have a reporter."""


class PreliminaryInfoLogged(EventData):
    """Informasi awal: somebody published something; nobody filed a formal report. Private: the item."""

    item: Sha256
    content: Sha256
    published: str | None = Field(default=None, pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")


class ReportReceived(EventData):
    """Laporan diterima: a report was handed in and has a receipt. Private: account and respondent.

    `reporter`: who handed it in, sealed with a key that never leaves intake. (Version 2 and before had the
    reporter in the private part, and one key that never leaves.)
    """

    receipt: Sha256
    date_known: date
    reachable: bool
    file_by: date | None = None
    """Until when it could be handed in, by the limit of policy since it was known."""
    late: bool | None = None
    received_on: date | None = None
    """The day that it was then at the office."""
    contest: Code | None = None
    """The contest that it is about, as its reporter says: its law counts the days."""
    reporter: Sealed | None = None


class FindingRecorded(EventData):
    """Temuan: an officer of Bawaslu found it out. Private: the account and respondent."""

    found_on: date
    contest: Code | None = None


class InitialReviewBegun(EventData):
    """Kajian awal dimulai: the formal and material requirements are being checked."""


class CaseRegistered(EventData):
    """Diregistrasi: from here on triage owns the case.

    `origin`: "report" (laporan), or "finding" (temuan, established by Bawaslu). `contest`: the one that it is
    about, None where nobody knows it.
    """

    origin: Code
    contest: Code | None = None


class CompletenessRequested(EventData):
    """Diminta melengkapi: `reason` says what is missing. The reporter's clock runs."""

    reason: Code


class ReportCompleted(EventData):
    """Dilengkapi: the review goes on."""


class OutOfScopeDeclared(EventData):
    """Di luar kewenangan: nobody whom this procedure is for. `reason` says where to go instead."""

    reason: Code


class ReporterWithdrew(EventData):
    """Laporan ditarik: the reporter does not stand by it any more. A registered case goes on."""


class WithdrawalClosed(EventData):
    """Ditutup: the report was withdrawn before its registration."""


class ReportConverted(EventData):
    """Menjadi informasi awal: the report goes on without its reporter."""

    reason: Code


class ReportLapsed(EventData):
    """Kedaluwarsa: it was filed too late."""

    reason: Code


class ReportDiscontinued(EventData):
    """Dihentikan: nothing supports it, or requirements stay unmet."""

    reason: Code


class DuplicateLinked(EventData):
    """Digabung: this case goes on as part of `master`, which intake knew at `master_version`."""

    master: UUID
    master_version: int = Field(ge=1)
    master_state: State


class DuplicateAccepted(EventData):
    """Laporan lain digabungkan: the case took another one in.

    `stands`: whether the report taken in came in time and its reporter stands by it. This case then does not
    end because its own report was late or withdrawn.
    """

    absorbed: UUID
    stands: bool | None = None


class DuplicateReturned(EventData):
    """Penggabungan ditolak: the case goes on by itself, from the state before."""

    master: UUID
    reason: Code


class CaseReopened(EventData):
    """Dibuka kembali: new evidence begins this case about one that ended (`of`, in `ended_in`).

    Private: the account and respondent.
    """

    of: UUID
    ended_in: State
    reason: Code
    evidence: tuple[Code, ...]
    found_on: date
    contest: Code | None = None


class CaseSplitOff(EventData):
    """Berkas dipisahkan: a part of the report `of`, which came when that came and has the same reporter.

    Private: the account, and the respondent whom this part is about. `reporter`: as in the report.
    """

    of: UUID
    reason: Code
    date_known: date | None = None
    received_on: date | None = None
    late: bool | None = None
    contest: Code | None = None
    merged: tuple[UUID, ...] | None = None
    """The cases that it had taken in, whose reports are of this part too."""
    reporter: Sealed | None = None


class CaseLinked(EventData):
    """Ditautkan: how this case and another one belong together; it stays where it is.

    `link`: "reopened-in", "split-into", "reported-again" by the other, or this one "tells-again-of" it.
    """

    other: UUID
    link: Code
    reason: Code


class ProgressNoted(EventData):
    """Perkembangan dicatat: what the reporter is told under the receipt number."""

    stage: Code
    progress: State
    master: UUID | None = None
    """The case that it goes on in, where its stage merged it."""


class LegalHoldPlaced(EventData):
    """Penghapusan ditahan: the personal data is needed, whatever time has passed."""

    reason: Code


class LegalHoldLifted(EventData):
    """Penahanan dicabut. `erasure`: "due" where the time that data is kept was over meanwhile."""

    erasure: Code | None = None


class RetentionEnded(Waited):
    """Masa retensi berakhir: the personal data is to be erased. `erasure`: "due", or "held" under a hold."""

    erasure: Code


class PersonalDataErased(Erased):
    """Data pribadi dihapus: states, codes and dates stay, nobody can read who it was about any more."""


class DataRequestReceived(EventData):
    """Permintaan subjek data diterima: `subject` asks for `kind` of his or her own data. The limit runs.

    What was said with it is sealed: a respondent's in `private`, a reporter's in `reporter`.
    """

    subject: Code
    kind: Code
    reporter: Sealed | None = None


class DataRequestDecided(EventData):
    """Permintaan subjek data diputus: "granted" or "refused", and why.

    What is right in place of what was wrong is sealed: of a respondent in `private`, of a reporter in
    `reporter`.
    """

    subject: Code
    kind: Code
    outcome: Code
    reason: Code
    reporter: Sealed | None = None


class RestrictionLifted(EventData):
    """Pembatasan pemrosesan dicabut."""

    subject: Code


class CaseCorrected(Corrected):
    """Pembetulan: what was recorded wrongly, what stands now, and what is to be taken again for it."""


class DefaultOverridden(Overridden):
    """Ketentuan dipilih lain: an officer overrode what stands for a provision that is not confirmed."""


class DeadlineApproaching(Approaching):
    """Batas waktu mendekat: the limit that runs for the case ends soon."""


class DeadlineMissed(Missed):
    """Batas waktu terlewati: the limit passed, and the duty goes on."""


CONTRACT = Contract.of(
    "intake",
    PreliminaryInfoLogged,
    ReportReceived,
    FindingRecorded,
    InitialReviewBegun,
    CompletenessRequested,
    ReportCompleted,
    OutOfScopeDeclared,
    ReporterWithdrew,
    WithdrawalClosed,
    ReportConverted,
    CaseRegistered,
    ReportLapsed,
    ReportDiscontinued,
    DuplicateLinked,
    DuplicateAccepted,
    DuplicateReturned,
    CaseReopened,
    CaseSplitOff,
    CaseLinked,
    ProgressNoted,
    DeadlineApproaching,
    DeadlineMissed,
    DefaultOverridden,
    LegalHoldPlaced,
    LegalHoldLifted,
    PersonalDataErased,
    RetentionEnded,
    DataRequestReceived,
    DataRequestDecided,
    RestrictionLifted,
    CaseCorrected,
)
