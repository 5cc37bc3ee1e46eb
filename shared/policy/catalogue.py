"""The policy data of the catalogue: prohibited acts (perbuatan yang dilarang) and what may follow."""

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shared.policy.contests import ContestKind
from shared.policy.entry import Entry, Part, Reference, Words
from shared.policy.instruments import Citation, resting_on

Branch = Literal["ethics", "discipline", "criminal"]
"""Pelanggaran kode etik, pelanggaran disiplin, tindak pidana."""
Level = Literal["moral", "light", "medium", "heavy", "ptdh"]
"""Sanksi moral; hukuman disiplin ringan, sedang, berat; pemberhentian tidak dengan hormat."""
LEVELS: tuple[Level, ...] = ("moral", "light", "medium", "heavy", "ptdh")
"""From the mildest to the heaviest."""
Object = Literal["prospective_candidate", "candidate", "party"]
"""Bakal calon, calon, partai politik: towards whom an act is done."""
ActCode = Annotated[str, Field(pattern=r"^(KE|DS|PD|PID)-[A-Z]?\d{1,3}$")]


class Raised(Part):
    """The levels instead, where the other code is met too."""

    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    by: ActCode = Field(alias="with")


class Penalty(Part):
    """What a court may impose, in words."""

    indonesian: Words
    english: Words


class Act(Entry):
    """A code of the catalogue, in force with the instrument that prohibits the act."""

    id: ActCode
    branch: Branch
    pair: ActCode | None = None
    respondents: Annotated[tuple[str, ...], Field(min_length=1)]
    objects: Annotated[tuple[Object, ...], Field(min_length=1)]
    kinds: tuple[ContestKind, ...] = ()
    stage: Literal["campaign"] | None = None
    levels: tuple[Level, ...] = ()
    raised: Raised | None = None
    instrument: str
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]
    officer_names_basis: bool = False
    weak_for: tuple[ContestKind, ...] = ()
    suggested: bool = True
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    penalty: Penalty | None = None

    @property
    def prefix(self) -> str:
        """The part of the catalogue: KE, DS, PD or PID."""
        return self.id.partition("-")[0]

    def references(self) -> Iterator[Reference]:
        """Its pair, its instrument and those of its legal basis, its respondents and its evidence."""
        yield Reference("instrument", "instruments", self.instrument, days="all")
        yield from resting_on(self.legal_basis)
        for number, respondent in enumerate(self.respondents):
            yield Reference(f"respondents.{number}", "respondents", respondent)
        for number, evidence in enumerate(self.evidence):
            yield Reference(f"evidence.{number}", "evidence", evidence)
        if self.pair is not None:
            yield Reference("pair", "catalogue", self.pair)
        if self.raised is not None:
            yield Reference("raised.with", "catalogue", self.raised.by)

    @model_validator(mode="after")
    def _of_its_branch(self) -> Self:
        if self.branch == "ethics" and self.levels != ("moral",):
            raise ValueError("a breach of ethics has the level moral, and no other")
        if self.branch == "discipline" and "moral" in self.levels:
            raise ValueError("a breach of discipline has no level moral")
        if self.branch == "criminal" and (self.levels or self.penalty is None):
            raise ValueError("a crime has a penalty, and no level")
        return self


def mildest_first(levels: Collection[Level]) -> tuple[Level, ...]:
    """These levels in their order, each once."""
    return tuple(level for level in LEVELS if level in levels)


def mildest(own: Act, since: Iterable[Act]) -> Act:
    """The version that counts for an act done under `own`: a later one where it is milder (lex favor reo)."""
    return min((own, *(one for one in since if one.levels)), key=_severity) if own.levels else own


def _severity(act: Act) -> tuple[int, int]:
    weights = [LEVELS.index(level) for level in (*act.levels, *(act.raised.levels if act.raised else ()))]
    return max(weights), min(weights)
