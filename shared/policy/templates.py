"""The policy data of documents: what is issued with which event, how it is numbered, and in which words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple, Self, cast, get_args

from pydantic import AfterValidator, Field, model_validator

from shared.policy.entry import Entry, Id, Part, Reference, Words

OWN = frozenset({"number", "day", "office", "region", "case", "basis", "instruments", "recommending"})
"""Of the document itself: its number and day, who issues it and where, the case, what it rests on, and who
recommends to the PPK on that day."""
RESPONDENT = frozenset({"respondent.name", "respondent.nip", "respondent.office"})
REPORTER = frozenset({"reporter.name", "account"})
"""Who reported, and in which words: these never leave intake."""
TOLD = frozenset({"day", "notes", "document"})
"""Of any event: the day on which it was, what its officer sealed with it, the number of its document."""
LONG = frozenset({"notes", "account"})
"""Of any length, so that they stand in a paragraph and never in a row."""
Form = Literal[
    "",
    "weekday",
    "act",
    "citations",
    "level",
    "branch",
    "reason",
    "contest",
    "institution",
    "instrument",
    "sanction",
    "authority",
    "condition",
]
"""How a value is said: a code by its words in policy, an act by what it rests on, a day with its weekday.

Of several each is said so.
"""
FORMS: frozenset[str] = frozenset(get_args(Form))
OFFICE = "office"
"""The field that every event has."""
IN_NUMBERS = {"number": 1, "office": "ppk-32.08", "month": "XII", "year": 2024}
"""What a number may be made of, with an example of each."""


class Placeholder(NamedTuple):
    """Something that is filled in: {respondent.name}, {SummonsIssued.examination_on:weekday}."""

    name: str
    form: Form = ""

    @property
    def event(self) -> str | None:
        """The type of the event that it is of, None where it is of none."""
        head, dot, _ = self.name.partition(".")
        return head if dot and head[:1].isupper() else None

    @property
    def field(self) -> str:
        """What of the event it is."""
        return self.name.rpartition(".")[2]

    @property
    def sealed(self) -> bool:
        """Whether something sealed must be opened for it."""
        return self.name in RESPONDENT | REPORTER or (self.event is not None and self.field == "notes")


def pieces(text: str) -> Iterator[tuple[str, Placeholder | None]]:
    """A text as literal parts, each with the placeholder that follows it. Raises ValueError."""
    for literal, name, form, conversion in Formatter().parse(text):
        if conversion:
            raise ValueError(f"!{conversion} is no way to fill in; write {{name}} or {{name:form}}")
        yield literal, None if name is None else _placeholder(name, form or "")


def _placeholder(name: str, form: str) -> Placeholder:
    head, _, field = name.partition(".")
    if name not in OWN | RESPONDENT | REPORTER and not (head[:1].isupper() and field.isidentifier()):
        known = ", ".join(f"{{{one}}}" for one in sorted(OWN | RESPONDENT | REPORTER))
        raise ValueError(f"{{{name}}} is filled in with nothing, but {known} and {{Event.field}} are")
    if form not in FORMS:
        raise ValueError(f"{form} is no form of {{{name}}}: {', '.join(sorted(FORMS - {''}))}")
    return Placeholder(name, cast(Form, form))


def _filled_in(text: str) -> str:
    list(pieces(text))
    return text


def _short(text: str) -> str:
    for _, one in pieces(text):
        if one and one.field in LONG:
            raise ValueError(f"{{{one.name}}} may fill pages: put it into a text of its own")
    return text


def _condition(name: str) -> str:
    _placeholder(name, "")
    return name


def _number(pattern: str) -> str:
    known = ", ".join(f"{{{word}}}" for word in IN_NUMBERS)
    try:
        pattern.format_map(IN_NUMBERS)
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        raise ValueError(f"cannot be filled in; a number is made of {known}") from None
    named = {word for _, word, _, _ in Formatter().parse(pattern)}
    if missing := {"number", "office", "year"} - named:
        raise ValueError(f"lacks {{{min(missing)}}}: two documents would have the same")
    return pattern


Text = Annotated[Words, AfterValidator(_filled_in)]
Line = Annotated[Words, AfterValidator(_filled_in), AfterValidator(_short)]
Condition = Annotated[Words, AfterValidator(_condition)]
"""The name of what must be there for a paragraph to be printed, and not be false."""


class Paragraph(Part):
    """One of a heading, a text, or rows of a label and its value. `when`, `unless`: only if that is there."""

    heading: Line | None = None
    text: Text | None = None
    rows: Annotated[Mapping[Words, Line], Field(min_length=1)] | None = None
    when: Condition | None = None
    unless: Condition | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(part is not None for part in (self.heading, self.text, self.rows)) != 1:
            raise ValueError("a paragraph has either heading, text or rows")
        return self

    def texts(self) -> Iterator[tuple[str, str]]:
        """What is filled in, with the field that has it."""
        for field in ("heading", "text"):
            if text := getattr(self, field):
                yield field, text
        for label, value in (self.rows or {}).items():
            yield f"rows.{label}", value
        for field in ("when", "unless"):
            if name := getattr(self, field):
                yield field, f"{{{name}}}"


class Template(Entry):
    """A kind of document (naskah) and the words in which it is issued.

    It is issued with every `event` of its type, by the office that the event's field `issuer` names. `form`
    is the code of the official form, None while no official text confirms one. A placeholder of an event is
    filled in from the last one of its type that the case then had at that stage.
    """

    event: Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")]
    issuer: Id = OFFICE
    form: Words | None = None
    marking: Words
    """The line of confidentiality (klasifikasi keamanan)."""
    number: Annotated[Words, AfterValidator(_number)]
    letterhead: Annotated[tuple[Line, ...], Field(min_length=1)]
    title: Line
    paragraphs: Annotated[tuple[Paragraph, ...], Field(min_length=1)]
    signatures: Annotated[tuple[Annotated[tuple[Line, ...], Field(min_length=1)], ...], Field(min_length=1)]
    """Who signs, each by office: no person is invented."""

    @model_validator(mode="after")
    def _keeps_the_reporter(self) -> Self:
        if self.stage != "intake" and (told := {one.name for _, one in self.placeholders()} & REPORTER):
            raise ValueError(f"{{{min(told)}}} never leaves intake, and {self.event} is of {self.stage}")
        return self

    @property
    def stage(self) -> str:
        """The stage that issues it."""
        return self.event.partition(".")[0]

    @property
    def of_the_reporter(self) -> bool:
        """Whether it says who reported, so that it is sealed like the reporter's identity."""
        return any(one.name in REPORTER for _, one in self.placeholders())

    @property
    def opens(self) -> bool:
        """Whether anything sealed must be opened to print it."""
        return any(one.sealed for _, one in self.placeholders())

    def numbered(self, number: int, office: str, month: str, year: int) -> str:
        """The number as it is written (nomor surat)."""
        return self.number.format(number=number, office=office.upper(), month=month, year=year)

    def placeholders(self) -> Iterator[tuple[str, Placeholder]]:
        """Everything that is filled in, with the field that has it."""
        for field, text in self._texts():
            for _, placeholder in pieces(text):
                if placeholder:
                    yield field, placeholder

    def references_to_services(self) -> Iterable[Reference]:
        """Its event, and the events and fields that are filled in."""
        yield Reference("event", "events", self.event)
        if self.issuer != OFFICE:
            yield Reference("issuer", "fields", f"{self.event}.{self.issuer}")
        for field, one in self.placeholders():
            if one.event and one.field in TOLD:
                yield Reference(field, "events", f"{self.stage}.{one.event}")
            elif one.event:
                yield Reference(field, "fields", f"{self.stage}.{one.name}")

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield "title", self.title
        yield from _placed("letterhead", self.letterhead)
        for number, paragraph in enumerate(self.paragraphs):
            for field, text in paragraph.texts():
                yield f"paragraphs.{number}.{field}", text
        for number, lines in enumerate(self.signatures):
            yield from _placed(f"signatures.{number}", lines)


def _placed(field: str, lines: Sequence[Any]) -> Iterator[tuple[str, str]]:
    return ((f"{field}.{number}", line) for number, line in enumerate(lines))
