"""The feed of another service: its published events with their exact bytes, and its head."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import httpx

from shared.event import GENESIS, MOST_POSITION, MOST_VERSIONS, Event, headers, key
from shared.inbox.message import Message, read_headers
from shared.relay.store import Head

Answer = TypeVar("Answer")


class FeedAway(Exception):
    """The other service does not answer, or not with a feed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A published event as the feed gives it, with the ledger chain at its position.

    `previous` is the chain of the case before it: the event's own chain must follow from it.
    """

    message: Message
    position: int
    ledger_chain: bytes
    previous: bytes


def entry_json(event: Event, ledger_chain: bytes, previous: bytes) -> dict[str, Any]:
    """A feed entry as JSON: headers, key and value exactly as on the stream, in base64."""
    return {
        "position": event.position or 0,
        "ledger_chain": ledger_chain.hex(),
        "previous": previous.hex(),
        "headers": [[name, base64.b64encode(value).decode()] for name, value in headers(event)],
        "key": base64.b64encode(key(event.case_id)).decode(),
        "value": base64.b64encode(event.data).decode(),
    }


def _entry(source: str, found: dict[str, Any]) -> Entry:
    return Entry(
        Message(
            read_headers(found["headers"]),
            base64.b64decode(found["key"]),
            base64.b64decode(found["value"]),
            source,
        ),
        _number(found["position"], MOST_POSITION),
        _chain(found["ledger_chain"]),
        _chain(found["previous"]),
    )


def _chain(text: str) -> bytes:
    """A chain as a feed writes it. Raises ValueError for one of another length."""
    chain = bytes.fromhex(text)
    if len(chain) != len(GENESIS):
        raise ValueError("a chain of another length")
    return chain


def _number(found: Any, most: int) -> int:
    """A position or version as a feed writes it. Raises ValueError for one that no ledger holds."""
    if not 0 <= (number := int(found)) <= most:
        raise ValueError("a number out of range")
    return number


class Feed:
    """Reads the feed of one source with this service's identity. Every method raises FeedAway."""

    def __init__(self, client: httpx.AsyncClient, source: str, url: str) -> None:
        self.source = source
        self._client = client
        self._url = url.rstrip("/")

    async def head(self, at: int | None = None) -> Head:
        """The source's head, or what it says it was at a position (position 0: it has none such)."""
        return await self._get(
            "/v1/ledger/head",
            {} if at is None else {"position": at},
            lambda found: Head(_number(found["position"], MOST_POSITION), _chain(found["ledger_chain"])),
        )

    async def after(self, position: int, most: int = 500) -> list[Entry]:
        """Events after a position, in order."""
        query = {"after": position, "limit": most}
        return await self._get("/v1/events", query, self._entries)

    async def of_case(self, case_id: UUID, after: int, most: int = 500) -> list[Entry]:
        """Events of one case after a version, in order."""
        query = {"case_id": str(case_id), "after": max(after, 0), "limit": most}
        return await self._get("/v1/events", query, self._entries)

    async def case_heads(self, after: UUID, most: int = 1000) -> list[tuple[UUID, int, bytes]]:
        """The last published version and chain of each case, by case id."""
        query = {"after": str(after), "limit": most}
        return await self._get(
            "/v1/ledger/cases",
            query,
            lambda found: [
                (UUID(item["case_id"]), _number(item["version"], MOST_VERSIONS), _chain(item["chain"]))
                for item in found["cases"]
            ],
        )

    def _entries(self, found: Any) -> list[Entry]:
        return [_entry(self.source, item) for item in found["events"]]

    async def _get(self, path: str, query: dict[str, Any], read: Callable[[Any], Answer]) -> Answer:
        try:
            answer = await self._client.get(self._url + path, params=query)
            if answer.status_code != httpx.codes.OK:
                raise FeedAway(f"{self.source} answers {answer.status_code} to {path}")
            return read(answer.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise FeedAway(f"{self.source}: {type(fault).__name__}") from fault
