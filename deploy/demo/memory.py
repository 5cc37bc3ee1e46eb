"""What the demo must remember of its reports in a state folder, so that none is handed in twice."""

from dataclasses import asdict, dataclass
from datetime import date
from json import dumps
from pathlib import Path
from uuid import UUID, uuid4

from deploy.faults import Fault
from deploy.home import read_json, write_whole


@dataclass(slots=True)
class Handed:
    """One report: the key and the day under which it is handed in, and what the desk answered."""

    key: str
    date_known: str
    case_id: str | None = None
    receipt: str | None = None

    @property
    def case(self) -> UUID | None:
        """The case it became, once the desk answered."""
        return UUID(self.case_id) if self.case_id else None


class Memory:
    """Kept in one file of the state folder, written before a report is sent and after it was answered."""

    def __init__(self, file: Path) -> None:
        self._file = file
        found = read_json(file)
        try:
            self._reports = {name: Handed(**one) for name, one in found.get("reports", {}).items()}
        except TypeError:
            raise Fault(f"{file} is damaged", f"Remove it and run the command again: rm {file}") from None
        self.resumed = bool(found)
        self._started = bool(found.get("started"))

    @property
    def started(self) -> bool:
        """Whether a demo started the stack, so that a demo stops it."""
        return self._started

    @started.setter
    def started(self, value: bool) -> None:
        self._started = value
        self._write()

    def report(self, name: str, known: date) -> Handed:
        """What is known of a story's report; of a new one key and day are drawn and kept."""
        if name not in self._reports:
            self._reports[name] = Handed(str(uuid4()), known.isoformat())
            self._write()
        return self._reports[name]

    def receipt(self, case_id: UUID) -> str:
        """The receipt number of a case that was handed in as a report."""
        return next(one.receipt or "" for one in self._reports.values() if one.case == case_id)

    def answered(self, name: str, case_id: str, receipt: str | None) -> None:
        """Keep the desk's answer."""
        handed = self._reports[name]
        handed.case_id, handed.receipt = case_id, receipt
        self._write()

    def _write(self) -> None:
        reports = {name: asdict(one) for name, one in self._reports.items()}
        write_whole(self._file, dumps({"started": self._started, "reports": reports}, indent=1))
