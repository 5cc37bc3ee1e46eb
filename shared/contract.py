"""What a stage publishes: the models of its events' data, and the registry that names them.

Writers forbid unknown fields, readers ignore them (FULL_TRANSITIVE compatibility): the same model is
strict when it is built in code and lenient when it is read from bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
)

State = Annotated[str, StringConstraints(pattern=r"^K\d{2}$")]
"""A state of the case (status perkara); which exist is policy, not an enumeration."""
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:_-]{0,63}$")]
"""A code of policy: office, region, channel, reason, rule."""


def _nobodys_number(code: str) -> str:
    if re.search(r"[0-9]{7}", re.sub(r"[.:_-]", "", code)):
        raise ValueError("a reason is a code, no number of anybody")
    return code


FROM_POLICY = object()
"""Marks a field of a command that takes those codes alone which reasons.yaml has for its step."""
Reason = Annotated[Code, AfterValidator(_nobodys_number), FROM_POLICY]
"""A code that says why; the words for it are policy. It goes on the stream, so nobody's number is one."""
LOOKED_UP = object()
"""Marks a field of a command that no caller gives: the stage looks it up when the command comes."""
ACTS_AS = object()
"""Marks a field of a command that names the authority in whose name its caller acts; None: the PPK."""


@dataclass(frozen=True, slots=True)
class ToldAs:
    """Marks a field of a command that its event calls otherwise."""

    field: str


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Sealed = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
"""What identifies a person: AES-256-GCM bytes in base64. Only its publisher's key opens it."""


RuleStamp = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+@[A-Za-z0-9.-]+$")]
"""A rule of policy with the version that was used."""


Actor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_@-]{1,64}$")]
"""The opaque id of whoever took a step, as tokens give it."""


Noted = Literal["approaching", "missed"]
"""What was noted about the limit that runs: mendekat, terlewati."""


class Due(BaseModel):
    """Batas waktu: the limit that runs for a case, with its last day by the calendar of the office.

    `until` is the moment at which that day ends there, `warn_from` the one from which it approaches, `since`
    its day 0 (None: written before that was kept).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: RuleStamp
    on: date
    until: AwareDatetime
    warn_from: AwareDatetime
    since: date | None = None


class EventData(BaseModel):
    """The data of an event: codes, states, regions and dates that every consumer may read.

    `state_from` is None on the first event of a case at this stage. `private` is sealed. `due` is the limit
    of its way that runs after the event, `beside` the ones that run beside it; None where none does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state_from: State | None = None
    state: State
    office: Code
    region: Code
    channel: Code
    private: Sealed | None = None
    due: Due | None = None
    beside: tuple[Due, ...] | None = None

    @classmethod
    def read(cls, data: bytes) -> Self:
        """The model of received bytes; fields this version does not know are ignored.

        Raises pydantic.ValidationError.
        """
        return cls.model_validate_json(data, extra="ignore")

    def written(self) -> bytes:
        """The JSON bytes that the ledger keeps and the stream carries."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)


class DeadlineNoted(EventData):
    """The limit that runs for the case approaches its end or passed it. Every stage has its own."""

    noted: ClassVar[Noted | None]

    limit: RuleStamp
    on: date


class Approaching(DeadlineNoted):
    """Batas waktu mendekat."""

    noted = "approaching"


class Missed(DeadlineNoted):
    """Batas waktu terlewati."""

    noted = "missed"


class Waited(DeadlineNoted):
    """Masa tunggu berakhir: nobody missed anything, and this limit runs no more."""

    noted = None


class Overridden(EventData):
    """An officer chose another option of an unconfirmed provision for this case. Each stage has its own."""

    default: Code
    option: Code
    reason: Code


class Altered(BaseModel):
    """Yang diubah: a field of an event, or "occurred_at", with what stood there and what stands now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: Code
    was: Code | None = None
    now: Code | None = None


class Passed(BaseModel):
    """A limit that by what now stands had passed before a later step, and that nobody noted then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: RuleStamp
    on: date


class StillNoted(BaseModel):
    """What counts of the notes about a limit that runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: RuleStamp
    on: date
    noted: Noted


class Corrected(EventData):
    """Pembetulan: an officer corrected a step that was recorded wrongly. Each stage has its own.

    `event` names the event at version `corrects` of this case here, `step` the versions of all events of its
    step. `altered` None: the step never was, and is taken back. `reopened` are the versions that count no
    more: what was taken back, and later steps and notes that hung on it. `facts` is what the stage now
    remembers otherwise; `due` and `beside` are the limits that run by what now stands, `noted` what is noted
    about them.
    """

    corrects: int = Field(ge=1)
    event: Code
    step: tuple[int, ...]
    altered: tuple[Altered, ...] | None = None
    reopened: tuple[int, ...] | None = None
    passed: tuple[Passed, ...] | None = None
    noted: tuple[StillNoted, ...] | None = None
    facts: Mapping[str, JsonValue] | None = None
    reason: Code


class Erased(EventData):
    """What identifies persons in the case was erased: the keys are gone. Each stage has its own."""

    reason: Code


class Command(BaseModel):
    """What somebody wants done with one case. `others` are cases that must be locked with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: UUID

    @property
    def others(self) -> tuple[UUID, ...]:
        """Further cases whose rows this command reads or changes."""
        return ()


@dataclass(frozen=True)
class Contract:
    """The events of one source, by type name."""

    source: str
    events: Mapping[str, type[EventData]]

    @classmethod
    def of(cls, source: str, *events: type[EventData]) -> "Contract":
        """The contract of a source from its models; an event's type is its model's name."""
        return cls(source, {event.__name__: event for event in events})

    def schemas(self) -> dict[str, dict[str, Any]]:
        """JSON Schema of every event, as committed beside the contract."""
        return {name: model.model_json_schema() for name, model in self.events.items()}
