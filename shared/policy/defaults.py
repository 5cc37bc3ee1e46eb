"""The policy data of unconfirmed provisions (ketentuan yang belum dikonfirmasi), and what stands for each."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.policy.catalogue import Level
from shared.policy.entry import Entry, Id, Part, Reference, Words
from shared.policy.instruments import Citation

CONFIGURATION = "configuration"
"""Governs what nothing in a running case depends on: it changes by policy data, not case by case."""


class Option(Part):
    """A reading of the provision. Where it governs the start of limits, `shift`: so many days day 0 moves.

    That moves what runs for a case, and the days of a summons. Whether a report was handed in or a finding
    established in time is measured before there is a case to override it in, and goes by what stands.

    Where it governs acts, `levels` are what they lead to by it, an act that is not confirmed too, and
    `citation` is their legal basis. With neither it is as the catalogue says.
    """

    id: Id
    indonesian: Words
    english: Words
    shift: Annotated[int, Field(ge=-7, le=7)] = 0
    levels: tuple[Level, ...] = ()
    citation: Citation | None = None


class Default(Entry):
    """What no official text confirmed, and the option (`stands`) that counts until an officer overrides it.

    An officer of the stage may override it in a case that is in one of `states`. `limits` and `acts` are what
    hangs on it; all limits do where it governs limits and names none.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    governs: Literal["limits", "acts", "configuration"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]
    stands: Id
    states: frozenset[Annotated[str, Field(pattern=r"^K\d{2}$")]] = frozenset()
    limits: tuple[Id, ...] = ()
    acts: tuple[Id, ...] = ()

    def option(self, id: str) -> Option | None:
        """The option of that id."""
        return next((option for option in self.options if option.id == id), None)

    def shift(self, option: str) -> int:
        """How many days later an option begins to count."""
        chosen = self.option(option)
        return chosen.shift if chosen else 0

    def references(self) -> Iterable[Reference]:
        """The limits and acts that hang on it, its states, and the instruments of its options."""
        yield from (Reference(f"limits.{n}", "deadlines", limit) for n, limit in enumerate(self.limits))
        yield from (Reference(f"acts.{n}", "catalogue", act) for n, act in enumerate(self.acts))
        yield from (Reference("states", "states", state) for state in sorted(self.states))
        for number, option in enumerate(self.options):
            if option.citation is not None:
                cited = option.citation.instrument
                yield Reference(f"options.{number}.citation.instrument", "instruments", cited, "some")

    @model_validator(mode="after")
    def _orderly(self) -> Self:
        ids = [option.id for option in self.options]
        if len(set(ids)) < len(ids):
            raise ValueError("options: two have one id")
        if self.stands not in ids:
            raise ValueError(f"stands: {self.stands} is none of its options: {', '.join(ids)}")
        if bool(self.states) != (self.governs != CONFIGURATION):
            raise ValueError("states: what governs cases needs them, configuration has none")
        if self.governs == "acts" and not self.acts:
            raise ValueError("acts: it names none that hangs on it")
        return self
