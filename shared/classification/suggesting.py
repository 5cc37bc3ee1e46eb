"""Makes suggestions of the codes that were found: ranked, with their levels, and the reasons in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from shared.classification.answer import Suggestion
from shared.classification.facts import EarlierSanction, FactSet
from shared.classification.levels import Reasons, Weighed, counting, levels, repeated
from shared.classification.objects import Missing, Towards
from shared.classification.tables import Fit, Law, Table
from shared.classification.words import WORDS, Language
from shared.policy.catalogue import LEVELS, Act, Level, Object


class Found(NamedTuple):
    """A code that the facts fit, or may fit once more is known. `named`: one of the acts named is it."""

    fit: Fit
    named: bool
    missing: Missing


class Told(NamedTuple):
    """What the reasons of all suggestions of one question have in common."""

    facts: FactSet
    contest: str | None
    objects: frozenset[Object]
    object: str | None
    """Which of these it was, in words, where that is told."""
    unnamed: Sequence[str]
    """The acts that other facts are in themselves, where these are not named among the acts."""
    now: Table
    on: date
    language: Language


class Said(NamedTuple):
    """The suggestions, and what is missing beside what each of them misses."""

    suggestions: Sequence[Suggestion]
    missing: frozenset[str]


class Suggesting:
    """Says of one policy what was found."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._types = {one.id: Weighed(one.level, one.weight) for one in law.sanctions}
        self._determined = lru_cache(maxsize=65_536)(self._of_determination)
        self._missing = lru_cache(maxsize=65_536)(_of_missing)

    def suggestions(
        self,
        facts: FactSet,
        found: Mapping[str, Found],
        towards: Towards,
        now: Table,
        on: date,
        language: Language,
    ) -> Said:
        """The suggestions: first what is certain, the heaviest first, then what may be, as it was found.

        `now` is the table of the day `on` which the classification is asked for.
        """
        contest = facts.supported.contest if facts.supported else None
        object = self._object(towards, facts.act_date, language)
        unnamed = _unnamed(facts, now)
        told = Told(facts, contest, towards.objects, object, unnamed, now, on, language)
        made: list[_Made] = []
        missing = ACTS if unnamed and any(_is_ethics(one) for one in found.values()) else NONE
        for one in found.values():
            reasons: Reasons = []
            rule = one.fit.rule
            act = counting(rule.act, rule.later, told.on, reasons) if rule.later else rule.act
            given: Sequence[Level] = act.levels
            if act.raised is not None and (by := found.get(act.raised.by)) is not None:
                weak = _weak(by.fit.rule.act, contest)
                if weak is None:
                    missing |= CONTEST
                given = levels(act, act.raised, not by.missing, weak is not False, reasons)
            if facts.earlier_sanctions and act.branch == "discipline":
                given = self._repeated(told, facts.earlier_sanctions, given, reasons)
            made.append(_Made(_rank(one, given), one, given, reasons))
        made.sort(key=_first)
        heaviest = _heaviest(made) if len(set(facts.acts or ())) > 1 else None
        return Said([self._suggestion(told, one, one is heaviest) for one in made], missing)

    def _suggestion(self, told: Told, made: "_Made", heaviest: bool) -> Suggestion:
        found, given = made.found, made.levels
        rule = found.fit.rule
        return Suggestion(
            rule.code,
            rule.act.branch,
            given,
            rule.act.instrument,
            rule.legal_basis,
            rule.text[told.language],
            self._reasons(told, made, heaviest),
        )

    def _repeated(
        self,
        told: Told,
        earlier: Sequence[EarlierSanction | str],
        given: Sequence[Level],
        reasons: Reasons,
    ) -> Sequence[Level]:
        weights = told.now.weights.get(told.facts.respondent_type or "") or told.now.weights["pns"]
        return repeated(earlier, given, self._types, told.now.acts, weights, reasons)

    def _reasons(self, told: Told, made: "_Made", heaviest: bool) -> Sequence[str]:
        """Why, in words: the act, towards whom, what is missing, how sure the rule is, what to mind."""
        words, found, rule = WORDS[told.language], made.found, made.found.fit.rule
        said = [
            found.fit.told[told.language] if found.named else words["any-act"],
            told.object or words["whatever-object" if told.objects <= rule.objects else "object-open"],
        ]
        if found.fit.circumstances and (flags := _flags(told, found.fit)):
            said.append(words["with"].format(flags=", ".join(flags)))
        if found.missing:
            said.append(self._missing(found.missing, told.language))
        if told.facts.act_date is None:
            said.append(words["as-of"].format(day=told.on))
        elif rule.in_campaign:
            said.append(words["campaign"])
        for key, values in made.reasons:
            said.append(words[key].format(**values))
        said += (found.fit if found.named else rule).always[told.language]
        if told.contest in rule.act.weak_for:
            said.append(words["weak"])
        if rule.act.branch == "discipline":
            if told.facts.respondent_type == "pppk":
                said.append(words["pppk"])
            if told.facts.position_level == "pelaksana" and "heavy" in made.levels:
                said.append(words["pelaksana"])
        elif rule.act.branch == "ethics" and told.unnamed:
            said += [words["name-it-too"].format(act=act) for act in told.unnamed]
        if heaviest:
            said.append(words["one-sanction"])
        return said

    def _object(self, towards: Towards, day: date | None, language: Language) -> str | None:
        """Towards whom it was done, and by which day of determination."""
        if len(towards.objects) > 1:
            return None
        (only,) = towards.objects
        return self._determined(only, towards.contest.id if towards.contest else None, day, language)

    def _of_determination(self, only: str, contest: str | None, day: date | None, language: Language) -> str:
        words = WORDS[language]
        entry = self._law.contests.on(contest, day) if contest and day else None
        if entry is None:
            return words["party" if only == "party" else f"{only}-anywhere"].format(day=day)
        named = entry.indonesian if language == "id" else entry.english
        if entry.determined is not None:
            named = words["determined"].format(contest=named, on=entry.determined)
        said = words[only].format(day=day, contest=named)
        return words["on-the-day"].format(said=said) if entry.determined == day else said


NONE: frozenset[str] = frozenset()
CONTEST = frozenset({"supported.contest"})
ACTS = frozenset({"acts"})
"""As said with each breach of ethics that an act not named would outweigh."""


class _Made(NamedTuple):
    rank: int
    found: Found
    levels: Sequence[Level]
    reasons: Reasons


def _is_ethics(found: Found) -> bool:
    return found.fit.rule.act.branch == "ethics"


def _weak(raising: Act, contest: str | None) -> bool | None:
    """Whether the basis of the code that raises another is weak, None where the contest must tell."""
    if not raising.weak_for:
        return False
    return None if contest is None else contest in raising.weak_for


def _unnamed(facts: FactSet, now: Table) -> Sequence[str]:
    """They would outweigh a breach of ethics; where no act is named, they are taken for it."""
    if not facts.acts:
        return ()
    others = [family for fact, family in now.told_by.items() if getattr(facts, fact)]
    return [family for family in others if family not in facts.acts]


def _of_missing(missing: Missing, language: Language) -> str:
    words = WORDS[language]
    return words["missing"].format(facts=", ".join(words[f"fact {fact}"] for fact in dict.fromkeys(missing)))


def _rank(found: Found, given: Sequence[Level]) -> int:
    """What is certain by its weight, then what has no level, then what is open.

    Of that comes last what only a spouse does, while the relation is not known: most are none.
    """
    if found.missing:
        return 3 if found.fit.of_spouse and "supported.relation" in found.missing else 2
    return -LEVELS.index(given[-1]) if given else 1


def _first(made: _Made) -> int:
    return made.rank


def _heaviest(made: Sequence[_Made]) -> _Made | None:
    """Of several breaches that an office decides upon, the heaviest that is certain, or else the heaviest.

    None where there is but one.
    """
    decided = [one for one in made if one.levels]
    if len(decided) < 2:
        return None
    certain = [one for one in decided if not one.found.missing]
    return max(certain or decided, key=lambda one: LEVELS.index(one.levels[-1]))


def _flags(told: Told, fit: Fit) -> Sequence[str]:
    """The circumstances that the code rests on, as far as they are known."""
    return [
        said[told.language] for name, wanted, said in fit.circumstances if getattr(told.facts, name) == wanted
    ]
