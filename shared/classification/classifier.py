"""Classifies a set of facts: every code that it fits or may fit, and what would tell.

What is not known is neither true nor false. A code is certain when all that it asks for is so, falls when
anything is not, and else may be, naming what is missing: so more facts never add a branch. Pure: the same
facts, policy and day give the same answer. Source: SKB Netralitas ASN and PP 94/2021, as policy has them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from shared.classification.answer import Answer
from shared.classification.facts import NOBODY, FactSet, Unknown
from shared.classification.objects import NOTHING, Campaign, Missing, Objects, Towards
from shared.classification.suggesting import Found, Suggesting
from shared.classification.tables import Condition, Fit, Law, Rule, Table, days_of_change, table
from shared.classification.words import Language
from shared.policy.contests import Calendars
from shared.policy.families import FLAGS
from shared.policy.respondents import Respondent

ORDER = (
    "respondent_type", "acts", "act_date", "supported.kind", "supported.relation", "supported.contest",
    "supported.region_code", *FLAGS, "determination_date", "campaign_dates",
)  # fmt: skip
"""In which order `needs` names what is missing."""


class _Asked(NamedTuple):
    """The facts of one question, as the rules ask for them."""

    facts: FactSet
    respondent: str | None
    towards: Towards
    campaign: Campaign
    contest: str | None


class Classifier:
    """Classifies by one policy."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._objects = Objects(Calendars(law.contests))
        self._changes = days_of_change(law)
        self._tables: dict[int, Table] = {}
        self._suggesting = Suggesting(law)
        self._families = frozenset(family.id for family in law.families if not family.accompanies)

    def unknown(self, facts: FactSet, regions: Iterable[str]) -> Iterator[Unknown]:
        """What the facts name that policy does not know. With any of these they cannot be classified."""
        for number, act in enumerate(facts.acts or ()):
            if act not in self._families:
                listed = ", ".join(sorted(self._families))
                yield Unknown(f"acts.{number}", f"{act!r} is no family of acts", f"Give one of: {listed}")
        region = facts.supported.region_code if facts.supported else None
        if region is not None and region not in regions:
            remedy = "Give a Kemendagri code like 32 or 32.08"
            yield Unknown("supported.region_code", f"{region!r} is no code of a province or regency", remedy)

    def classify(self, facts: FactSet, on: date, language: Language = "id") -> Answer:
        """The answer as of the day on which it is asked for. What `unknown` names yields nothing."""
        kind = None if facts.respondent_type in (None, "unknown") else facts.respondent_type
        day = facts.act_date or on
        counting, now = self._table(day), self._table(on)
        asked = self._asked(facts, kind)
        found = _found(asked, counting)
        said = self._suggesting.suggestions(facts, found, asked.towards, now, on, language)
        respondent = now.respondents.get(kind) if kind is not None else None
        missing = {fact for one in found.values() for fact in one.missing} | said.missing
        if facts.act_date is None:
            missing.add("act_date")
        if kind is None:
            missing.add("respondent_type")
        if not facts.acts:
            missing.add("acts")
        return Answer(
            facts.id,
            None if respondent is None else respondent.scope == "inside",
            _route(respondent, now),
            said.suggestions,
            sorted(missing, key=ORDER.index),
        )

    def _table(self, day: date) -> Table:
        """The table of that day; between two days of change it is the same."""
        stretch = bisect_right(self._changes, day)
        if (known := self._tables.get(stretch)) is None:
            known = self._tables[stretch] = table(self._law, day)
        return known

    def _asked(self, facts: FactSet, kind: str | None) -> _Asked:
        supported = facts.supported or NOBODY
        towards = self._objects.towards(supported, facts.act_date)
        campaign = self._objects.campaign(supported.contest, supported.region_code, facts.act_date)
        return _Asked(facts, kind, towards, campaign, supported.contest)


def _route(respondent: Respondent | None, now: Table) -> str | None:
    """Where the report belongs: about the civil service to the recommending authority of the day."""
    if respondent is None:
        return None
    return now.authority if respondent.route == "authority" else respondent.route


def _found(asked: _Asked, counting: Table) -> dict[str, Found]:
    """The codes that the facts fit or may fit. Of two ways to one the surer counts."""
    found: dict[str, Found] = {}
    families = counting.families.get(asked.respondent, {})
    for act, named in _acts(asked.facts, counting):
        for fit in families.get(act, ()):
            if (missing := _missing(asked, fit)) is not None:
                _add(found, Found(fit, named, missing if named else (*missing, "acts")))
    if asked.facts.acts and any(getattr(asked.facts, flag) for flag in counting.telling):
        _accompany(asked, found, counting)
    return found


def _accompany(asked: _Asked, found: dict[str, Found], counting: Table) -> None:
    """What comes with a breach of discipline, which alone is a branch that these codes add nothing to.

    It is no surer than the surest of these.
    """
    breaches = [one.missing for one in found.values() if one.fit.rule.act.branch == "discipline"]
    if not breaches:
        return
    surest = min(breaches, key=len)
    for fit in counting.accompanying[asked.respondent]:
        known = _of_conditions(asked.facts, fit.alternatives) == NOTHING
        if known and (missing := _of_rule(asked, fit.rule)) is not None:
            _add(found, Found(fit, True, (*missing, *surest)))


def _add(found: dict[str, Found], one: Found) -> None:
    known = found.get(one.fit.rule.code)
    if known is None or len(one.missing) < len(known.missing):
        found[one.fit.rule.code] = one


def _acts(facts: FactSet, counting: Table) -> Sequence[tuple[str, bool]]:
    """The families named. Where none is, those that other facts are in themselves, and any, unnamed."""
    if facts.acts:
        return [(act, True) for act in dict.fromkeys(facts.acts)]
    told = [(family, True) for fact, family in counting.told_by.items() if getattr(facts, fact)]
    return [*told, *((family, False) for family in counting.families[None])]


def _missing(asked: _Asked, fit: Fit) -> Missing | None:
    """What would tell whether the facts fit: nothing where they do, None where they do not."""
    missing = _of_rule(asked, fit.rule)
    if missing is None or not fit.alternatives:
        return missing if missing is None or fit.certain else (*missing, "acts")
    conditions = _of_conditions(asked.facts, fit.alternatives)
    if conditions is None:
        return None
    return (*missing, *conditions) if fit.certain else (*missing, *conditions, "acts")


def _of_rule(asked: _Asked, rule: Rule) -> Missing | None:
    """As `_missing`, for a rule that binds the respondent: towards whom, in which contest and when."""
    missing: Missing = NOTHING if asked.respondent is not None else ("respondent_type",)
    possible = asked.towards.objects
    if not possible <= rule.objects:
        if possible.isdisjoint(rule.objects):
            return None
        missing = (*missing, *asked.towards.missing)
    if rule.kinds:
        if asked.contest is None:
            missing = (*missing, "supported.contest")
        elif asked.contest not in rule.kinds:
            return None
    if rule.in_campaign:
        if asked.campaign.running is False:
            return None
        missing = (*missing, *asked.campaign.missing)
    return missing


def _of_conditions(facts: FactSet, alternatives: tuple[Condition, ...]) -> Missing | None:
    """As `_missing`, for the conditions of which one must hold."""
    open_: Missing = NOTHING
    fallen = True
    for condition in alternatives:
        missing = _of_condition(facts, condition)
        if missing is None:
            continue
        if not missing:
            return NOTHING
        fallen = False
        open_ = (*open_, *missing)
    return None if fallen else open_


def _of_condition(facts: FactSet, condition: Condition) -> Missing | None:
    missing: Missing = NOTHING
    for name, wanted in condition:
        value = getattr(facts, name)
        if value is None:
            missing = (*missing, "supported.relation" if name == "relation" else name)
        elif value != wanted:
            return None
    return missing
