"""The documents that every agency's API answers with."""

import base64
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field

from shared.api.purpose import names_nobody
from shared.case import Case
from shared.contract import Due
from shared.inbox.message import Message
from shared.policy import Policy
from shared.policy.defaults import Default
from shared.write.store import due_of

PageSize = Annotated[int, Query(ge=1, le=1000, description="Entries on a page")]
After = Annotated[UUID | None, Query(description="`next` of a page")]
_OF_A_CASE = ("version", "state", "office", "region", "channel", "opened_at", "changed_at")
_BESIDE = ("escalation", "criminal")
"""What runs beside a case's state, of the facts of some stage."""
Chain = Annotated[str, Field(examples=["9f" * 32], description="SHA-256, hex")]


class DueDocument(BaseModel):
    """The limit (batas waktu) that runs for a case."""

    limit: str = Field(examples=["kajian@1"])
    indonesian: str = Field(examples=["Kajian atas laporan yang diregistrasi"])
    english: str = Field(examples=["Study of a registered report"])
    passes: str | None = Field(description="What its end brings about", examples=["may-end"])
    passes_indonesian: str | None = Field(examples=["Penanganan dapat dinyatakan kedaluwarsa"])
    passes_english: str | None = Field(examples=["The handling may be declared lapsed"])
    source: str = Field(examples=["Perbawaslu 7/2022 Ps 15 (2 hari)"])
    confidence: str = Field(description="unsure: not confirmed in an official text", examples=["found"])
    on: date = Field(description="Its last day at the office", examples=["2026-12-01"])
    zone: str = Field(examples=["WIB"])
    until: datetime = Field(description="When that day ends there; where it counts hours, when they are over")
    overdue: bool
    estimated: bool = Field(description="The free days of that year were not announced yet")

    @classmethod
    def of(cls, policy: Policy, due: Due, seat: str, now: datetime) -> "DueDocument":
        """The document of a limit at this moment; `seat`: the region by whose calendar the office works."""
        known = policy.deadlines.stamped(due.limit)
        return cls(
            limit=due.limit,
            indonesian=known.indonesian if known else due.limit,
            english=known.english if known else due.limit,
            passes=known.passes.effect if known else None,
            passes_indonesian=known.passes.indonesian if known else None,
            passes_english=known.passes.english if known else None,
            source=known.source if known else "",
            confidence=known.confidence if known else "unsure",
            on=due.on,
            zone=policy.calendar.zone(seat),
            until=due.until,
            overdue=due.until <= now,
            estimated=not policy.calendar.announced(due.on),
        )


class CaseDocument(BaseModel):
    """A case (perkara) at this stage, without anything that identifies a person."""

    case_id: UUID
    version: int = Field(description="Goes into If-Match", examples=[3])
    state: str = Field(examples=["K11"])
    state_indonesian: str = Field(examples=["Klarifikasi dan kajian"])
    state_english: str = Field(examples=["Study"])
    office: str = Field(examples=["bawaslu-32.08"])
    region: str = Field(examples=["32.08"])
    channel: str = Field(examples=["public"])
    opened_at: datetime
    changed_at: datetime
    due: DueDocument | None = Field(description="Null where no limit runs")
    escalation: str | None = Field(
        default=None, description="How far it escalated, beside its state", examples=["K80"]
    )
    criminal: str | None = Field(
        default=None, description="How far its criminal line is, beside its state", examples=["penyidikan"]
    )

    @classmethod
    def of(cls, policy: Policy, row: dict[str, Any], now: datetime) -> "CaseDocument":
        """The document of a row at this moment."""
        own = {name: row[name] for name in ("case_id", *_OF_A_CASE, *_BESIDE)}
        return cls._of(policy, own, due_of(row), now)

    @classmethod
    def of_case(cls, policy: Policy, case: Case[Any], now: datetime) -> "CaseDocument":
        """The document of a case at this moment."""
        own = {name: getattr(case, name) for name in _OF_A_CASE}
        own |= {name: getattr(case.facts, name, None) for name in _BESIDE}
        return cls._of(policy, {"case_id": case.id, **own}, case.due, now)

    @classmethod
    def _of(cls, policy: Policy, own: dict[str, Any], due: Due | None, now: datetime) -> "CaseDocument":
        label = policy.states[own["state"]]
        seat = policy.calendar.seat(own["office"], own["region"])
        shown = DueDocument.of(policy, due, seat, now) if due else None
        return cls(state_indonesian=label.indonesian, state_english=label.english, due=shown, **own)


class OptionDocument(BaseModel):
    """A reading of an unconfirmed provision that an officer may choose."""

    option: str = Field(examples=["calendar"])
    indonesian: str = Field(examples=["Hari kalender"])
    english: str = Field(examples=["Calendar days"])


class DefaultDocument(BaseModel):
    """Ketentuan yang belum dikonfirmasi: what stands for it in this case, and what may be chosen instead."""

    default: str = Field(examples=["delivery-unit"])
    indonesian: str = Field(examples=["Satuan 14 hari penyampaian keputusan"])
    english: str = Field(examples=["The unit of the 14 days of delivery"])
    governs: str = Field(description="limits, or acts", examples=["limits"])
    limits: list[str] = Field(
        description="Which hang on it; all where none is named", examples=[["penyampaian"]]
    )
    acts: list[str] = Field(description="Which codes of the catalogue hang on it", examples=[["DS-03"]])
    in_force: OptionDocument
    overridden: bool = Field(description="Whether an officer chose it for this case")
    options: list[OptionDocument]
    source: str = Field(examples=["PP 94/2021: 14 hari; Kemenkeu's process page: hari kerja"])
    confidence: str = Field(examples=["unsure"])

    @classmethod
    def of(cls, default: Default, overrides: Mapping[str, str]) -> "DefaultDocument":
        """The document of a default in a case with these overrides."""
        options = {
            option.id: OptionDocument(option=option.id, indonesian=option.indonesian, english=option.english)
            for option in default.options
        }
        stands = options[default.stands]
        return cls(
            default=default.id,
            indonesian=default.indonesian,
            english=default.english,
            governs=default.governs,
            limits=list(default.limits),
            acts=list(default.acts),
            in_force=options.get(overrides.get(default.id, ""), stands),
            overridden=default.id in overrides,
            options=list(options.values()),
            source=default.source,
            confidence=default.confidence,
        )


class Worklist(BaseModel):
    """A page of a worklist; `next` is the cursor of the following page, null on the last one."""

    cases: list[CaseDocument]
    next: str | None = Field(examples=["MjAyNi0xMS0yMlQxMDowMDowMCswMDowMHww"])


class HistoryEntry(BaseModel):
    """One event of a case: what, when, by whom (an opaque id), on which rule."""

    version: int = Field(examples=[2])
    type: str = Field(examples=["InitialReviewBegun"])
    occurred_at: datetime
    recorded_at: datetime
    actor: str = Field(examples=["bawaslu-officer"])
    legal_basis: str = Field(examples=["pemeriksaan-awal@2026-11"])
    state_from: str | None = Field(description="Null where the case came here with it", examples=["K30"])
    state: str = Field(examples=["K24"])
    state_indonesian: str = Field(examples=["Klarifikasi rekomendasi"])
    state_english: str = Field(examples=["Recommendation disputed"])
    reason: str | None = Field(
        description="The code that whoever acted gave for it; null where the step needs none",
        examples=["no-evidence"],
    )
    reason_indonesian: str | None = Field(examples=["Tidak ada bukti yang cukup."])
    reason_english: str | None = Field(examples=["There is not enough evidence."])
    traceparent: str = Field(
        description="The trace that it belongs to (W3C); empty where there was none",
        examples=["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    )

    @classmethod
    def of(cls, policy: Policy, row: dict[str, Any]) -> "HistoryEntry":
        """The document of an event, its state and reason in the words of policy."""
        state, reason = policy.states[row["state"]], policy.reasons.latest(row["reason"] or "")
        return cls(
            state_indonesian=state.indonesian,
            state_english=state.english,
            reason_indonesian=reason.indonesian if reason else None,
            reason_english=reason.english if reason else None,
            **row,
        )


class History(BaseModel):
    """A page of the events of a case at this stage; `next` is null on the last one."""

    events: list[HistoryEntry]
    next: int | None = Field(examples=[200], description="Goes into `after`")


class Counts(BaseModel):
    """How many cases this stage owns, by state."""

    cases: dict[str, int] = Field(examples=[{"K01": 4, "K10": 2}])


class Readiness(BaseModel):
    """Whether the service makes progress, and what keeps it from it."""

    service: str = Field(examples=["triage"])
    ready: bool
    lag: int | None = Field(examples=[0], description="Null while it is not known")
    unpublished: int | None = Field(examples=[0])
    oldest_unpublished_s: float | None = Field(examples=[0.0])
    waiting: int | None = Field(examples=[0])
    dead_letters: int | None = Field(examples=[0])
    discrepancies: int | None = Field(examples=[0])
    reasons: list[str] = Field(examples=[["Kafka has not answered for 12 s"]])


class HeadDocument(BaseModel):
    """A position of this ledger and the chain over everything up to it."""

    position: int = Field(examples=[681])
    ledger_chain: Chain


class FeedEntry(BaseModel):
    """A published event: headers, key and value exactly as on the stream, in base64."""

    position: int = Field(examples=[17])
    ledger_chain: Chain
    previous: Chain
    headers: list[tuple[str, str]] = Field(examples=[[["ce_specversion", "MS4w"]]])
    key: str = Field(examples=["MDE5M2MwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw"])
    value: str = Field(examples=["eyJzdGF0ZSI6IksxMCJ9"])


class FeedPage(BaseModel):
    """Published events with their exact bytes."""

    events: list[FeedEntry]


class CaseHead(BaseModel):
    """The last published event of a case."""

    case_id: UUID
    version: int = Field(examples=[4])
    chain: Chain


class CaseHeads(BaseModel):
    """A page of case heads, by case id."""

    cases: list[CaseHead]


class DeadLetterDocument(BaseModel):
    """An event that could not be applied; its bytes stay in the database."""

    id: UUID
    source: str = Field(examples=["intake"])
    case_id: UUID | None
    version: int | None = Field(examples=[3])
    type: str = Field(examples=["CaseRegistered"])
    reason: str = Field(examples=["the data is not a CaseRegistered: region: missing"])
    received_at: datetime
    state: str = Field(examples=["open"])
    resolved_at: datetime | None
    resolved_by: str | None = Field(examples=["auditor"])
    resolution: str | None = Field(examples=["fixed in 0.1.1"])


class DeadLetters(BaseModel):
    """A page of dead letters, oldest first; `next` is null on the last one."""

    dead_letters: list[DeadLetterDocument]
    next: UUID | None = Field(description="Goes into `after`")


class DeadLetterContent(DeadLetterDocument):
    """A dead letter with its bytes in base64, as received. What is sealed in it stays sealed."""

    headers: list[tuple[str, str]] = Field(
        examples=[[["ce_type", "aWQubmV0cmFsLmludGFrZS5DYXNlUmVnaXN0ZXJlZA=="]]]
    )
    key: str | None = Field(examples=["MDE5M2MwZGUtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw"])
    value: str | None = Field(examples=["eyJzdGF0ZSI6IksxMCJ9"])

    @classmethod
    def of(cls, row: dict[str, Any], message: Message) -> "DeadLetterContent":
        """The document of a row and its message."""
        listed = {name: row[name] for name in DeadLetterDocument.model_fields}
        return cls(
            **listed,
            headers=[(name, base64.b64encode(value).decode()) for name, value in message.headers],
            key=None if message.key is None else base64.b64encode(message.key).decode(),
            value=None if message.value is None else base64.b64encode(message.value).decode(),
        )


class ClockDocument(BaseModel):
    """The time of a trial, up to when limits are noted, and what is under way at this very moment."""

    now: datetime
    swept: datetime | None
    written: int = Field(examples=[681], description="Events in this ledger")
    unpublished: int = Field(examples=[0])
    waiting: int = Field(examples=[0])
    lag: int | None = Field(examples=[0], description="Null while it is not known")


class Resolution(BaseModel):
    """Why a dead letter is replayed or dropped."""

    reason: Annotated[str, AfterValidator(names_nobody)] = Field(
        min_length=3, max_length=500, examples=["fixed in 0.1.1"]
    )


class DiscrepancyDocument(BaseModel):
    """Where the history of another service is not what it was."""

    id: UUID
    source: str = Field(examples=["triage"])
    kind: str = Field(examples=["rewritten"])
    case_id: UUID | None
    version: int | None = Field(examples=[2])
    position: int | None = Field(examples=[17])
    detail: str = Field(examples=["the chains do not follow from the bytes"])
    found_at: datetime


class Discrepancies(BaseModel):
    """A page of what was found, oldest first; `next` is null on the last one."""

    discrepancies: list[DiscrepancyDocument]
    next: UUID | None = Field(description="Goes into `after`")
