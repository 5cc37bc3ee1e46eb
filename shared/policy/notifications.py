"""The policy data of notifications: who is told of what, where, and with which words."""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.policy.entry import Part, Reference, Words
from shared.policy.sheet import Sheet

Recipient = Literal[
    "reporter", "requester", "authority", "bawaslu", "bkn", "former", "gakkumdu", "ppk", "superior"
]
"""`authority`: whoever recommends to the PPK on the day of the event; `former`: the office that it left;
`superior`: whoever decides a conflict of interest that is declared."""
NO_MAILBOX = frozenset({"reporter", "requester", "authority", "former", "superior"})
"""Whose mail is read where that of another recipient is."""
Noted = Literal["approaching", "missed"]


OF_A_LIMIT = frozenset(
    {"limit_indonesian", "limit_english", "on", "zone", "passes_indonesian", "passes_english"}
)
"""The words that are filled in where a limit runs."""
FILLED_IN = OF_A_LIMIT | {
    "case",
    "state",
    "state_indonesian",
    "state_english",
    "reason_indonesian",
    "reason_english",
}
"""The words that are filled in for {} in the text of a notification."""


def _filled_in(text: str, words: frozenset[str]) -> str:
    known = ", ".join(f"{{{word}}}" for word in sorted(words))
    try:
        text.format_map(dict.fromkeys(words, ""))
    except KeyError as missing:
        raise ValueError(f"{{{missing.args[0]}}} is filled in with nothing, but {known} are") from None
    except (ValueError, IndexError, AttributeError, TypeError):
        raise ValueError(f"its braces cannot be filled in; write {known}, and {{{{ for a brace") from None
    return text


def _text(text: str) -> str:
    return _filled_in(text, FILLED_IN)


def _mailbox(text: str) -> str:
    return _filled_in(text, frozenset({"region"}))


Text = Annotated[Words, AfterValidator(_text)]
Mailbox = Annotated[Words, AfterValidator(_mailbox)]
"""An address of mail, with {region} where each region has its own."""


class Template(Part):
    """The text of a notification, Indonesian first."""

    subject: Text
    indonesian: Text
    english: Text

    @property
    def of_a_limit(self) -> bool:
        """Whether it has words for a limit, and its end."""
        texts = (self.subject, self.indonesian, self.english)
        return any(word in OF_A_LIMIT for text in texts for _, word, _, _ in Formatter().parse(text))


class OfALimit(Part):
    """Who is told of a limit, whatever state its case is in, and the template that says that it passed."""

    approaching: tuple[Recipient, ...]
    missed: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    letter: str

    def told(self, noted: Noted) -> tuple[Recipient, ...]:
        """Who is told that it approaches, or was missed."""
        return self.missed if noted == "missed" else self.approaching


class Notifications(Sheet):
    """Who is told of what, where offices read their mail, and with which words."""

    mailboxes: Mapping[str, Mailbox]
    events: Mapping[str, tuple[Recipient, ...]]
    limits: Mapping[str, OfALimit] = {}
    """By a limit's family; of any other the state of its case says who is told."""
    letters: Mapping[str, str]
    templates: Mapping[str, Template]

    def of_limit(self, family: str, noted: Noted) -> tuple[tuple[Recipient, ...], str | None] | None:
        """Who is told what is noted about a limit, and its template if it has one of its own.

        None where the state of the case says so.
        """
        if (own := self.limits.get(family)) is None:
            return None
        return own.told(noted), own.letter if noted == "missed" else None

    def recipients(self, source: str, type: str, state: str) -> tuple[Recipient, ...]:
        """Who is told of such an event."""
        kind = f"{source}.{type}"
        return self.events.get(f"{kind}:{state}") or self.events.get(kind) or ()

    def letter(self, source: str, type: str, state: str) -> str | None:
        """Which template has the words for such an event, None where it is one of those for all."""
        kind = f"{source}.{type}"
        return self.letters.get(f"{kind}:{state}") or self.letters.get(kind)

    def tells_of(self, source: str, type: str) -> bool:
        """Whether anybody is told of such an event, in whatever state."""
        kind = f"{source}.{type}"
        return any(told and name.partition(":")[0] == kind for name, told in self.events.items())

    def references(self) -> Iterable[Reference]:
        """The states and limits of which somebody is told, and the templates of the letters."""
        for field, table in (("events", self.events), ("letters", self.letters)):
            for name in table:
                _, _, state = name.partition(":")
                if state:
                    yield Reference(f"{field}.{name}", "states", state)
        for name, template in self.letters.items():
            yield Reference(f"letters.{name}", "templates", template)
        for name, told in self.events.items():
            for number, who in enumerate(told):
                if who not in NO_MAILBOX:
                    yield Reference(f"events.{name}.{number}", "mailboxes", who)

        for family, own in self.limits.items():
            yield Reference(f"limits.{family}", "deadlines", family)
            yield Reference(f"limits.{family}.letter", "templates", own.letter)
            for noted, group in (("approaching", own.approaching), ("missed", own.missed)):
                for number, who in enumerate(group):
                    if who not in NO_MAILBOX:
                        yield Reference(f"limits.{family}.{noted}.{number}", "mailboxes", who)

    def references_to_services(self) -> Iterable[Reference]:
        """The events that are told, and those of the letters."""
        for field, table in (("events", self.events), ("letters", self.letters)):
            for name in table:
                yield Reference(f"{field}.{name}", "events", name.partition(":")[0])

    def names(self) -> Mapping[str, frozenset[str]]:
        """The templates, and the offices that have a mailbox."""
        return {"templates": frozenset(self.templates), "mailboxes": frozenset(self.mailboxes)}
