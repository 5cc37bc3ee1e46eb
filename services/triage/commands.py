"""What may be done with a case from its study to its validation, and what is remembered of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.case import Facts
from shared.contract import Code, Command, Reason, State, ToldAs
from shared.policy.criminal import Outcome

Whom = Literal["reporter", "respondent", "witness", "expert"]
"""Who was asked: pelapor, terlapor, saksi, ahli. A code: nobody is named where everybody reads."""


class TriageFacts(Facts):
    """What triage remembers of a case beside its state. `origin` None: as its channel says."""

    absorbed: tuple[UUID, ...] = ()
    origin: str | None = None
    extended: bool = False
    criminal: str | None = None
    """The step that its criminal line has come to, if there is one."""
    ended: str | None = None
    """The state in which it ended at sanctions."""


class QueueStudy(Command):
    """Masukkan ke daftar kajian."""

    office: Code
    region: Code
    channel: Code
    origin: Code
    contest: Code | None = None


class QueueVerification(Command):
    """Masukkan ke daftar verifikasi: a report to BKN's SBT, which nobody studies first."""

    office: Code
    region: Code
    contest: Code | None = None


class BeginStudy(Command):
    """Mulai kajian."""


class RecordClarification(Command):
    """Catat klarifikasi: somebody was asked for a statement (dimintai keterangan)."""

    whom: Whom


class ExtendStudy(Command):
    """Perpanjang kajian: statements are still needed. Asked for before the time is over, and once."""

    reason: Reason


class ForwardToBkn(Command):
    """Simpulkan pelanggaran dan teruskan ke BKN (an ASN violation is alleged with grounds)."""


class VerifyReport(Command):
    """Verifikasi laporan (Satgas)."""


class RejectReport(Command):
    """Tolak laporan (Satgas)."""

    reason: Reason


class ValidateReport(Command):
    """Validasi laporan (Bawaslu)."""


class InvalidateReport(Command):
    """Nyatakan tidak terbukti: in the validation (Bawaslu)."""

    reason: Reason


class DiscontinueStudy(Command):
    """Simpulkan bukan pelanggaran."""

    reason: Reason


class LapseStudy(Command):
    """Nyatakan kedaluwarsa. Whoever does says whether an act of a civil servant is still alleged."""

    reason: Reason
    asn_act: bool


class ConfirmStatusLoss(Command):
    """Nyatakan gugur status: a decision in effect ended it; a pending resignation does not."""

    reason: Reason
    effective_on: Annotated[date, Field(examples=["2026-11-20"])]


class ReferToGakkumdu(Command):
    """Teruskan ke Sentra Gakkumdu, by the plenary (pleno): a crime is alleged too."""

    act: Annotated[Code, Field(examples=["PID-188"])]


class RecordCriminalStep(Command):
    """Catat langkah pidana: the line has come to this step of criminal.yaml."""

    step: Annotated[Code, Field(examples=["penyidikan"]), ToldAs("criminal")]


class RecordOutcome(Command):
    """Catat hasil jalur pidana."""

    outcome: Outcome


class LinkDuplicate(Command):
    """Gabungkan: the same person and the same act are handled under `master` already."""

    master: Annotated[UUID, Field(examples=["0193c0de-0000-7000-8000-000000000000"])]

    @property
    def others(self) -> tuple[UUID, ...]:
        """The master is locked too."""
        return (self.master,)


class NoteEnd(Command):
    """Catat akhir perkara: at sanctions it took effect, or ended otherwise."""

    ended: State


class AnswerDuplicate(Command):
    """Jawab penggabungan: may `absorbed` go on as part of this case?"""

    absorbed: UUID
    master_version: int
