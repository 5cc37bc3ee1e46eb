"""What may be done with a case at the front desk, and what is remembered of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.intake.rights import Requests
from shared.contract import Code, Command, Reason, Sha256

Region = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2})?$"), Field(examples=["32.08"])]
"""Kode wilayah Kemendagri of a province or regency."""
Contest = Annotated[Code | None, Field(examples=["pilkada-2024"])]
"""The contest (kontestasi) that it is about, by whose law days are counted; None where nobody knows it."""


class IntakeFacts(Requests):
    """What intake remembers of a case beside its state."""

    content: str | None = None
    receipt: str | None = None
    before_merge: str | None = None
    master: UUID | None = None
    progress: str | None = None
    late: bool | None = None
    known_on: date | None = None
    received_on: date | None = None
    """When its reporter came to know of it, and when it was handed in."""
    reason: str | None = None
    """Why it is out of scope."""
    withdrawn: bool = False
    absorbed: tuple[UUID, ...] = ()
    """The cases taken in whose reports came in time and are stood by."""
    linked: tuple[UUID, ...] = ()
    """The cases in which it was reopened, or into which it was split."""
    hold: str | None = None
    retention_over: bool = False
    """Whether the time for which data of it is kept has ended."""
    erased: bool = False


class LogPreliminaryInfo(Command):
    """Catat informasi awal: a media item, known by its own id.

    `former` is the case that earlier code gave it, if it was logged by that.
    """

    item: Sha256
    content: Sha256
    published: str | None
    office: Code
    region: Region
    former: UUID | None = None

    @property
    def others(self) -> tuple[UUID, ...]:
        """The case by which it may be known."""
        return (self.former,) if self.former else ()


class ReceiveReport(Command):
    """Terima laporan: a person hands in a report and gets a receipt."""

    receipt: Sha256
    date_known: date
    reachable: bool
    office: Code
    region: Region
    contest: Contest = None


class ReceiveSbtReport(ReceiveReport):
    """Terima laporan SBT: BKN takes in what was reported to its SBT; the task force verifies it at once."""


class RecordFinding(Command):
    """Catat temuan: an officer's own finding becomes a case at once."""

    found_on: date
    office: Code
    region: Region
    contest: Contest = None


class BeginReview(Command):
    """Mulai kajian awal."""


class RequestCompletion(Command):
    """Minta kelengkapan; the reason says what is missing."""

    reason: Reason


class CompleteReport(Command):
    """Catat kelengkapan: the reporter handed in what was missing."""


class DeclareOutOfScope(Command):
    """Nyatakan di luar kewenangan; the reason says where to go instead."""

    reason: Reason


class WithdrawReport(Command):
    """Tarik laporan: the reporter, under the receipt; with it the `parts` that were split off it."""

    parts: tuple[UUID, ...] = ()

    @property
    def others(self) -> tuple[UUID, ...]:
        """The parts are withdrawn too."""
        return self.parts


class CloseWithdrawn(Command):
    """Tutup laporan yang ditarik."""


class ConvertToInformation(Command):
    """Jadikan informasi awal."""

    reason: Reason


class RegisterCase(Command):
    """Registrasi: hand the case over to the study. A contest given here stands in place of the reporter's."""

    contest: Contest = None


class EstablishFinding(Command):
    """Tetapkan temuan: preliminary information is supported and becomes a case of this region."""

    region: Region
    contest: Contest = None


class LapseReport(Command):
    """Nyatakan kedaluwarsa."""

    reason: Reason


class DiscontinueReport(Command):
    """Hentikan."""

    reason: Reason


class LinkDuplicate(Command):
    """Gabungkan: the same person and the same act are handled under `master` already."""

    master: Annotated[UUID, Field(examples=["0193c0de-0000-7000-8000-000000000000"])]

    @property
    def others(self) -> tuple[UUID, ...]:
        """The master is locked too."""
        return (self.master,)


class ReturnDuplicate(Command):
    """Kembalikan: the master's service refused the merger."""

    master: UUID
    reason: Reason


class NoteProgress(Command):
    """Catat perkembangan: for the reporter."""

    stage: str
    progress: str
    master: UUID | None = None
