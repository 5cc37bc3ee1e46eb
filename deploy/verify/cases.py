"""The pass over a ledger case by case: versions, chains, publication, the case row, what others applied."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from deploy.verify import store
from deploy.verify.along import Along
from deploy.verify.report import Report
from deploy.verify.stages import Stage
from shared.case import Case
from shared.database import Connection
from shared.event import GENESIS
from shared.relay.store import event_of
from shared.write.store import case_of, next_note

Find = Callable[[int | None, str], None]
Applied = Along[UUID, tuple[int, bytes]]


class OneCase:
    """One case while its events pass; ends with `close`."""

    def __init__(self, source: str, stage: Stage, case_id: UUID, find: Find) -> None:
        self._source = source
        self._stage = stage
        self._id = case_id
        self._find = find
        self._version = 0
        self._chain = GENESIS
        self._position = 0
        self._serial: int | None = None
        self._case: Case[Any] | None = None
        self._readable = True
        self.stored: Any = None
        self.applied: list[tuple[str, int, bytes]] = []

    def take(self, row: Any) -> None:
        """One more event of this case."""
        version: int = row["version"]
        if row["serial"] == self._serial:
            self._find(version, f"published a second time, at position {row['position']}")
            return
        self._serial = row["serial"]
        if version != self._version + 1:
            self._find(version, f"version {version} follows version {self._version}")
        event = event_of(self._source, row, row["position"])
        if event.link(self._chain) != event.chain:
            self._find(version, "the chain does not follow from the bytes: event or chain was changed")
        self._version, self._chain = version, event.chain
        self._published(row)
        self._fold(row)
        self._compare(version)

    def close(self) -> None:
        """All events passed: the case row and what others applied must agree with them."""
        for holder, version, _ in self.applied:
            reason = f"{holder} applied up to version {version}; the ledger ends at {self._version}: cut"
            self._find(version, reason)
        if self.stored is None:
            self._find(self._version, "there is no case row for these events")
        elif self._readable and self._case is not None:
            self._row(self._case)

    def _published(self, row: Any) -> None:
        position: int | None = row["position"]
        if position is None:
            if row["due"]:
                self._find(row["version"], "the relay went past it, but it is not published")
            return
        if position <= self._position:
            self._find(row["version"], f"position {position} is not after {self._position} of its case")
        self._position = position

    def _fold(self, row: Any) -> None:
        model = self._stage.contract.events.get(row["type"])
        if model is None:
            self._readable = False
            self._find(row["version"], f"events of type {row['type']} are not known to this code")
            return
        try:
            data = model.read(row["data"])
        except ValidationError as fault:
            self._readable = False
            self._find(row["version"], f"the data cannot be read: {fault.errors()[0]['type']}")
            return
        case = self._stage.procedure.apply(self._case, self._id, data, row["recorded_at"], row["actor"])
        self._case = case.linked(row["chain"])

    def _compare(self, version: int) -> None:
        """What others applied at this version must have had this chain."""
        left = []
        for holder, applied, chain in self.applied:
            if applied != version:
                left.append((holder, applied, chain))
            elif chain != self._chain:
                self._find(version, f"{holder} applied this version with another chain: rewritten")
        self.applied = left

    def _row(self, rebuilt: Case[Any]) -> None:
        try:
            stored = case_of(self.stored, self._stage.facts)
        except ValidationError:
            self._find(self._version, "the facts of the case row cannot be read")
            return
        differing = [name for name in Case._fields if getattr(stored, name) != getattr(rebuilt, name)]
        if self.stored["beside_at"] != next_note(rebuilt.beside):
            differing.append("beside_at")
        if differing:
            self._find(self._version, f"the case row is not what the ledger says, in: {', '.join(differing)}")


class CasePass:
    """Verifies every case of one ledger against itself, its row, and the inboxes of the others."""

    def __init__(
        self, source: str, stage: Stage, conn: Connection, others: Mapping[str, Connection], report: Report
    ) -> None:
        self._source = source
        self._stage = stage
        self._conn = conn
        self._report = report
        self._rows: Along[UUID, Any] = Along(store.case_rows(conn))
        self._applied: dict[str, Applied] = {
            name: Along(store.applied(other, source)) for name, other in others.items()
        }

    async def run(self, done: Callable[[int], None]) -> None:
        """Read the ledger once; `done` is told the number of events now and then."""
        case, case_id, events = None, None, 0
        async for row in store.ledger(self._conn):
            if case is None or row["case_id"] != case_id:
                if case is not None:
                    case.close()
                case_id = row["case_id"]
                case = await self._open(case_id)
            case.take(row)
            events += 1
            if events % 1000 == 0:
                done(events)
        if case is not None:
            case.close()
        await self._leftovers()
        self._report.events += events

    async def _open(self, case_id: UUID) -> OneCase:
        case = OneCase(
            self._source,
            self._stage,
            case_id,
            lambda version, reason: self._report.find(self._source, case_id, version, reason),
        )
        for key, row in await self._rows.until(case_id):
            if key == case_id:
                case.stored = row
            else:
                self._no_events(key, row)
        for holder, along in self._applied.items():
            for key, (version, chain) in await along.until(case_id):
                if key == case_id:
                    case.applied.append((holder, version, chain))
                else:
                    self._dropped(holder, key, version)
        return case

    async def _leftovers(self) -> None:
        async for key, row in self._rows.rest():
            self._no_events(key, row)
        for holder, along in self._applied.items():
            async for key, (version, _) in along.rest():
                self._dropped(holder, key, version)

    def _no_events(self, case_id: UUID, row: Any) -> None:
        self._report.find(self._source, case_id, row["version"], "a case row without any event in the ledger")

    def _dropped(self, holder: str, case_id: UUID, version: int) -> None:
        reason = f"{holder} applied this case up to version {version}; it is not in the ledger any more"
        self._report.find(self._source, case_id, version, reason)
