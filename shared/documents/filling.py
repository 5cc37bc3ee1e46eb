"""A template filled in with the data of a case: what there is to print, line by line. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.documents.store import Document, Told
from shared.documents.words import BRANCHES, LEVELS, ORDINALS, ROMAN, long_day, with_weekday
from shared.policy import Policy
from shared.policy.catalogue import Act
from shared.policy.entry import Entry
from shared.policy.instruments import cited
from shared.policy.sanctions import Sanction
from shared.policy.templates import Paragraph, Placeholder, Template, pieces

DOTS = "…" * 12
"""Where a value is not known, to be filled in by hand."""
RECOMMENDED, BY_DUTY = "RecommendationIssued", "DutyOpened"
"""What says which act it is about; a superior who acts by an own duty says it in fields of the same names."""
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part."""

    text: str


Block = Heading | str | Rows
"""What stands below one another: a heading, a text, or rows of label and value."""


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document in words."""

    title: str
    number: str
    marking: str
    letterhead: tuple[str, ...]
    form: str | None
    blocks: tuple[Block, ...]
    signatures: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Material:
    """What a document is made of: itself, those of its case, the events up to its own, and what was opened.

    `persons` are values by placeholder, `notes` what officers sealed with an event, by its version.
    """

    document: Document
    others: Sequence[Document]
    events: Sequence[Told]
    persons: Mapping[str, str]
    notes: Mapping[int, str]


class Filling:
    """The values of one document."""

    def __init__(self, policy: Policy, material: Material) -> None:
        self._policy = policy
        self._of = material
        self._last = {event.type: event for event in material.events}
        if duty := self._last.get(BY_DUTY):
            self._last.setdefault(RECOMMENDED, duty)
        self._own = next(event for event in material.events if event.id == material.document.event_id)

    def page(self, template: Template) -> Page:
        """The document in the words of its template."""
        blocks = (self._block(one) for one in template.paragraphs if self._wanted(one))
        return Page(
            title=self._text(template.title),
            number=number_of(self._policy, self._of.document),
            marking=template.marking,
            letterhead=tuple(map(self._text, template.letterhead)),
            form=template.form,
            blocks=tuple(blocks),
            signatures=tuple(tuple(map(self._text, lines)) for lines in template.signatures),
        )

    def _block(self, paragraph: Paragraph) -> Block:
        if paragraph.heading is not None:
            return Heading(self._text(paragraph.heading))
        if paragraph.text is not None:
            return self._text(paragraph.text)
        return tuple((label, self._text(value)) for label, value in (paragraph.rows or {}).items())

    def _wanted(self, paragraph: Paragraph) -> bool:
        there = paragraph.when is None or bool(self._value(Placeholder(paragraph.when)))
        return there and not (paragraph.unless and self._value(Placeholder(paragraph.unless)))

    def _text(self, text: str) -> str:
        return "".join(literal + (self._said(one) if one else "") for literal, one in pieces(text))

    def _said(self, placeholder: Placeholder) -> str:
        value = self._value(placeholder)
        if value in (None, ""):
            return DOTS
        if isinstance(value, str) and (day := _day(value)):
            return with_weekday(day) if placeholder.form == "weekday" else long_day(day)
        if isinstance(value, int):
            return ORDINALS.get(value, str(value))
        if isinstance(value, list):
            return "; ".join(self._one_of(placeholder.form, one) for one in value)
        return self._words(placeholder.form, str(value))

    def _one_of(self, form: str, one: Any) -> str:
        """One of several: a code in words; a further act also with its code and its level."""
        if isinstance(one, dict) and form == "citations":
            return self._words(form, one["act"])
        if isinstance(one, dict):
            level = LEVELS.get(one["level"], one["level"])
            return f"{self._words(form, one['act'])} (kode {one['act']}, {level})"
        return self._words(form, str(one))

    def _value(self, placeholder: Placeholder) -> Any:
        """The value of a placeholder; None where there is none."""
        if placeholder.event is None:
            own = self._own_values().get(placeholder.name)
            return own if own is not None else self._of.persons.get(placeholder.name)
        event = self._last.get(placeholder.event)
        if event is None:
            return None
        match placeholder.field:
            case "day":
                return self._day_of(event).isoformat()
            case "notes":
                return self._of.notes.get(event.version)
            case "document":
                issued = (one for one in self._of.others if one.event_id == event.id)
                return next((number_of(self._policy, one) for one in issued), None)
            case field:
                return event.data.get(field)

    def _own_values(self) -> Mapping[str, str | None]:
        policy, document, region = self._policy, self._of.document, self._own.region
        rule = policy.rules.stamped(self._own.legal_basis)
        instruments = (policy.instruments.on_or_first(id, document.issued_on) for id in _resting_on(rule))
        return {
            "number": number_of(policy, document),
            "day": document.issued_on.isoformat(),
            "office": policy.offices.head(document.office) or self._institution(),
            "region": self._place(region),
            "case": str(document.case_id),
            "basis": f"{rule.indonesian} ({rule.source})" if rule else self._own.legal_basis,
            "recommending": policy.recommending(document.issued_on).indonesian,
            "instruments": "; ".join(f"{one.short} tentang {one.indonesian}" for one in instruments if one),
        }

    def _day_of(self, event: Told) -> date:
        calendar = self._policy.calendar
        return calendar.day_of(event.occurred_at, calendar.seat(event.data["office"], event.region))

    def _institution(self) -> str:
        """The office in words: an institution, or an authority above the agency that decides."""
        kind = self._of.document.office.partition("-")[0]
        return self._words("authority" if kind in self._policy.authorities.ids else "institution", kind)

    def _place(self, region: str) -> str | None:
        """The office's own region or agency, else that of the case; of who decides for the nation none."""
        offices, office = self._policy.offices, self._of.document.office
        if office in self._policy.authorities:
            return None
        here = offices.agency(office) or offices.agency(self._own.data["office"])
        return here or self._policy.regions.get(region, region)

    def _words(self, form: str, code: str) -> str:
        """A code in the words of policy that count on the day of the document; itself where it has none."""
        policy, day = self._policy, self._of.document.issued_on
        found: Entry | None = None
        match form:
            case "level":
                return LEVELS.get(code, code)
            case "branch":
                return BRANCHES.get(code, code)
            case "instrument":
                instrument = policy.instruments.on_or_first(code, day)
                return instrument.short if instrument else code
            case "act":
                found = self._act(code)
            case "citations":
                act = self._act(code)
                return "; ".join(self._citations(act)) or code if act else code
            case "reason":
                found = policy.reasons.on_or_first(code, day)
            case "contest":
                found = policy.contests.latest(code)
            case "sanction":
                found = self._sanction(code)
                return found.indonesian if found else LEVELS.get(code, code)
            case "condition":
                found = policy.conditions.on_or_first(code, day)
            case "authority":
                found = policy.authorities.on_or_first(code, day)
            case "institution":
                found = policy.institutions.on_or_first(code, day)
        return found.indonesian if found else code

    def _sanction(self, code: str) -> Sanction | None:
        """A type of sanction in the version that the decision went by, or of the day of the document."""
        sanctions, decided = self._policy.sanctions, self._last.get("DecisionIssued")
        version = decided.data.get("sanction_version") if decided else None
        imposed = decided is not None and decided.data.get("sanction") == code
        counted = sanctions.stamped(f"{code}@{version}") if imposed else None
        return counted or sanctions.on_or_first(code, self._of.document.issued_on)

    def _act(self, code: str) -> Act | None:
        """An act of the catalogue in the version that the recommendation went by."""
        catalogue, recommended = self._policy.catalogue, self._last.get(RECOMMENDED)
        version = recommended.data.get("act_version") if recommended else None
        return catalogue.stamped(f"{code}@{version}") or catalogue.latest(code)

    def _citations(self, act: Act) -> Sequence[str]:
        """What an act rests on, as far as that is in force on the day of the act, or of the document."""
        recommended = self._last.get(RECOMMENDED)
        acted_on = _day((recommended.data.get("acted_on") if recommended else None) or "")
        day = max(acted_on or self._of.document.issued_on, act.valid_from)
        return cited(act.legal_basis, self._policy.instruments, day)


def number_of(policy: Policy, document: Document) -> str:
    """The number of a document as it is written. Raises LookupError where policy lost its template."""
    template = policy.documents.stamped(document.template)
    if template is None:
        raise LookupError(f"policy has no {document.template}")
    day = document.issued_on
    return template.numbered(document.number, document.office, ROMAN[day.month - 1], day.year)


def _resting_on(rule: Any) -> Sequence[str]:
    return rule.instruments if rule else ()


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == len("2024-12-02") else None
    except ValueError:
        return None
