"""All policy of one deployment: the law by its days, and what the product and the offices add to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import get_args, get_type_hints

from shared.policy.agencies import Agency
from shared.policy.authorities import Asked, Authority, Condition, competent, conditions
from shared.policy.catalogue import Act
from shared.policy.contests import Contest
from shared.policy.corrections import Correctable
from shared.policy.criminal import CriminalStep
from shared.policy.deadlines import Deadline, Terms
from shared.policy.defaults import Default
from shared.policy.entry import Entry, Timeline
from shared.policy.families import Family
from shared.policy.institutions import Institution, recommending
from shared.policy.instruments import Instrument
from shared.policy.notifications import Notifications
from shared.policy.offices import Offices
from shared.policy.permissions import Permission, Permissions
from shared.policy.procedures import DueProcess
from shared.policy.reasons import ReasonText
from shared.policy.respondents import Evidence, Respondent
from shared.policy.retention import KeyDesks, Retention
from shared.policy.roles import Role
from shared.policy.rules import Rule
from shared.policy.sanctions import Sanction
from shared.policy.states import State
from shared.policy.templates import Template
from shared.policy.workdays import WorkCalendar
from shared.scope import EVERYTHING, NATIONAL, NOTHING, Scope, of_office, of_region

NOTHING_OVERRIDDEN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Kinds:
    """Every kind of dated entry. A line here is all that loads one: `name` is read from `name.yaml`."""

    rules: Timeline[Rule]
    reasons: Timeline[ReasonText]
    instruments: Timeline[Instrument]
    catalogue: Timeline[Act]
    families: Timeline[Family]
    respondents: Timeline[Respondent]
    evidence: Timeline[Evidence]
    contests: Timeline[Contest]
    sanctions: Timeline[Sanction]
    authorities: Timeline[Authority]
    conditions: Timeline[Condition]
    institutions: Timeline[Institution]
    agencies: Timeline[Agency]
    procedures: Timeline[DueProcess]
    criminal: Timeline[CriminalStep]
    deadlines: Timeline[Deadline]
    defaults: Timeline[Default]
    corrections: Timeline[Correctable]
    documents: Timeline[Template]


KINDS: Mapping[str, type[Entry]] = {
    kind: get_args(timeline)[0] for kind, timeline in get_type_hints(Kinds).items()
}
"""The model of every kind, by its name."""


@dataclass(frozen=True, eq=False)
class Policy(Kinds):
    """All policy, immutable after load."""

    states: Mapping[str, State]
    regions: Mapping[str, str]
    notifications: Notifications
    calendar: WorkCalendar
    roles: Mapping[str, Role]
    table: Permissions
    retention: Retention
    key_desks: KeyDesks

    @cached_property
    def offices(self) -> Offices:
        """The offices of those who may impose, and who acts there."""
        return Offices(self.authorities, self.regions, self.agencies)

    def scope(self, roles: Iterable[str], agency: str | None, region: str | None) -> Scope:
        """Which cases somebody with these roles may know of who acts for this office and region.

        A role that is not in the data may know of none.
        """
        covered = NOTHING
        for role in roles:
            match self.roles[role].scope if role in self.roles else "none":
                case "everything":
                    covered |= EVERYTHING
                case "region":
                    covered |= of_region(region)
                case "office":
                    covered |= of_office(agency)
                case "beneath":
                    covered |= Scope(offices=self.offices.beneath(agency))
        return covered

    def permissions(self, service: str) -> Mapping[str, Permission]:
        """Who may do what at a service, by operation; what is not in it nobody may do."""
        return self.table.of(service)

    def stamp(self, rule: str, day: date) -> str | None:
        """The version of a rule that counts on a day, None after the last one.

        Before all versions the earliest counts: what is that old had its procedure too. Raises KeyError: a
        rule that is not in the data is a bug.
        """
        if rule not in self.rules:
            raise KeyError(rule)
        found = self.rules.on_or_first(rule, day)
        return found.stamp if found else None

    def basis(self, rule: str, office: str, region: str, at: datetime) -> str | None:
        """The version of a rule that counts on the day that it is at an office at a moment.

        Procedure goes by the day of the step, substance by that of the act.
        """
        return self.stamp(rule, self.calendar.day_of(at, self.calendar.seat(office, region)))

    def not_held(self, contest: str, region: str, day: date) -> str | None:
        """Why a contest is none of that region and day, with those that count there; None where it is."""
        there = sorted(one.id for one in self.contests.in_force(day) if one.is_of(region))
        if contest in there:
            return None
        return f"none that counts there on {day}: {', '.join(there) or 'none does'}"

    def terms(
        self, day: date, contest: str | None = None, overrides: Mapping[str, str] = NOTHING_OVERRIDDEN
    ) -> Terms:
        """On what a limit that starts on that day depends: the case's contest, and its overrides.

        Where a later version of a default has the chosen option no more, what stands then counts.
        """
        known = self.contests.latest(contest or "")
        defaults = [default for id in self.defaults.ids if (default := self.defaults.on_or_first(id, day))]
        options = {
            default.id: chosen
            if (chosen := overrides.get(default.id)) and default.option(chosen)
            else default.stands
            for default in defaults
        }
        shift = sum(default.shift(options[default.id]) for default in defaults)
        return Terms(known.regime if known else None, options, shift)

    def limits(self, id: str, day: date, terms: Terms) -> Sequence[Deadline]:
        """The limits that count, under that id or in its place, for a clock that starts on that day.

        More than one where they differ by regime and the contest is not known: the longest then stands. A
        day before all versions is measured by the earliest: what is that old is not in time for ever. What
        goes on with the days that are left of another limit measures nothing.
        """
        family = dict.fromkeys(limit.id for limit in self.deadlines if limit.family == id and not limit.told)
        counting = (self.deadlines.on_or_first(member, day) for member in family)
        return tuple(limit for limit in counting if limit is not None and terms.admit(limit))

    def family(self, stamp: str) -> str:
        """The limit of a stamp ("kajian-pilkada@1"), whatever the regime and the options it counts for."""
        known = self.deadlines.stamped(stamp)
        return known.family if known else stamp.partition("@")[0]

    def competent(self, asked: Asked, day: date, barred: Collection[str] = ()) -> tuple[Authority, ...]:
        """Who may impose what is asked on that day, the one to propose first; never nobody.

        `barred` are ids of authorities that are not there or have a conflict of interest.
        """
        return competent(self.authorities, self.sanctions, asked, day, barred)

    def needed(self, asked: Asked, day: date, by: str) -> tuple[Condition, ...]:
        """What a decision of the authority `by` on that day needs besides."""
        return conditions(self.conditions, self.sanctions, asked, day, by)

    def recommending(self, day: date) -> Institution:
        """Who recommends to the PPK on that day."""
        return recommending(self.institutions, day)

    def recommending_at(self, moment: datetime) -> Institution:
        """Who recommends to the PPK at that moment: all who ever did work by the clocks of the capital."""
        return self.recommending(self.calendar.day_of(moment, NATIONAL))

    def reasons_for(self, step: str) -> tuple[str, ...]:
        """The codes of the reasons that may be given for a step ("intake.LapseReport")."""
        return tuple(dict.fromkeys(reason.id for reason in self.reasons if step in reason.steps))

    def mailbox(self, office: str) -> str | None:
        """Where an office ("ppk-32.08", "bkn") reads its mail, or None if policy knows no such office."""
        kind, _, region = office.partition("-")
        pattern = self.notifications.mailboxes.get(office) or self.notifications.mailboxes.get(kind)
        return pattern.format(region=region) if pattern else None
