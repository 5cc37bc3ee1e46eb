"""The policy data of legal instruments (instrumen hukum): since when each is in force, and how worded."""

from collections.abc import Iterable, Sequence
from datetime import date

from shared.policy.entry import Days, Entry, Id, Part, Reference, Timeline, Words


class Citation(Part):
    """An article of an instrument (dasar hukum)."""

    instrument: str
    article: Words


class Instrument(Entry):
    """A law, regulation, circular or ruling, in one of the wordings that it has had.

    `indonesian` is its full subject and what changed with this wording; `short` is how it is cited.
    """

    short: Words
    repeals: tuple[Id, ...] = ()
    """What it took out of force."""
    amends: tuple[Id, ...] = ()
    ruled_on_by: tuple[Id, ...] = ()
    """The rulings of the Constitutional Court that this wording follows."""

    def references(self) -> Iterable[Reference]:
        """Those that it took out of force or changed, and the rulings on it."""
        for field in ("repeals", "amends", "ruled_on_by"):
            for number, id in enumerate(getattr(self, field)):
                days: Days = "any" if field == "repeals" else "some"
                yield Reference(f"{field}.{number}", "instruments", id, days)


def resting_on(
    citations: Iterable[Citation], field: str = "legal_basis", days: Days = "some"
) -> Iterable[Reference]:
    """The instruments of a legal basis, for the `references` of the entry that has it."""
    for number, citation in enumerate(citations):
        yield Reference(f"{field}.{number}.instrument", "instruments", citation.instrument, days)


def cited(citations: Sequence[Citation], instruments: Timeline[Instrument], day: date) -> tuple[str, ...]:
    """A legal basis in words, "PP 94/2021 Pasal 14": of it, what is in force on that day."""
    found = ((instruments.on(one.instrument, day), one.article) for one in citations)
    return tuple(f"{instrument.short} {article}" for instrument, article in found if instrument)
