"""The pass over a ledger in the order of publication: positions, the ledger chain, what others witnessed."""

from collections.abc import Mapping

from deploy.verify import store
from deploy.verify.along import Along
from deploy.verify.report import Report
from deploy.verify.store import Position
from shared.database import Connection
from shared.event import GENESIS, ledger_link


class PositionPass:
    """Verifies the publications of one ledger against its events and the witnesses of the others."""

    def __init__(
        self, source: str, conn: Connection, others: Mapping[str, Connection], report: Report
    ) -> None:
        self._source = source
        self._conn = conn
        self._report = report
        self._witnesses = {name: Along(store.witnessed(other, source)) for name, other in others.items()}
        self._last = 0
        self._chain = GENESIS

    async def run(self, shipped: int) -> None:
        """Read the publications once. `shipped` is the position that the relay remembers."""
        async for at in store.positions(self._conn):
            self._number(at)
            self._link(at)
            for holder, along in self._witnesses.items():
                for position, chain in await along.until(at.position):
                    self._witnessed(at, holder, position, chain)
        for holder, along in self._witnesses.items():
            async for position, _ in along.rest():
                self._find(
                    f"{holder} saw position {position}; the ledger ends at {self._last}: its tail was cut"
                )
        if shipped > self._last:
            self._find(f"the relay shipped up to position {shipped}; the ledger ends at {self._last}")

    def _number(self, at: Position) -> None:
        if at.position != self._last + 1:
            self._find(f"position {at.position} follows position {self._last}")
        self._last = at.position

    def _link(self, at: Position) -> None:
        if at.chain is None:
            self._find(f"position {at.position} publishes an event that is not in the ledger")
        elif ledger_link(self._chain, at.chain) != at.ledger_chain:
            reason = f"the ledger chain at position {at.position} does not follow from the events"
            self._report.find(self._source, at.case_id, at.version, reason)
        self._chain = at.ledger_chain

    def _witnessed(self, at: Position, holder: str, position: int, chain: bytes) -> None:
        if position != at.position:
            self._find(f"{holder} saw position {position}, which is not in the ledger any more")
        elif chain != at.ledger_chain:
            self._find(f"{holder} saw another ledger chain at position {position}: history was rewritten")

    def _find(self, reason: str) -> None:
        self._report.find(self._source, None, None, reason)
