"""Towards whom an act was done: a prospective candidate, a candidate, a party. By contest, region and day."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from shared.classification.facts import Supported
from shared.policy.catalogue import Object
from shared.policy.contests import KINDS, Calendars, Contest, ContestKind

Missing = tuple[str, ...]
"""The facts that would tell; none where it is told."""
NOTHING: Missing = ()
DETERMINATION, CAMPAIGN_DAYS = "determination_date", "campaign_dates"
"""What policy itself does not know yet of a contest to come."""


class Towards(NamedTuple):
    """The objects that an act may have had, and what would tell them apart.

    Where it is one, the contest by which it is, if that is one too.
    """

    objects: frozenset[Object]
    missing: Missing
    contest: Contest | None


class Campaign(NamedTuple):
    """Whether it was the time of the campaign, None where that cannot be told without what is missing."""

    running: bool | None
    missing: Missing


class Objects:
    """Finds the object of an act by the calendars of policy. What is not known stays open, never guessed."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars
        self.persons = lru_cache(maxsize=65_536)(self._persons)
        self.campaign = lru_cache(maxsize=65_536)(self._campaign)

    def towards(self, supported: Supported, day: date | None) -> Towards:
        """The objects of an act on that day towards whom is supported."""
        if supported.kind == "party":
            return Towards(frozenset({"party"}), NOTHING, None)
        found = self.persons(supported.contest, supported.region_code, day)
        if supported.kind in ("person", "self"):
            return found
        return Towards(found.objects | {"party"}, ("supported.kind", *found.missing), None)

    def _persons(self, kind: ContestKind | None, region: str | None, day: date | None) -> Towards:
        """The object of an act towards a person: by whether there were candidates on that day."""
        both: frozenset[Object] = frozenset({"prospective_candidate", "candidate"})
        if day is None:
            return Towards(both, _of(kind, "act_date"), None)
        contests = self._possible(kind, region, day)
        with_candidates = {contest.with_candidates(day) for contest in contests} or {None}
        only = contests[0] if len(contests) == 1 else None
        if with_candidates == {True}:
            return Towards(frozenset({"candidate"}), NOTHING, only)
        if with_candidates == {False}:
            return Towards(frozenset({"prospective_candidate"}), NOTHING, only)
        return Towards(both, self._telling(kind, contests, DETERMINATION), None)

    def _campaign(self, kind: ContestKind | None, region: str | None, day: date | None) -> Campaign:
        """Whether the campaign ran on that day."""
        if day is None:
            return Campaign(None, _of(kind, "act_date"))
        contests = self._possible(kind, region, day)
        running = {_campaigning(contest, day) for contest in contests} or {None}
        if len(running) == 1 and None not in running:
            return Campaign(running.pop(), NOTHING)
        return Campaign(None, self._telling(kind, contests, CAMPAIGN_DAYS))

    def _possible(self, kind: ContestKind | None, region: str | None, day: date) -> list[Contest]:
        kinds = KINDS if kind is None else (kind,)
        found = [contest for one in kinds for contest in self._calendars.possible(one, region, day)]
        return list({contest.id: contest for contest in found}.values())

    def _telling(self, kind: ContestKind | None, contests: list[Contest], unknown: str) -> Missing:
        """Which fact would tell the contests apart; where there is but one, policy does not know."""
        if kind is None:
            return ("supported.contest",)
        if len(contests) > 1:
            return ("supported.region_code",)
        return (unknown,)


def _campaigning(contest: Contest, day: date) -> bool | None:
    if contest.campaign is not None:
        return day in contest.campaign
    return None if contest.with_candidates(day) is not False else False


def _of(kind: ContestKind | None, missing: str) -> Missing:
    return (missing,) if kind is not None else (missing, "supported.contest")
