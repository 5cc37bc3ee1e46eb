"""What other services sealed in a case, and the key that their desk hands out for one reading."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx

from shared.event import GENESIS, Malformed, decode
from shared.reconcile.feed import Feed, FeedAway

PAGE = 500


class DeskAway(Exception):
    """The other service does not answer now, or not as a desk; the text says which."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a key desk answers: the key, or none, because it was erased or never leaves."""

    key: bytes | None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class SealedPart:
    """Something sealed in an event, and the event that it is bound to."""

    source: str
    event_id: UUID
    version: int
    type: str
    occurred_at: datetime
    part: str
    sealed: str

    @property
    def place(self) -> str:
        """How a record names it: source/version/part."""
        return f"{self.source}/{self.version}/{self.part}"


def parts_of(
    source: str, event_id: UUID, version: int, type: str, occurred_at: datetime, data: bytes
) -> list[SealedPart]:
    """What is sealed in an event's data. Raises ValueError for data that is no JSON object."""
    found = json.loads(data)
    return [
        SealedPart(source, event_id, version, type, occurred_at, name, found[name])
        for name in ("private", "reporter")
        if isinstance(found.get(name), str)
    ]


class Desk:
    """One other service, asked with this service's own identity. Every method raises DeskAway.

    No key is kept: each reading asks again, so each handing-out is on record there, with who and why, and an
    erasure holds from its commit on.
    """

    def __init__(self, client: httpx.AsyncClient, source: str, url: str) -> None:
        self._client = client
        self.source = source
        self._url = url.rstrip("/")
        self._feed = Feed(client, source, url)

    async def parts(self, case_id: UUID, version: int, chain: bytes) -> list[SealedPart]:
        """What is sealed in the events of a case up to the version that was taken in here, with its chain.

        The bytes come from the other's feed; they must chain up to what this service took in.
        """
        found: list[SealedPart] = []
        reached, last = 0, GENESIS
        try:
            while reached < version:
                page = await self._feed.of_case(case_id, reached, PAGE)
                for entry in page:
                    event = decode(entry.message.headers, entry.message.value)
                    if event.version != reached + 1 or event.link(last) != event.chain:
                        raise DeskAway(f"{self.source} answers with a history that does not chain up")
                    reached, last = event.version, event.chain
                    found += parts_of(
                        self.source, event.id, event.version, event.type, event.occurred_at, event.data
                    )
                    if reached == version:
                        break
                if not page:
                    break
        except (FeedAway, Malformed, ValueError) as fault:
            raise DeskAway(f"{self.source} does not answer: {type(fault).__name__}") from None
        if last != chain:
            raise DeskAway(f"{self.source} answers with another history than the one taken in here")
        return found

    async def key(self, case_id: UUID, officer: str, purpose: str) -> Handed:
        """The key of a case, for one reading of this officer (an opaque id) for this purpose."""
        body = {"officer": officer, "purpose": purpose}
        try:
            answer = await self._client.post(f"{self._url}/v1/keys/{case_id}", json=body)
            if answer.status_code in (httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND):
                return Handed(None)
            if answer.status_code == httpx.codes.CONFLICT:
                raise DeskAway(f"{self.source} has not heard yet that the case came here")
            answer.raise_for_status()
            found = answer.json()
            key = found["key"]
            return Handed(base64.b64decode(key) if key else None, bool(found["erased"]))
        except (httpx.HTTPError, ValueError, KeyError, TypeError, binascii.Error) as fault:
            raise DeskAway(f"{self.source} does not answer: {type(fault).__name__}") from None
