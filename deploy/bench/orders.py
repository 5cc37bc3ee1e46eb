"""How the conductor of a bench and its processes talk: small files in one folder, written whole.

The same for Netral and for the baseline, so that neither pays more for being measured.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LOOK_EVERY = 0.02
"""Seconds between two looks for an order or a result."""


@dataclass(frozen=True, slots=True)
class Order:
    """Send `items` items, numbered from `first`; at `per_s` items a second, or as fast as it goes."""

    number: int
    first: int
    items: int
    per_s: float | None = None


class Orders:
    """The folder of one run. Moments are seconds of the machine's monotonic clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def give(self, order: Order) -> None:
        """Ask the intake process for a load."""
        self._write(f"order-{order.number}", asdict(order))

    def taken(self, number: int) -> Order | None:
        """The order of this number, None while there is none."""
        found = self._read(f"order-{number}")
        return None if found is None else Order(**found)

    def accepted(self, number: int, moments: Mapping[str, float], began: float) -> None:
        """Every item of an order was accepted: when each was, by case id, and when the load began."""
        self._write(f"accepted-{number}", {"began": began, "moments": dict(moments)})

    def acceptance(self, number: int) -> tuple[float, dict[str, float]] | None:
        """What `accepted` wrote, None while the load is under way."""
        found = self._read(f"accepted-{number}")
        return None if found is None else (found["began"], found["moments"])

    def queued(self, moments: Mapping[str, float]) -> None:
        """When the last notification of each case was queued; notify's process writes it as it ends."""
        self._write("queued", dict(moments))

    def queueing(self) -> dict[str, float]:
        """What `queued` wrote. Raises FileNotFoundError if it did not end by itself."""
        found: dict[str, float] = json.loads((self._folder / "queued.json").read_text())
        return found

    def ready(self, service: str) -> None:
        """A process of the baseline has its partitions."""
        self._write(f"ready-{service}", {})

    def is_ready(self, service: str) -> bool:
        """Whether `ready` was called."""
        return (self._folder / f"ready-{service}.json").exists()

    def _write(self, name: str, content: Any) -> None:
        unfinished = self._folder / f"{name}.{os.getpid()}.new"
        unfinished.write_text(json.dumps(content))
        unfinished.replace(self._folder / f"{name}.json")

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self._folder / f"{name}.json").read_text())
        except FileNotFoundError:
            return None
