"""The policy of a folder, or all of its faults: files, entries, days, and what they name of each other."""

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from shared.policy.calendar import CalendarData
from shared.policy.document import Document, Place, read
from shared.policy.entries import Entries, file_of, read_entries
from shared.policy.entry import Entry, Timeline
from shared.policy.faults import Finding, PolicyFault
from shared.policy.hanging import loose
from shared.policy.namable import Namable
from shared.policy.notifications import Notifications
from shared.policy.pairs import unpaired
from shared.policy.permissions import Permissions
from shared.policy.policy import KINDS, Policy
from shared.policy.references import References
from shared.policy.regions import read_regions
from shared.policy.retention import KeyDesks, Retention
from shared.policy.roles import Roles
from shared.policy.sheet import Sheet
from shared.policy.states import States
from shared.policy.target import Target
from shared.policy.untold import untold
from shared.policy.validation import validated
from shared.policy.workdays import WorkCalendar

FOLDER = Path(__file__).parent / "data"
REGIONS = "regions.csv"
SHEETS: Mapping[str, type[Sheet]] = {
    "states.yaml": States,
    "notifications.yaml": Notifications,
    "calendar.yaml": CalendarData,
    "roles.yaml": Roles,
    "permissions.yaml": Permissions,
    "retention.yaml": Retention,
    "key-desks.yaml": KeyDesks,
}
"""The files with a form of their own."""
FILES = frozenset({REGIONS, *SHEETS, *map(file_of, KINDS)})
"""The files of policy."""
Found = TypeVar("Found")
One = TypeVar("One", bound=Sheet)


@cache
def load(folder: Path = FOLDER, namable: Namable | None = None) -> Policy:
    """Read and check every policy file. Raises PolicyFault with all faults of all files.

    What policy names of services is looked for where these are `namable`.
    """
    return Loading(folder, namable).policy()


def load_or_exit(namable: Namable | None = None) -> Policy:
    """Like `load`; a broken policy ends the process with status 2 and one line for each fault."""
    try:
        return load(namable=namable)
    except PolicyFault as fault:
        sys.stderr.write(f"{fault}\n")
        raise SystemExit(2) from None


class Loading:
    """One reading of a folder. It goes on after a fault, so that all of them are told together."""

    def __init__(self, folder: Path, namable: Namable | None = None) -> None:
        self._folder = folder
        self._services = namable
        self.findings: list[Finding] = []
        self._sheets: dict[str, tuple[Document, Sheet]] = {}
        self._kinds: dict[str, Entries] = {}

    def policy(self) -> Policy:
        """The policy of the folder. Raises PolicyFault with whatever was found."""
        self.findings += self._strays()
        regions = self._told(read_regions, self._folder / REGIONS)
        for file, model in SHEETS.items():
            self._sheet(file, model)
        for kind, entry in KINDS.items():
            self._kind(kind, entry)
        self._refer(regions)
        if "catalogue" in self._kinds:
            self.findings += unpaired(self._kinds["catalogue"])
        if self._services is not None and "rules" in self._kinds:
            self.findings += self._services.unruled(self._kinds["rules"])
        if regions is not None and "calendar.yaml" in self._sheets:
            self.findings += self._unzoned(regions)
        if {"states.yaml", "retention.yaml"} <= self._sheets.keys():
            self.findings += self._unkept()
        if self.findings or regions is None:
            raise PolicyFault(self.findings)
        timelines: dict[str, Timeline[Any]] = {
            kind: Timeline([placed.entry for placed in found.placed]) for kind, found in self._kinds.items()
        }
        return Policy(
            **timelines,
            states={state.id: state for state in self._known(States).states},
            regions=regions,
            notifications=self._known(Notifications),
            calendar=WorkCalendar(self._known(CalendarData)),
            roles={role.id: role for role in self._known(Roles).roles},
            table=self._known(Permissions),
            retention=self._known(Retention),
            key_desks=self._known(KeyDesks),
        )

    def _strays(self) -> Iterator[Finding]:
        """The files of the folder that nothing reads: misspelt, or left over."""
        for path in sorted(self._folder.glob("*")):
            if path.suffix in {".yaml", ".yml", ".csv"} and path.name not in FILES:
                yield Finding(path.name, 1, None, None, "is no file that policy has", "rename or remove it")

    def _told(self, reading: Callable[[Path], Found], path: Path) -> Found | None:
        try:
            return reading(path)
        except PolicyFault as fault:
            self.findings += fault.findings
            return None

    def _sheet(self, file: str, model: type[Sheet]) -> None:
        if (document := self._told(read, self._folder / file)) is None:
            return
        self.findings += _doubles(document, model)
        sheet, findings = validated(document, model, ())
        self.findings += findings
        if sheet is not None:
            self._sheets[file] = document, sheet

    def _known(self, model: type[One]) -> One:
        return next(sheet for _, sheet in self._sheets.values() if isinstance(sheet, model))

    def _kind(self, kind: str, model: type[Entry]) -> None:
        if (document := self._told(read, self._folder / file_of(kind))) is not None:
            self._kinds[kind] = found = read_entries(document, kind, model)
            self.findings += found.findings

    def _refer(self, regions: Mapping[str, str] | None) -> None:
        references = References(self._targets(regions), self._services, unread=bool(self.findings))
        for document, sheet in self._sheets.values():
            self.findings += references.of_sheet(document, sheet)
        for found in self._kinds.values():
            for entry, place in found.placed:
                self.findings += references.of_entry(found.document, entry, place)
        if not self.findings:
            self.findings += loose(self._kinds["deadlines"], self._kinds["defaults"])
            self.findings += untold(self._kinds["deadlines"], self._known(Notifications))

    def _targets(self, regions: Mapping[str, str] | None) -> dict[str, Target]:
        """Everything that can be named, but for what could not be read."""
        targets: dict[str, Target] = {}
        for kind, found in self._kinds.items():
            entries = [placed.entry for placed in found.placed]
            whole = Timeline([entry for entry in entries if entry.id not in found.broken])
            ids = found.broken | {entry.id for entry in entries}
            targets[kind] = Target(found.document.file, ids, whole)
        if regions is not None:
            targets["regions"] = Target(REGIONS, frozenset(regions))
        for document, sheet in self._sheets.values():
            for name, ids in sheet.names().items():
                targets[name] = Target(document.file, ids)
        return targets

    def _unzoned(self, regions: Mapping[str, str]) -> Iterator[Finding]:
        document, _ = self._sheets["calendar.yaml"]
        zoned: dict[str, str] = {}
        for number, zone in enumerate(self._known(CalendarData).zones):
            for position, province in enumerate(zone.provinces):
                if (first := zoned.setdefault(province, zone.name)) != zone.name:
                    words = f"{province} is in the zone {first} already", "take it out of one of the two"
                    yield document.finding((), ("zones", number, "provinces", position), words)
        if missing := {region[:2] for region in regions} - zoned.keys():
            reason = f"no zone has the provinces {', '.join(sorted(missing))}"
            yield document.finding((), ("zones",), (reason, "add them to the zone they are in"))

    def _unkept(self) -> Iterator[Finding]:
        """Nothing is kept for ever because nobody said how long: every state in which a case ends is told."""
        document, _ = self._sheets["retention.yaml"]
        retention = self._known(Retention)
        told = retention.with_master | {kept.state for kept in retention.kept}
        ends = {state.id for state in self._known(States).states if state.final}
        if missing := ends - told:
            reason = f"nothing says how long a case is kept that ended in {', '.join(sorted(missing))}"
            yield document.finding((), ("kept",), (reason, "add a line with years and source"))


def _doubles(document: Document, model: type[Sheet]) -> Iterator[Finding]:
    """The items of a sheet's lists that have in common what no two may have."""
    for name, fields in model.keyed.items():
        items = document.data.get(name)
        seen: dict[tuple[str, ...], Place] = {}
        for number, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict):
                continue
            place = (name, number)
            key = tuple(str(item.get(field)) for field in fields)
            if (first := seen.setdefault(key, place)) != place:
                reason = f"{', '.join(key)} is there twice: line {document.line(first)} has it too"
                yield document.finding(place, fields[:1], (reason, "remove one of the two"))
