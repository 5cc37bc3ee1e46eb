"""The numbered SQL files that make a service's tables, in the order in which they are applied."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SERVICES = ("intake", "triage", "sanctions", "notify")


@dataclass(frozen=True)
class Migration:
    """One file: its name as recorded (`shared/0001_ledger.sql`), its text, the sum of the text."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """The sum recorded when it is applied; a file with another sum later is refused."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations(service: str) -> list[Migration]:
    """What every service has (shared/migrations), then this service's own, each by file name."""
    found = []
    for package in ("shared", f"services.{service}"):
        for folder in _folders(package):
            for file in sorted(folder.glob("migrations/*.sql")):
                name = f"{package.replace('.', '/')}/{file.name}"
                found.append(Migration(name, file.read_text(encoding="utf-8")))
    return found


def _folders(package: str) -> list[Path]:
    try:
        found = find_spec(package)
    except ModuleNotFoundError:
        return []
    return [Path(place) for place in (found.submodule_search_locations or [])] if found else []
