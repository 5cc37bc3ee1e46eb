"""The policy of one day, laid out for classifying: per family of acts the codes that it may be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from shared.classification.words import WORDS, Language
from shared.policy.catalogue import Act, Level
from shared.policy.contests import Contest
from shared.policy.entry import A_DAY, Timeline
from shared.policy.families import Family
from shared.policy.institutions import Institution, recommending
from shared.policy.instruments import Instrument, cited
from shared.policy.respondents import Respondent
from shared.policy.sanctions import Sanction, applicable

Condition = tuple[tuple[str, object], ...]
Circumstance = tuple[str, object, Mapping[Language, str]]
"""A fact, as it must be, and what it is called."""


class Law(Protocol):
    """The kinds of policy that acts are classified by."""

    @property
    def catalogue(self) -> Timeline[Act]: ...  # noqa: D102
    @property
    def families(self) -> Timeline[Family]: ...  # noqa: D102
    @property
    def respondents(self) -> Timeline[Respondent]: ...  # noqa: D102
    @property
    def contests(self) -> Timeline[Contest]: ...  # noqa: D102
    @property
    def instruments(self) -> Timeline[Instrument]: ...  # noqa: D102
    @property
    def sanctions(self) -> Timeline[Sanction]: ...  # noqa: D102
    @property
    def institutions(self) -> Timeline[Institution]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Rule:
    """A code as it counts on the day: the act of the catalogue, the citations in force, and what it says.

    `always`: the reasons that it gives whatever the facts.
    """

    act: Act
    code: str
    respondents: frozenset[str]
    objects: frozenset[str]
    kinds: tuple[str, ...]
    in_campaign: bool
    legal_basis: tuple[str, ...]
    text: Mapping[Language, str]
    always: Mapping[Language, tuple[str, ...]]
    later: tuple[Act, ...]
    """Its later versions."""


@dataclass(frozen=True, slots=True)
class Fit:
    """That an act of a family is a code under one of these conditions, or, not `certain`, may be it."""

    rule: Rule
    told: Mapping[Language, str]
    """The act, in words."""
    alternatives: tuple[Condition, ...]
    circumstances: tuple[Circumstance, ...]
    """All that these ask for and there are words for."""
    certain: bool
    of_spouse: bool
    """Whether each of these is about the spouse of whom is supported."""
    always: Mapping[Language, tuple[str, ...]]
    """The reasons that it gives whatever the facts."""


@dataclass(frozen=True, slots=True)
class Table:
    """What counts on one day."""

    families: Mapping[str | None, Mapping[str, Sequence[Fit]]]
    """By respondent, None for whoever it may be: the families, with the codes that bind them."""
    accompanying: Mapping[str | None, Sequence[Fit]]
    """The same of the codes that come with a breach of discipline."""
    telling: Sequence[str]
    """The flags of which one must be so for any of these."""
    told_by: Mapping[str, str]
    """The facts that are acts in themselves, with the families that they are."""
    acts: Mapping[str, Act]
    respondents: Mapping[str, Respondent]
    authority: str
    """The recommending authority."""
    weights: Mapping[str, Mapping[Level, tuple[int, int]]]
    """Of each level of discipline, by respondent, the lightest and the heaviest type that may be imposed."""


def table(law: Law, day: date) -> Table:
    """The codes that count on that day, by the families that may be them."""
    acts = {act.id: act for act in law.catalogue.in_force(day)}
    rules = {code: _rule(act, law, day) for code, act in acts.items() if act.suggested}
    families = law.families.in_force(day)
    respondents = {respondent.id: respondent for respondent in law.respondents.in_force(day)}
    accompanying = [fit for family in families if family.accompanies for fit in _fits(family, rules)]
    named = {family.id: _fits(family, rules) for family in families if not family.accompanies}
    return Table(
        {None: named}
        | {id: {name: _binding(fits, id) for name, fits in named.items()} for id in respondents},
        {None: accompanying} | {id: _binding(accompanying, id) for id in respondents},
        sorted({name for fit in accompanying for condition in fit.alternatives for name, _ in condition}),
        {family.told_by: family.id for family in families if family.told_by},
        acts,
        respondents,
        recommending(law.institutions, day).id,
        {id: _weights(law, day, id) for id in respondents},
    )


def _binding(fits: Sequence[Fit], respondent: str) -> Sequence[Fit]:
    return [fit for fit in fits if respondent in fit.rule.respondents]


def _weights(law: Law, day: date, respondent: str) -> Mapping[Level, tuple[int, int]]:
    weights: dict[Level, tuple[int, int]] = {}
    for one in applicable(law.sanctions, day, respondent):
        if one.branch == "discipline":
            lightest = weights[one.level][0] if one.level in weights else one.weight
            weights[one.level] = lightest, one.weight
    return weights


def _rule(act: Act, law: Law, day: date) -> Rule:
    return Rule(
        act,
        act.id,
        frozenset(act.respondents),
        frozenset(act.objects),
        act.kinds,
        act.stage == "campaign",
        cited(act.legal_basis, law.instruments, day),
        {"id": act.indonesian, "en": act.english},
        {"id": _always(act, "id"), "en": _always(act, "en")},
        tuple(one for one in law.catalogue.versions(act.id) if one.valid_from > act.valid_from),
    )


def _always(act: Act, language: Language) -> tuple[str, ...]:
    words, said = WORDS[language], []
    if act.penalty is not None:
        penalty = act.penalty.indonesian if language == "id" else act.penalty.english
        said.append(words["penalty"].format(penalty=penalty))
    if act.branch == "discipline" and not act.levels:
        said.append(words["no-level"])
    if act.officer_names_basis:
        said.append(words["names-basis"])
    if act.confidence == "unsure":
        said.append(words["unsure"])
    return tuple(said)


def _kinds(law: Law) -> Sequence[Timeline[Any]]:
    return (law.catalogue, law.families, law.instruments, law.respondents, law.institutions, law.sanctions)


def days_of_change(law: Law) -> Sequence[date]:
    """The days on which anything that a table depends on begins or has ended, in order."""
    changes: set[date] = set()
    for kind in _kinds(law):
        for entry in kind:
            changes.add(entry.valid_from)
            if entry.valid_to is not None:
                changes.add(entry.valid_to + A_DAY)
    return sorted(changes)


def _fits(family: Family, rules: Mapping[str, Rule]) -> Sequence[Fit]:
    named = [(code, asked, True) for code, asked in family.codes.items()]
    named += [(code, asked, False) for code, asked in family.perhaps.items()]
    named.sort(key=lambda each: bool(each[1]))  # what asks for nothing more fits before what does
    return [
        Fit(
            rules[code],
            _told(family, certain),
            tuple(tuple(one.items()) for one in asked),
            tuple(_circumstances(asked)),
            certain,
            bool(asked) and all(one.get("relation") == "spouse" for one in asked),
            _marked(family, rules[code]),
        )
        for code, asked, certain in named
        if code in rules
    ]


def _told(family: Family, certain: bool) -> Mapping[Language, str]:
    key = "act" if certain else "perhaps"
    return {
        "id": WORDS["id"][key].format(family=family.indonesian),
        "en": WORDS["en"][key].format(family=family.english),
    }


def _marked(family: Family, rule: Rule) -> Mapping[Language, tuple[str, ...]]:
    """What the rule says always, and that it is not confirmed that the act is this code, where it is not."""
    if family.confidence != "unsure":
        return rule.always
    return {language: (*said, WORDS[language]["act-unsure"]) for language, said in rule.always.items()}


def _circumstances(asked: Sequence[Mapping[Any, object]]) -> Iterator[Circumstance]:
    for name, wanted in dict.fromkeys(each for one in asked for each in one.items()):
        key = str(wanted) if name == "relation" else name if wanted else f"not {name}"
        if key in WORDS["id"]:
            yield name, wanted, {"id": WORDS["id"][key], "en": WORDS["en"][key]}
