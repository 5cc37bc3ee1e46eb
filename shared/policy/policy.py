"""Policy data, validated at load: states, rules, regions, and who is told of what."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from shared.policy.calendar import CalendarData
from shared.policy.classification import Classification, Contest, Elections
from shared.policy.deadlines import Deadline, Deadlines
from shared.policy.permissions import SYSTEM, Permission, Permissions
from shared.policy.reasons import Reasons, ReasonText
from shared.policy.retention import KeyDesks, Retention
from shared.policy.roles import Role, Roles
from shared.policy.workdays import WorkCalendar
from shared.scope import EVERYTHING, NATIONAL, NOTHING, Scope, of_office, of_region

FOLDER = Path(__file__).parent / "data"


class PolicyFault(Exception):
    """A policy file is wrong; the text names file and field."""


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Model = TypeVar("Model", bound=BaseModel)
Named = TypeVar("Named", bound=_WithId)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class State(_Entry):
    """A state of the case (status perkara) with its labels."""

    id: str = Field(pattern=r"^K\d{2}$")
    code: str
    indonesian: str
    english: str
    stage: Literal["intake", "triage", "sanctions"] | None = None
    final: bool = False


class Rule(_Entry):
    """A rule that steps rest on, with its source and how sure it is."""

    id: str
    version: str
    valid_from: date
    valid_to: date | None = None
    source: str
    confidence: Literal["found", "known", "design"]
    indonesian: str

    @property
    def stamp(self) -> str:
        """What an event stores: the rule and its version."""
        return f"{self.id}@{self.version}"


class Template(_Entry):
    """The text of a notification, Indonesian first."""

    subject: str
    indonesian: str
    english: str

    @property
    def of_a_limit(self) -> bool:
        """Whether it has words for a limit, and its end."""
        return any("{on}" in text or "{limit_" in text for text in (self.indonesian, self.english))


Recipient = Literal["reporter", "bawaslu", "bkn", "ppk"]


class Notifications(_Entry):
    """Who is told of what, where offices read their mail, and with which words."""

    version: str
    mailboxes: Mapping[str, str]
    events: Mapping[str, tuple[Recipient, ...]]
    letters: Mapping[str, str]
    templates: Mapping[str, Template]

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


class _States(_Entry):
    version: str
    states: tuple[State, ...]


class _Rules(_Entry):
    rules: tuple[Rule, ...]


class Policy:
    """All policy of one deployment, immutable after load."""

    def __init__(
        self,
        states: Mapping[str, State],
        rules: Mapping[str, Rule],
        regions: Mapping[str, str],
        notifications: Notifications,
        deadlines: Sequence[Deadline],
        calendar: WorkCalendar,
        roles: Mapping[str, Role],
        permissions: Permissions,
        contests: Mapping[str, Contest],
        classification: Classification,
        reasons: Mapping[str, ReasonText],
        retention: Retention,
        key_desks: KeyDesks,
    ) -> None:
        self.states = states
        self.rules = rules
        self.regions = regions
        self.notifications = notifications
        self.deadlines = {deadline.stamp: deadline for deadline in deadlines}
        self.calendar = calendar
        self.roles = roles
        self._permissions = permissions
        self.contests = contests
        self.classification = classification
        self.reasons = reasons
        self.retention = retention
        self.key_desks = key_desks

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
        return covered

    def permissions(self, service: str) -> Mapping[str, Permission]:
        """Who may do what at a service, by operation; what is not in it nobody may do."""
        return self._permissions.of(service)

    def stamp(self, rule: str) -> str:
        """The rule with its version. Raises KeyError: a rule that is not in the data is a bug."""
        return self.rules[rule].stamp

    def limit(self, id: str, day: date) -> Deadline | None:
        """The version of a limit that counts for a clock that starts on that day, None where none does.

        A day before all versions is measured by the earliest: what is that old is not in time for ever.
        """
        versions = [deadline for deadline in self.deadlines.values() if deadline.id == id]
        earliest = min(versions, key=lambda version: version.valid_from, default=None)
        if earliest is not None and day < earliest.valid_from:
            return earliest
        return next((version for version in versions if version.counts_on(day)), None)

    def reasons_for(self, step: str) -> tuple[str, ...]:
        """The codes of the reasons that may be given for a step ("intake.LapseReport")."""
        return tuple(reason.id for reason in self.reasons.values() if step in reason.steps)

    def mailbox(self, office: str) -> str | None:
        """Where an office ("ppk-32.08", "bkn") reads its mail, or None if policy knows no such office."""
        kind, _, region = office.partition("-")
        pattern = self.notifications.mailboxes.get(kind)
        return pattern.format(region=region) if pattern else None


@cache
def load(folder: Path = FOLDER) -> Policy:
    """Read and check every policy file. Raises PolicyFault naming file and field."""
    states = _read(folder / "states.yaml", _States).states
    rules = _read(folder / "rules.yaml", _Rules).rules
    with (folder / "regions.csv").open(encoding="utf-8", newline="") as lines:
        regions = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    regions[NATIONAL] = "Nasional"
    deadlines = _read(folder / "deadlines.yaml", Deadlines).deadlines
    for deadline in deadlines:
        if deadline.rule not in {rule.id for rule in rules}:
            raise PolicyFault(f"deadlines.yaml: {deadline.stamp}: rule: there is no rule {deadline.rule}")
        if unknown_states := deadline.states - {state.id for state in states}:
            raise PolicyFault(
                f"deadlines.yaml: {deadline.stamp}: states: there is no {', '.join(sorted(unknown_states))}"
            )
    calendar = _read(folder / "calendar.yaml", CalendarData)
    if unknown := {region[:2] for region in regions} - {p for z in calendar.zones for p in z.provinces}:
        raise PolicyFault(f"calendar.yaml: zones: no zone has the provinces {', '.join(sorted(unknown))}")
    roles = _by_id("roles.yaml", _read(folder / "roles.yaml", Roles).roles)
    permissions = _read(folder / "permissions.yaml", Permissions)
    if strange := permissions.roles - roles.keys() - {SYSTEM}:
        raise PolicyFault(f"permissions.yaml: services: roles.yaml has no {', '.join(sorted(strange))}")
    key_desks = _read(folder / "key-desks.yaml", KeyDesks)
    asking = {role for desks in key_desks.readers.values() for role in desks.values()}
    if unheard := (asking | key_desks.waits.keys()) - roles.keys():
        raise PolicyFault(f"key-desks.yaml: readers: roles.yaml has no {', '.join(sorted(unheard))}")
    return Policy(
        _by_id("states.yaml", states),
        _by_id("rules.yaml", rules),
        regions,
        _read(folder / "notifications.yaml", Notifications),
        deadlines,
        WorkCalendar(calendar),
        roles,
        permissions,
        _by_id("elections.yaml", _read(folder / "elections.yaml", Elections).contests),
        _read(folder / "classification.yaml", Classification),
        _by_id("reasons.yaml", _read(folder / "reasons.yaml", Reasons).reasons),
        _read(folder / "retention.yaml", Retention),
        key_desks,
    )


def _by_id(file: str, entries: Sequence[Named]) -> dict[str, Named]:
    """The entries by their ids. A second one of an id would silently take the first one's place."""
    found: dict[str, Named] = {}
    for entry in entries:
        if found.setdefault(entry.id, entry) is not entry:
            raise PolicyFault(f"{file}: {entry.id} is there twice")
    return found


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return TypeAdapter(model).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as fault:
        raise PolicyFault(f"{path.name}: {fault}") from fault
