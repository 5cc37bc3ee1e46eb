"""The policy data of procedures (tata cara): what must have happened in a case before which decision."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.policy.catalogue import Level
from shared.policy.deadlines import EventName
from shared.policy.entry import Entry, Part, Reference, Timeline, Words
from shared.policy.instruments import Citation, resting_on

Way = Annotated[tuple[EventName, ...], Field(min_length=1)]


class Formality(Part):
    """A step of a procedure (langkah), taken in one of its `ways`.

    A way is a row of events that happened in this order; others may lie between them.
    """

    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    indonesian: Words
    english: Words
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    def taken(self, history: Sequence[str]) -> bool:
        """Whether a case with these events ("sanctions.SummonsIssued"), the oldest first, went one way."""
        return any(_in_order(way, history) for way in self.ways)


class DueProcess(Entry):
    """What must lie before the event `before` where these levels are imposed on these respondents."""

    before: EventName
    levels: Annotated[frozenset[Level], Field(min_length=1)]
    respondents: Annotated[tuple[str, ...], Field(min_length=1)]
    steps: Annotated[tuple[Formality, ...], Field(min_length=1)]

    def lacking(self, history: Sequence[str]) -> tuple[Formality, ...]:
        """The steps that a case with these events has not taken."""
        return tuple(step for step in self.steps if not step.taken(history))

    def references(self) -> Iterable[Reference]:
        """The legal basis of its steps, and the respondents."""
        for number, step in enumerate(self.steps):
            yield from resting_on(step.legal_basis, f"steps.{number}.legal_basis")
        for number, respondent in enumerate(self.respondents):
            yield Reference(f"respondents.{number}", "respondents", respondent)

    def references_to_services(self) -> Iterable[Reference]:
        """The event before which it is due, and those of its steps."""
        yield Reference("before", "events", self.before)
        for number, step in enumerate(self.steps):
            for row, way in enumerate(step.ways):
                for position, event in enumerate(way):
                    yield Reference(f"steps.{number}.ways.{row}.{position}", "events", event)


def due_before(
    procedures: Timeline[DueProcess], event: str, level: Level, respondent: str, day: date
) -> tuple[DueProcess, ...]:
    """What is due before such an event on that day; a day before all versions goes by the earliest."""
    those = [
        one
        for one in procedures
        if one.before == event and level in one.levels and respondent in one.respondents
    ]
    first = min((one.valid_from for one in those), default=day)
    return tuple(one for one in those if one.in_force(max(day, first)))


def _in_order(way: Sequence[str], history: Sequence[str]) -> bool:
    rest = iter(history)
    return all(event in rest for event in way)
