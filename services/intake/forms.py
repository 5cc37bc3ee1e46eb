"""What people and importers hand in, field by field, and what the desk answers."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.intake.commands import Contest, Region
from services.intake.rights import Kind, Subject
from shared.api.private import PartDocument
from shared.api.purpose import Purpose
from shared.contract import Code, Reason
from shared.persons import Form, Line, Named, Reporter, Respondent

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=50_000)]


At = Annotated[
    AwareDatetime | None,
    Field(
        description="When it came to the desk, if not now: an officer of that desk alone says so",
        examples=[None],
    ),
]
"""Waktu penerimaan: legal clocks start from it."""


class ReportForm(Form):
    """Laporan: what happened, where, and when the reporter came to know of it."""

    occurred_at: At = None

    region: Region = Field(examples=["32.08"])
    date_known: date = Field(examples=["2026-11-20"])
    contest: Contest = None
    account: Text = Field(examples=["Terlapor membagikan ajakan memilih calon di grup kantor."])
    respondent: Respondent = Field(default_factory=Respondent)
    reporter: Reporter

    @property
    def parts(self) -> dict[str, bytes]:
        """What is sealed of it, by part: the account with its respondent, and who handed it in."""
        return {
            "private": self.model_dump_json(exclude_none=True, exclude={"reporter", "occurred_at"}).encode(),
            "reporter": self.reporter.model_dump_json(exclude_none=True).encode(),
        }

    def named(self) -> Iterator[Named]:
        """What identifies the two of them."""
        yield from self.reporter.named()
        yield from self.respondent.named()


class FindingForm(Form):
    """Temuan: what an officer of Bawaslu found out, and when."""

    occurred_at: At = None

    region: Region = Field(examples=["32.08"])
    found_on: date = Field(examples=["2026-11-20"])
    contest: Contest = None
    account: Text = Field(examples=["Terlapor terlihat membagikan alat peraga kampanye di kantor."])
    respondent: Respondent = Field(default_factory=Respondent)

    @property
    def parts(self) -> dict[str, bytes]:
        """What is sealed of it, by part."""
        return {"private": self.model_dump_json(exclude_none=True, exclude={"occurred_at"}).encode()}


class ReopeningForm(FindingForm):
    """Bukti baru: what is new about a case `of` that has ended, and of which kinds it is."""

    of: UUID = Field(examples=["0193c0de-0000-7000-8000-000000000000"])
    reason: Code = Field(examples=["new-evidence"])
    evidence: tuple[Code, ...] = Field(min_length=1, max_length=10, examples=[["video"]])

    @property
    def parts(self) -> dict[str, bytes]:
        """What is sealed of it, by part."""
        clear = {"occurred_at", "of", "reason", "evidence"}
        return {"private": self.model_dump_json(exclude_none=True, exclude=clear).encode()}


class SplitForm(Form):
    """Pemisahan berkas: whom the part is about that is split off the report `of`, whose account it has."""

    occurred_at: At = None

    of: UUID = Field(examples=["0193c0de-0000-7000-8000-000000000000"])
    reason: Code = Field(examples=["several-persons"])
    respondent: Respondent = Field(default_factory=Respondent)


class Withdrawal(Form):
    """Penarikan: a reporter's, or what an officer notes who took it at the desk."""

    occurred_at: At = None


class Receipt(BaseModel):
    """Tanda terima. The number is given once: whoever has it can follow the report."""

    case_id: UUID
    receipt: str = Field(examples=["NTR-7K2M-9QXA-4WTB-C3DE"])
    state: str = Field(examples=["K01"])
    version: int = Field(examples=[1])


class StateOfReport(BaseModel):
    """Where a report, or a part of it, stands."""

    state: str = Field(examples=["K23"])
    state_indonesian: str = Field(examples=["Penyusunan rekomendasi"])
    state_english: str = Field(examples=["Recommendation"])


class ReportStatus(StateOfReport):
    """Where a report stands, and each part that was split off it or case in which it was reopened."""

    linked: list[StateOfReport] = Field(examples=[[]])
    merged: bool = Field(description="The report goes on together with an earlier one")
    withdrawn: bool = Field(description="The reporter withdrew the report")
    advice_indonesian: str | None = Field(description="Where to go instead", examples=[None])
    advice_english: str | None = Field(examples=[None])


class MediaItem(BaseModel):
    """A media item, one line of an import file; other fields are ignored, labels are never read."""

    model_config = ConfigDict(extra="ignore")

    id: Line = Field(examples=["mc-001"])
    url: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2000)] | None = Field(
        default=None, examples=["https://contoh.example/berita/1"]
    )
    outlet: Line | None = Field(default=None, examples=["contoh.example"])
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] = Field(
        examples=["Bawaslu menelusuri dugaan ketidaknetralan seorang pejabat"]
    )
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000)] = Field(
        examples=["Seorang pejabat diduga mengunggah dukungan kepada bakal calon."]
    )
    published: str | None = Field(
        default=None,
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="A day, a month or a year, as far as it is known",
        examples=["2024-09-21"],
    )

    @model_validator(mode="before")
    @classmethod
    def _other_names(cls, given: Any) -> Any:
        """`text_excerpt` stands for `text`, `date` for `published`; a time of day is cut off."""
        if not isinstance(given, dict):
            return given
        item = dict(given)
        if item.get("text") is None:
            item["text"] = item.get("text_excerpt")
        if item.get("published") is None:
            item["published"] = item.get("date")
        if isinstance(item["published"], str):
            item["published"] = item["published"].split("T")[0].split(" ")[0] or None
        return item


class NotedItem(MediaItem):
    """A media item, and when the desk came upon it."""

    occurred_at: At = None

    @property
    def item(self) -> MediaItem:
        """The item alone: the same whenever somebody came upon it."""
        return MediaItem.model_validate(self.model_dump(exclude={"occurred_at"}))


class Logged(BaseModel):
    """A media item is preliminary information now (201), or was before (200)."""

    case_id: UUID
    version: int = Field(examples=[1])
    known: bool


class Contact(BaseModel):
    """Where the reporter can be reached; for notify alone, at the moment of sending."""

    email: str | None = Field(examples=["pelapor@contoh.example"])
    erased: bool = False


Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]


class OwnRequest(Form):
    """What a reporter asks about his or her own data. The words are sealed."""

    kind: Kind = Field(examples=["access"])
    private: Said | None = Field(
        default=None, description="In his or her own words; sealed", examples=["Nomor telepon saya salah."]
    )

    def sealed_for(self, subject: Subject) -> dict[str, bytes]:
        """What is sealed of it: a reporter's words with the key that never leaves intake."""
        if self.private is None:
            return {}
        return {_PART[subject]: json.dumps({"text": self.private}, ensure_ascii=False).encode()}


class TakenRequest(OwnRequest):
    """What a person who proved who he or she is asked an officer for."""

    occurred_at: At = None
    subject: Subject = Field(examples=["respondent"])


class Granting(Form):
    """Why a request is granted, and of a correction what is right."""

    subject: Subject = Field(examples=["respondent"])
    kind: Kind = Field(examples=["access"])
    reason: Reason = Field(examples=["granted-as-asked"])
    reporter: Reporter | None = Field(default=None, examples=[None])
    respondent: Respondent | None = Field(default=None, examples=[None])

    @property
    def corrected(self) -> Reporter | Respondent | None:
        """What is right about the person who asked."""
        return self.reporter if self.subject == "reporter" else self.respondent

    @model_validator(mode="after")
    def _says_what_is_right(self) -> Self:
        about_another = self.respondent if self.subject == "reporter" else self.reporter
        if about_another is not None:
            raise ValueError("only data about the person who asked is corrected")
        if (self.kind == "correction") != (self.corrected is not None):
            raise ValueError("a correction, and nothing else, says what is right about the person")
        return self

    @property
    def parts(self) -> dict[str, bytes]:
        """What is sealed of it."""
        if self.reporter:
            return {"reporter": self.reporter.model_dump_json(exclude_none=True).encode()}
        if self.respondent:
            said = self.model_dump_json(include={"respondent"}, exclude_none=True)
            return {"private": said.encode()}
        return {}


_PART: dict[Subject, str] = {"reporter": "reporter", "respondent": "private"}


class RequestStatus(BaseModel):
    """Where the last request of a kind stands."""

    kind: str = Field(examples=["access"])
    outcome: str = Field(examples=["granted"])
    reason_indonesian: str | None = Field(examples=["Permintaan dikabulkan."])
    reason_english: str | None = Field(examples=["What was asked for is granted."])


class RequestsStatus(BaseModel):
    """The requests of a reporter about his or her own data."""

    requests: list[RequestStatus]


class Copying(Form):
    """Why a copy is made; kept with who and when."""

    purpose: Purpose


class Copy(BaseModel):
    """What is held about a person here, and nothing about anybody else. `erased`: nobody can read it now."""

    erased: bool
    parts: list[PartDocument]


class DutyDocument(BaseModel):
    """What is to be done about the personal data of a case, and by when; or until when it is kept."""

    case_id: UUID
    version: int = Field(description="Goes into If-Match", examples=[3])
    state: str = Field(examples=["K91"])
    office: str = Field(examples=["bawaslu-32.08"])
    region: str = Field(examples=["32.08"])
    hold: str | None = Field(description="Why it is not erased, if a hold is placed", examples=[None])
    limit: str = Field(examples=["penghapusan-data@1"])
    indonesian: str = Field(examples=["Penghapusan data pribadi sejak masa retensi berakhir"])
    english: str = Field(examples=["Erasure of personal data since its time is over"])
    source: str = Field(examples=["UU 27/2022 Ps 43-44; jadwal retensi arsip"])
    confidence: str = Field(description="unsure: not confirmed in an official text", examples=["unsure"])
    on: date = Field(description="The last day", examples=["2027-11-24"])
    until: datetime
    overdue: bool


class Duties(BaseModel):
    """The next to end first; what is done is listed no more. `more`: the page does not hold all."""

    duties: list[DutyDocument]
    more: bool


class Erasure(Form):
    """Why the personal data of a case is erased; a code of policy (`retention.yaml`)."""

    reason: Code = Field(examples=["retention-over"])
