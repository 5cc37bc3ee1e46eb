"""The act that a recommendation names: which version of it counts, towards whom, and what may follow. Pure.

Substance goes by the day of the act, or by what came later where that is milder (asas lex favor reo). What is
asked for of the step itself goes by the day of the step.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.sanctions.commands import IssueRecommendation, SanctionsFacts
from shared.case import Case, Cases, Decision, Refused, Step
from shared.policy import Policy
from shared.policy.catalogue import Act, Branch, Level, Object, mildest, mildest_first
from shared.policy.contests import Contest
from shared.policy.defaults import Option

ETHICS, DISCIPLINE = "KE", "DS"
"""What events call the branch of an act towards a prospective candidate, and towards a candidate."""
BY_OBJECT: Mapping[Object | None, str] = {"prospective_candidate": ETHICS, "candidate": DISCIPLINE}
PERSONS: frozenset[Object] = frozenset({"prospective_candidate", "candidate"})
OF_BRANCH: Mapping[Branch, tuple[Level, ...]] = {
    "ethics": ("moral",),
    "discipline": ("light", "medium", "heavy"),
    "criminal": (),
}
"""What an officer may choose with a reason. PTDH is no discipline: only an act that has it leads there."""


class Weighed(NamedTuple):
    """The version of an act that counts, towards whom it was done, and the levels that it leads to.

    `day` is the one by which that version is read: of the act, or the first of a milder rule that came since.
    """

    act: Act
    towards: Object | None
    levels: tuple[Level, ...]
    day: date
    readings: tuple[Option, ...] = ()
    """How officers of the case read what is not confirmed about it."""

    @property
    def confirmed(self) -> bool:
        """Whether it comes out at all: by the catalogue, or by an officer's reading."""
        return self.act.suggested or bool(_read_as(self.readings))

    @property
    def basis(self) -> str | None:
        """The instrument that an officer's reading rests it on."""
        return next((one.citation.instrument for one in self.readings if one.citation), None)

    @property
    def whoever(self) -> bool:
        """Whether it is prohibited towards prospective and determined candidates alike."""
        return set(self.act.objects) >= PERSONS

    @property
    def fits(self) -> bool:
        """Whether it is an act towards whom the day says."""
        return self.whoever or self.towards in self.act.objects

    @property
    def branch(self) -> str | None:
        """The branch that the day of the act suggests, None where it is not known."""
        return BY_OBJECT.get(self.towards)

    def decidable(self, recommended: Level) -> tuple[Level, ...]:
        """What may be decided then, the mildest first: what the act leads to, or was recommended."""
        own = self.levels or OF_BRANCH[self.act.branch]
        return mildest_first({*own, recommended})


class Acts:
    """The acts of the catalogue, as sanctions asks for them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def act_fits(self, command: IssueRecommendation, cases: Cases, step: Step) -> Decision | None:
        """The act counts on its day and towards whom it was done; level and legal basis are its own."""
        case = cases.get(command.case_id)
        versions = self._policy.catalogue.versions(command.act)
        if not versions:
            return Refused("invalid-input", "body.act is no code of the catalogue")
        if command.contest is not None and command.contest not in self._policy.contests:
            return Refused("invalid-input", "body.contest is no contest of policy")
        if case is None:
            return None
        today = self._policy.calendar.day_of(step.at, case.region)
        if command.acted_on is not None and command.acted_on > today:
            return Refused("invalid-input", "body.acted_on lies in the future")
        if versions[0].branch == "criminal":
            detail = f"{command.act} is an election crime, which goes to Gakkumdu: recommend by another code"
            return Refused("criminal-code", detail)
        weighed = self.weigh(command, case, today)
        if weighed is None:
            return Refused(
                "not-in-force", f"no version of {command.act} counts on {command.acted_on or today}"
            )
        if not weighed.confirmed:
            return Refused("code-not-confirmed", f"{command.act} leads to nothing: {weighed.act.source}")
        return (
            _is_done_towards(command, weighed)
            or _has_level(command, weighed)
            or self._has_basis(command, weighed)
        )

    def weigh(self, command: IssueRecommendation, case: Case[SanctionsFacts], today: date) -> Weighed | None:
        """What counts for the act of a recommendation, None where no version of its code does."""
        readings = self.readings(command.act, case.facts.overrides, today)
        return self.weighed(command.act, command.contest, command.acted_on, case.region, today, readings)

    def weigh_all(
        self, command: IssueRecommendation, case: Case[SanctionsFacts], today: date
    ) -> tuple[Weighed, ...]:
        """What counts for each act of a recommendation that fits, the main one first."""
        weighed = [self.weigh(one, case, today) for one in each_act(command)]
        if None in weighed:
            raise ValueError("an act that no version counts for came past its guard")
        return tuple(one for one in weighed if one is not None)

    def readings(self, code: str, overrides: Mapping[str, str], day: date) -> Sequence[Option]:
        """How officers of the case read what is not confirmed about that act."""
        defaults = ((self._policy.defaults.on(id, day), option) for id, option in overrides.items())
        chosen = (default.option(id) for default, id in defaults if default and code in default.acts)
        return [option for option in chosen if option is not None]

    def weighed(
        self,
        code: str,
        contest: str | None,
        acted_on: date | None,
        region: str,
        today: date,
        readings: Sequence[Option] = (),
    ) -> Weighed | None:
        """What counts for an act of that code; where its day is not known, today stands for it."""
        day = acted_on or today
        act = self.counting(code, day, today)
        if act is None:
            return None
        held = self.held(contest, region, acted_on)
        towards = towards_whom(held, acted_on)
        levels = _read_as(readings) or self._levels(act, held, towards, day)
        return Weighed(act, towards, levels, max(day, act.valid_from), tuple(readings))

    def held(self, contest: str | None, region: str, day: date | None) -> Contest | None:
        """The contest as it counts in that region on that day, None where it does not."""
        found = self._policy.contests.on(contest, day) if contest and day else None
        return found if found and found.is_of(region) else None

    def counting(self, code: str, acted_on: date, today: date) -> Act | None:
        """The version that counts for an act of that day, None where none does.

        It is that of the day, or one that came since and is milder.
        """
        own = self._policy.catalogue.on(code, acted_on)
        later = self._policy.catalogue.versions(code)
        return own and mildest(own, (one for one in later if own.valid_from < one.valid_from <= today))

    def _levels(self, act: Act, held: Contest | None, towards: Object | None, day: date) -> tuple[Level, ...]:
        """The mildest first; also those that another code calls for which may be met too."""
        found = set(act.levels)
        other = self._policy.catalogue.on(act.raised.by, day) if act.raised else None
        if act.raised and other and held and towards in other.objects and not _weak(other, held):
            found |= set(act.raised.levels)
        return mildest_first(found)

    def may_be_decided(self, facts: SanctionsFacts, day: date) -> tuple[str, ...]:
        """The levels that the recommended act leaves, or that an officer reads it to lead to since.

        Those of its branch where the recommendation told none.
        """
        readings = self.readings(facts.act, facts.overrides, day) if facts.act else ()
        of_branch = OF_BRANCH["ethics" if facts.branch == ETHICS else "discipline"]
        return _read_as(readings) or facts.levels or of_branch

    def bases(self, weighed: Weighed) -> Sequence[str]:
        """The instruments of the legal basis of an act that are in force on its day."""
        instruments = self._policy.instruments
        named = dict.fromkeys(citation.instrument for citation in weighed.act.legal_basis)
        return [id for id in named if instruments.on(id, weighed.day) is not None]

    def _has_basis(self, command: IssueRecommendation, weighed: Weighed) -> Refused | None:
        allowed = self.bases(weighed)
        listed = ", ".join(allowed)
        if command.legal_basis is not None and command.legal_basis not in allowed:
            return Refused("invalid-input", f"body.legal_basis is none of: {listed}")
        if weighed.act.officer_names_basis and (command.legal_basis or weighed.basis) is None:
            detail = f"the legal basis of {command.act} is not confirmed: name one in legal_basis: {listed}"
            return Refused("basis-needed", detail)
        return None


def each_act(command: IssueRecommendation) -> tuple[IssueRecommendation, ...]:
    """A recommendation of each act by itself, the main one first."""
    alone = command.model_copy(update={"also": ()})
    return (alone, *(alone.model_copy(update=dict(further)) for further in command.also))


def towards_whom(held: Contest | None, day: date | None) -> Object | None:
    """Whether somebody was a candidate on that day or a prospective one, None where it is not known.

    The day of determination counts as one with candidates.
    """
    with_candidates = held.with_candidates(day) if held and day else None
    if with_candidates is None:
        return None
    return "candidate" if with_candidates else "prospective_candidate"


def _weak(act: Act, held: Contest) -> bool:
    return set(held.kinds) <= set(act.weak_for)


def branch_of(code: str) -> str:
    """What events call the branch of an act: the first part of its code."""
    return code.partition("-")[0]


def _read_as(readings: Sequence[Option]) -> tuple[Level, ...]:
    return next((one.levels for one in readings if one.levels), ())


def _is_done_towards(command: IssueRecommendation, weighed: Weighed) -> Refused | None:
    if command.override is not None or weighed.fits:
        return None
    if weighed.towards is None:
        detail = (
            "give contest and acted_on, by which it is found whether there were candidates: a contest that"
            " counts there on that day. Or override with a reason"
        )
        return Refused("branch-unknown", detail)
    falls = f"the act falls under {weighed.branch} by its day"
    return Refused("branch-differs", f"{falls}: give such a code, or override with a reason")


def _has_level(command: IssueRecommendation, weighed: Weighed) -> Refused | None:
    code, fitting, others = command.act, weighed.levels, OF_BRANCH[weighed.act.branch]
    if command.level in fitting or (command.level in others and command.override is not None):
        return None
    if not fitting and command.level in others:
        return Refused("reason-needed", f"no law names a level for {code}: say in override why this one")
    leads = f"{code} leads to {', '.join(fitting or others)}"
    if command.level in others:
        return Refused("level-does-not-fit", f"{leads}: recommend that, or override with a reason")
    return Refused("level-does-not-fit", f"{leads}, never to {command.level}")
