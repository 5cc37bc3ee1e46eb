"""Opaque ids of those who act: a token may call them by a name, and no name goes on the stream."""

import base64
import os

from shared.auth import PUBLIC, Principal
from shared.database import Pool
from shared.private import store

MOST_KNOWN = 4096
SERVICE = "service"


class Actors:
    """Gives each subject of a token a random id of its own at this service, the same from then on.

    The table that says whose it is stays in this service's database. The public and services have no name
    to hide: they are called what they are.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: dict[str, str] = {}

    async def of(self, principal: Principal) -> str:
        """The opaque id of a principal. Raises the database's fault when it is away."""
        if principal.id == PUBLIC.id or SERVICE in principal.roles:
            return principal.id
        if (known := self._known.get(principal.id)) is not None:
            return known
        drawn = "act-" + base64.b32encode(os.urandom(10)).decode().lower()
        async with self._pool.acquire() as conn:
            known = await store.opaque_id(conn, principal.id, drawn)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[principal.id] = known
        return known
