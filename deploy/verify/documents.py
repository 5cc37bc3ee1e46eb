"""The pass over the documents of a stage: no number is missing or given twice, each is what it was."""

import hashlib

from deploy.verify import store
from deploy.verify.report import Report
from shared.database import Connection
from shared.sealing import Unopened, unseal


class DocumentPass:
    """Verifies numbers against the ledger and the counters, and what was printed against its hash.

    What was printed in a case that was erased nobody can open: its hash stays, and is held against nothing.
    """

    def __init__(self, source: str, conn: Connection, report: Report) -> None:
        self._source = source
        self._conn = conn
        self._report = report
        self._last: dict[store.Series, int] = {}

    async def run(self) -> None:
        """Read the documents once. A database of before has none."""
        if not await store.has_documents(self._conn):
            return
        counters = await store.counters(self._conn)
        async for issued in store.documents(self._conn):
            self._number(issued)
            if not issued.in_ledger:
                self._find(issued, f"{issued.name} was issued by no such event of the ledger")
        for series in counters.keys() | self._last.keys():
            if (given := self._last.get(series, 0)) != (last := counters.get(series, 0)):
                kind, office, year = series
                reason = f"{kind} of {office} in {year} ends at number {given}; {last} were given"
                self._report.find(self._source, None, None, reason)
        async for printed in store.renderings(self._conn):
            self._content(printed)
        async for issued in store.lost(self._conn, self._source):
            self._find(issued, f"{issued.name} was read by somebody, and what was printed is gone")

    def _number(self, issued: store.Issued) -> None:
        last = self._last.get(issued.series, 0)
        if issued.number != last + 1:
            self._find(issued, f"{issued.name} follows number {last}")
        self._last[issued.series] = issued.number

    def _content(self, printed: store.Printed) -> None:
        issued = printed.issued
        if printed.key is None:
            if not printed.erased:
                self._find(issued, f"{issued.name} was printed, and the key of its case is gone")
            return
        try:
            content = unseal(printed.key, printed.document_id, printed.sealed)
        except Unopened:
            self._find(issued, f"{issued.name} cannot be opened: what was printed was changed")
            return
        if hashlib.sha256(content).digest() != printed.sha256:
            self._find(issued, f"{issued.name} is not what its hash says")

    def _find(self, issued: store.Issued, reason: str) -> None:
        self._report.find(self._source, issued.case_id, issued.version, reason)
