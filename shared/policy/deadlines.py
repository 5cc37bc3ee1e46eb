"""The policy data of limits (batas waktu): each with its unit, what starts and ends it, what it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from shared.policy.calendar import Unit
from shared.policy.contests import Regime
from shared.policy.entry import Entry, Id, Part, Reference, Words
from shared.policy.instruments import Citation, resting_on

EventName = Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")]
REGIMES: tuple[Regime, ...] = get_args(Regime)
Effect = Literal[
    "duty-goes-on",
    "escalates",
    "may-end",
    "right-lapses",
    "decided-without",
    "may-follow",
    "clock-goes-on",
    "stays-suspended",
    "granted",
]
"""What the end of a limit brings about. None of them by itself moves a case, and none ends a duty."""


class Passing(Part):
    """What happens when a limit passes (akibat lewatnya batas waktu)."""

    effect: Effect
    indonesian: Words
    english: Words


class Since(Part):
    """From what a limit counts, in words (terhitung sejak)."""

    indonesian: Words
    english: Words


class Chosen(Part):
    """The option of an unconfirmed provision under which a limit counts."""

    default: Id
    option: Id


class Deadline(Entry):
    """A limit. Its clock starts with one of the events `starts`, runs in `states` alone, and stops at `ends`.

    Day 0 is the day of that event, or the one in its field `counts_from`; where the field `days_from` has no
    days left, or another field is not as `when` says, it does not start. Where the field `until_from` has its
    last day it ends with that, and without one it does not start. Of an event of `ends` that has a field of
    `ends_when` only one that says so stops it. One that runs `beside` neither ends nor replaces the limit of
    a case's way. A limit without `starts` runs for no case: a step is measured by it, or an officer goes by
    it, and `since` says from what it counts. Of kind "waiting" it binds nobody: what comes after waits for
    its end.

    `days` and `warn` (how long before its end it approaches) are counted in `unit`: hari kerja, hari
    kalender, or "hours", 24 of them a day from the very moment on. Where the limit is a citizen's, an end on
    a free day moves to the next working day. One with `regime` counts for contests of that law, one with
    `option` while that option is in force; `variant_of` names the limit in whose place it then counts.

    It rests on a `rule` of the steps, or where none says so on the instruments of its `legal_basis`. These
    are in force on all of its days.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    variant_of: Id | None = None
    rule: Id | None = None
    legal_basis: tuple[Citation, ...] = Field((), validate_default=True)
    kind: Literal["duty", "waiting"] = "duty"
    starts: tuple[EventName, ...] = ()
    states: frozenset[Annotated[str, Field(pattern=r"^K\d{2}$")]] = frozenset()
    ends: tuple[EventName, ...] = ()
    counts_from: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    days_from: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    until_from: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    when: Mapping[Annotated[str, Field(pattern=r"^[a-z_]+$")], str] = {}
    ends_when: Mapping[Annotated[str, Field(pattern=r"^[a-z_]+$")], str] = {}
    beside: bool = False
    since: Since | None = Field(None, validate_default=True)
    days: Annotated[int, Field(ge=0, le=366)]
    unit: Literal["working", "calendar", "hours"]
    whose: Literal["authority", "citizen"]
    warn: Annotated[int, Field(ge=0, le=366)] = 0
    regime: Regime | None = None
    option: Chosen | None = None
    passes: Passing

    @property
    def family(self) -> str:
        """The limit that it is, whatever the regime and the options in force."""
        return self.variant_of or self.id

    @property
    def counted(self) -> Unit:
        """How the days to its last one are counted. So many times 24 hours end within a calendar day."""
        return "working" if self.unit == "working" else "calendar"

    @property
    def told(self) -> bool:
        """Whether the event that it starts with tells how long it is."""
        return bool(self.days_from or self.until_from)

    @property
    def successions(self) -> tuple[str, ...]:
        """Its own versions; and no two limits start with one event for one regime and option on one day."""
        regimes = (self.regime,) if self.regime else REGIMES
        option = f" {self.option.default}={self.option.option}" if self.option else ""
        if self.beside or self.when:
            option += f" {self.family}"
        return (self.id, *(f"{start} {regime}{option}" for start, regime in product(self.starts, regimes)))

    def references(self) -> Iterable[Reference]:
        """The limit that it varies, what it rests on, its states and criminal step, and its default."""
        if self.variant_of:
            yield Reference("variant_of", "deadlines", self.variant_of)
        if self.rule:
            yield Reference("rule", "rules", self.rule, days="all")
        yield from resting_on(self.legal_basis, days="all")
        if self.option:
            yield Reference("option.default", "defaults", self.option.default)
        if step := self.when.get("criminal"):
            yield Reference("when.criminal", "criminal", step)
        for state in sorted(self.states):
            yield Reference("states", "states", state)

    def references_to_services(self) -> Iterable[Reference]:
        """The events that its clock starts and stops with, and the field of theirs that has day 0."""
        for number, event in enumerate(self.starts):
            yield Reference(f"starts.{number}", "events", event)
            for told in ("counts_from", "days_from", "until_from"):
                if name := getattr(self, told):
                    yield Reference(told, "fields", f"{event}.{name}")
            for name in self.when:
                yield Reference(f"when.{name}", "fields", f"{event}.{name}")
        for number, event in enumerate(self.ends):
            yield Reference(f"ends.{number}", "events", event)
        for name in self.ends_when if self.ends else ():
            yield Reference(f"ends_when.{name}", "fields", f"{self.ends[0]}.{name}")

    @field_validator("legal_basis")
    @classmethod
    def _rests_on_something(
        cls, legal_basis: tuple[Citation, ...], others: ValidationInfo
    ) -> tuple[Citation, ...]:
        if not legal_basis and "rule" in others.data and others.data["rule"] is None:
            raise PydanticCustomError("needed", "is missing: without a rule nothing says on what it rests")
        return legal_basis

    @field_validator("since")
    @classmethod
    def _counts_from_something(cls, since: Since | None, others: ValidationInfo) -> Since | None:
        if since is None and others.data.get("starts") == ():
            raise PydanticCustomError("needed", "is missing: without starts nothing says from what it counts")
        return since

    @model_validator(mode="after")
    def _orderly(self) -> Self:
        if bool(self.starts) != bool(self.states):
            raise ValueError("it needs both starts and states, or neither")
        if self.starts and self.since:
            raise ValueError("since: the events that it starts with say from what it counts")
        if self.unit == "hours" and (self.counts_from or self.days_from or self.whose == "citizen"):
            raise ValueError("unit: an authority's hours alone are counted, from the moment of the event")
        if self.ends_when and not self.ends:
            raise ValueError("ends_when says which of its ends stop it: it needs ends")
        if self.kind == "waiting" and not all(start.startswith("sanctions.") for start in self.starts):
            raise ValueError("no event but sanctions' says that a waiting time is over")
        if self.kind == "waiting" and self.beside:
            raise ValueError("beside: what waits for its end is the way of the case itself")
        if (self.beside or self.when or self.told) and not self.starts:
            raise ValueError("beside, when, days_from and until_from say how it starts: it needs starts")
        if self.until_from and (self.days_from or self.days or self.unit != "calendar"):
            raise ValueError("until_from: the event has its last day: give 0 calendar days, no days_from")
        if self.warn > self.days and not self.until_from:
            raise ValueError(f"it cannot approach {self.warn} days before an end after {self.days}")
        if self.variant_of == self.id:
            raise ValueError("variant_of: it cannot count in its own place")
        if self.variant_of and not (self.regime or self.option):
            raise ValueError("variant_of: neither a regime nor an option tells it from the other")
        return self


@dataclass(frozen=True, slots=True)
class Terms:
    """On what the version of a limit depends beside the day.

    `regime` is None while the contest is not known, `options` has the option in force of every default, and
    `shift` so many days day 0 lies later.
    """

    regime: Regime | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    shift: int = 0

    def admit(self, limit: Deadline) -> bool:
        """Whether the limit counts; of those that differ by regime all do, while the contest is not known."""
        chosen = limit.option
        return (self.regime is None or limit.regime in (None, self.regime)) and (
            chosen is None or self.options.get(chosen.default) == chosen.option
        )
