"""The documents that every agency's API answers with."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.case import Case
from shared.inbox.message import Message
from shared.policy import Policy


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

    @classmethod
    def of(cls, policy: Policy, row: dict[str, Any]) -> "CaseDocument":
        """The document of a row."""
        label = policy.states[row["state"]]
        return cls(state_indonesian=label.indonesian, state_english=label.english, **row)

    @classmethod
    def of_case(cls, policy: Policy, case: Case[Any]) -> "CaseDocument":
        """The document of a case."""
        row = {
            name: getattr(case, name)
            for name in (
                "version",
                "state",
                "office",
                "region",
                "channel",
                "opened_at",
                "changed_at",
            )
        }
        return cls.of(policy, {"case_id": case.id, **row})


class Worklist(BaseModel):
    """A page of a worklist; `next` is the cursor of the following page, null on the last one."""

    cases: list[CaseDocument]
    next: str | None = Field(examples=["MjAyNi0xMS0yMlQxMDowMDowMCswMDowMHww"])


class HistoryEntry(BaseModel):
    """One event of a case: what, when, by whom (an opaque id), on which rule."""

    version: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    legal_basis: str


class History(BaseModel):
    """All events of a case at this stage."""

    events: list[HistoryEntry]


class Counts(BaseModel):
    """How many cases this stage owns, by state."""

    cases: dict[str, int]


class Readiness(BaseModel):
    """Whether the service makes progress, and what keeps it from it."""

    service: str
    ready: bool
    lag: int | None
    unpublished: int | None
    oldest_unpublished_s: float | None
    waiting: int | None
    dead_letters: int | None
    discrepancies: int | None
    reasons: list[str]


class HeadDocument(BaseModel):
    """A position of this ledger and the chain over everything up to it (hex)."""

    position: int
    ledger_chain: str


class FeedPage(BaseModel):
    """Published events with their exact bytes."""

    events: list[dict[str, Any]]


class CaseHead(BaseModel):
    """The last published event of a case."""

    case_id: UUID
    version: int
    chain: str


class CaseHeads(BaseModel):
    """A page of case heads, by case id."""

    cases: list[CaseHead]


class DeadLetterDocument(BaseModel):
    """An event that could not be applied; its bytes stay in the database."""

    id: UUID
    source: str
    case_id: UUID | None
    version: int | None
    type: str
    reason: str
    received_at: datetime
    state: str
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None


class DeadLetters(BaseModel):
    """Dead letters, oldest first."""

    dead_letters: list[DeadLetterDocument]


class DeadLetterContent(DeadLetterDocument):
    """A dead letter with its bytes in base64, as received. What is sealed in it stays sealed."""

    headers: list[tuple[str, str]] = Field(
        examples=[[["ce_type", "aWQubmV0cmFsLmludGFrZS5DYXNlUmVnaXN0ZXJlZA=="]]]
    )
    key: str | None
    value: str | None

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


class Resolution(BaseModel):
    """Why a dead letter is replayed or dropped."""

    reason: str = Field(min_length=3, max_length=500, examples=["fixed in 0.1.1"])


class DiscrepancyDocument(BaseModel):
    """Where the history of another service is not what it was."""

    id: UUID
    source: str
    kind: str
    case_id: UUID | None
    version: int | None
    position: int | None
    detail: str
    found_at: datetime


class Discrepancies(BaseModel):
    """Everything that was found, oldest first."""

    discrepancies: list[DiscrepancyDocument]
