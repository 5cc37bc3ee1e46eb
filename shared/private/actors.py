"""Opaque ids of those who act: a token may call them by a name, and no name goes on the stream."""

import base64
import hmac

from shared.auth import PUBLIC, Principal
from shared.database import Pool
from shared.private import store

MOST_KNOWN = 4096
SERVICE = "service"
_BYTES = 10
"""80 bits: no two officers of the country share an id."""


class Actors:
    """Gives each subject of a token the same id at every stage: a hash keyed with a secret of the stages.

    So a stage can tell that whoever decides is not who verified elsewhere, and nobody without the secret can
    try names out. Whose id it is stands in a table of the service where the officer acted. The public and
    services have no name to hide: they are called what they are.
    """

    def __init__(self, pool: Pool, issuer: str, secret: bytes) -> None:
        self._pool = pool
        self._issuer = issuer
        self._secret = secret
        self._known: dict[str, str] = {}

    async def of(self, principal: Principal) -> str:
        """The opaque id of a principal. Raises the database's fault when it is away."""
        if principal.id == PUBLIC.id or SERVICE in principal.roles:
            return principal.id
        if (known := self._known.get(principal.id)) is not None:
            return known
        opaque = self._opaque(principal.id)
        async with self._pool.acquire() as conn:
            await store.keep_subject(conn, opaque, principal.id)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[principal.id] = opaque
        return opaque

    def _opaque(self, subject: str) -> str:
        digest = hmac.digest(self._secret, f"{self._issuer}\0{subject}".encode(), "sha256")
        return "act-" + base64.b32encode(digest[:_BYTES]).decode().lower()
