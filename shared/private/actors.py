"""Opaque ids of those who act: a token may call them by a name, and no name goes on the stream."""

import base64
import hmac
from collections.abc import Iterable, Sequence

from shared.auth import PUBLIC, Principal
from shared.database import Connection
from shared.private import store
from shared.write.session import Projection, Written

SERVICE = "service"
_BYTES = 10
"""80 bits: no two officers of the country share an id."""


class Actors:
    """Gives each subject of a token the same id at every stage: a hash keyed with a secret of the stages.

    So a stage can tell that whoever decides is not who verified elsewhere, and nobody without the secret can
    try names out. Whose id it is stands in a table of the service where the officer acted. The public and
    services have no name to hide: they are called what they are.
    """

    def __init__(self, issuer: str, secret: bytes) -> None:
        self._issuer = issuer
        self._secret = secret
        self._subjects: dict[str, str] = {}

    def of(self, principal: Principal) -> str:
        """The opaque id of a principal."""
        if principal.id == PUBLIC.id or SERVICE in principal.roles:
            return principal.id
        digest = hmac.digest(self._secret, f"{self._issuer}\0{principal.id}".encode(), "sha256")
        opaque = "act-" + base64.b32encode(digest[:_BYTES]).decode().lower()
        self._subjects[opaque] = principal.id
        return opaque

    def subjects(self, ids: Iterable[str]) -> dict[str, str]:
        """Whose these ids are, of those who acted in this process."""
        return {id: subject for id in ids if (subject := self._subjects.get(id))}


def keeping_subjects(project: Projection, actors: Actors) -> Projection:
    """A stage's projection that also keeps whose the opaque ids of its events are."""

    async def both(conn: Connection, written: Sequence[Written]) -> None:
        await project(conn, written)
        await store.keep_subjects(conn, actors.subjects({w.event.actor for w in written}))

    return both
