"""What one transaction seals: with the keys that its cases have, and with new ones where they have none."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from shared.database import Connection
from shared.private import store
from shared.sealing import new_key, seal

Parts = Mapping[str, bytes]
"""What goes sealed into an event, in the clear, by the name of the field: "private", "reporter"."""


class Seals:
    """The keys of one transaction. The rows of its cases are locked, so no other one draws a key for them."""

    def __init__(self) -> None:
        self._keys: dict[tuple[UUID, str], bytes] = {}
        self._drawn: set[tuple[UUID, str]] = set()
        self._erased: frozenset[UUID] = frozenset()

    async def load(self, conn: Connection, case_ids: Collection[UUID]) -> None:
        """Read the keys of cases that exist, and which of these were erased."""
        if case_ids:
            self._keys = await store.keys(conn, case_ids)
            self._erased = await store.erased(conn, case_ids)

    def refuses(self, case_id: UUID) -> bool:
        """Whether nothing more may be sealed in this case: what identifies persons in it was erased."""
        return case_id in self._erased

    def sealed(self, case_id: UUID, event_id: UUID, parts: Parts) -> dict[str, str]:
        """The sealed fields of an event."""
        return {name: seal(self._key(case_id, name), event_id, clear) for name, clear in parts.items()}

    def _key(self, case_id: UUID, part: str) -> bytes:
        place = (case_id, part)
        if place not in self._keys:
            self._keys[place] = new_key()
            self._drawn.add(place)
        return self._keys[place]

    async def keep(self, conn: Connection, written: Iterable[UUID], at: datetime) -> None:
        """Keep the keys that were drawn for cases which this transaction writes."""
        cases = set(written)
        fresh = {place: self._keys[place] for place in self._drawn if place[0] in cases}
        if fresh:
            await store.keep_keys(conn, fresh, at)
