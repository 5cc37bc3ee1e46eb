"""What stands in the file of a worked case (perkara contoh): facts, steps in order, and what must follow."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from shared.policy.entry import Id, Part, Words

Service = Literal["intake", "triage", "sanctions"]
State = Annotated[str, Field(pattern=r"^K\d{2}$")]
PUBLIC = "public"
"""Whoever needs no token. When they do something, it happens: nobody dates it."""


class Both(Part):
    """Indonesian first."""

    indonesian: Words
    english: Words


class Clock(Part):
    """The limit that runs, and its last day at the office."""

    limit: Id
    on: date


class Issued(Part):
    """A document (naskah) and its number; in that `*` stands for how many its office issued that year."""

    kind: Id
    number: Words


class Competent(Part):
    """Who may impose a type of sanction on the day of the step, and what their decision needs besides."""

    sanction: Id
    on: date
    by: Annotated[tuple[Id, ...], Field(min_length=1)]
    """All who may, the one to propose first."""
    needs: tuple[Id, ...] = ()
    """Whose documents must lie with the decision of the first."""


class Suggested(Part):
    """What the law suggests for an act of that day in that contest; `codes` are among those suggested."""

    contest: Id
    acted_on: date
    branch: Literal["KE", "DS"] | None = None
    codes: Annotated[tuple[Id, ...], Field(min_length=1)]
    levels: tuple[Words, ...] | None = None
    """What the first of the codes leads to."""


class Status(Part):
    """What the reporter sees under the receipt number."""

    state: State
    merged: bool = False
    withdrawn: bool = False
    linked: tuple[State, ...] = ()
    """Where the parts split off it, or the cases in which it was reopened, stand."""


class Expected(Part):
    """What must come of a step, or hold without one. What is not said may be anything.

    Elsewhere than at the service of the step it need only come to hold: events take their time.
    """

    refused: Words | None = None
    """The code of the problem that the step is refused with; the case stays as it is."""
    service: Service | None = None
    """Whose case document and history are meant, where it is not the service of the step."""
    state: State | None = None
    office: Words | None = None
    escalation: State | Literal["none"] | None = None
    criminal: Id | None = None
    """How far the criminal line is, beside the state."""
    due: Clock | Literal["none"] | None = None
    beside: tuple[Clock, ...] | Literal["none"] | None = None
    """All limits that run beside that of the case's way."""
    documents: tuple[Issued, ...] | Literal["none"] | None = None
    """All documents that were issued there by then, in order."""
    competent: Competent | None = None
    events: tuple[Words, ...] = ()
    """What has happened to the case at that service by then."""
    told: tuple[Words, ...] = ()
    """Who was told while the case was in `state`: "reporter", or an office."""
    suggested: Suggested | None = None
    receipt: Status | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Expected":
        if self.told and self.state is None:
            raise ValueError("told needs the state of which they were told")
        return self


class Step(Part):
    """Somebody gives a command, `at` that moment: by the clocks of the office if it names no zone.

    Without `give` it is a look. `case`: which of several, by the name that its report was given.
    """

    at: datetime | None = None
    who: Words | None = None
    give: Words | None = None
    case: Id | None = None
    fields: Mapping[str, Any] = {}
    expect: Expected = Expected()

    @model_validator(mode="after")
    def _fits(self) -> "Step":
        if self.give is None:
            if self.at or self.who or self.fields or self.expect.refused:
                raise ValueError("a look has no at, who, fields or refusal: say what is given")
            if self.expect.service is None:
                raise ValueError("a look needs expect.service: where to look")
        elif self.who is None:
            raise ValueError("a command needs who gives it")
        elif (self.who == PUBLIC) == (self.at is not None):
            raise ValueError(
                "what an officer does needs at, and what the public does has none: it happens now;"
                " an officer notes what was handed in before"
            )
        return self


class CaseFile(Part):
    """A worked case. `source`: what it is after, in words of one's own; all persons are invented."""

    title: Both
    facts: Both
    source: Words
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
