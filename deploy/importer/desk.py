"""The front desk as the importer meets it: one item, one answer, whatever is down meanwhile."""

import asyncio
import random
import ssl
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import httpx

from deploy.faults import Fault
from deploy.importer.item import Item

PATIENCE = 60.0  # seconds without an answer after which the import gives up
_BOUND = 30.0  # seconds for one answer
_FIRST, _LONGEST = 0.1, 5.0  # seconds of a pause between two tries
_BROKEN_TRIES = 3  # an error of the service itself may pass; one that stays belongs to the item


@dataclass(frozen=True, slots=True)
class Refused:
    """The desk does not take this item."""

    reason: str


Answer = Literal["accepted", "known"] | Refused


class Desk:
    """Hands items in. Use as an async context manager; safe for many tasks at once."""

    def __init__(self, url: str, token: str, connections: int) -> None:
        self._url = f"{url}/v1/media-items"
        # httpx looks at every connection of a client at each request, so each client gets one.
        tls = ssl.create_default_context()
        self._clients = [
            httpx.AsyncClient(
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                timeout=_BOUND,
                trust_env=False,
                verify=tls,
            )
            for _ in range(connections)
        ]
        self._free: asyncio.LifoQueue[httpx.AsyncClient] = asyncio.LifoQueue()
        for client in self._clients:
            self._free.put_nowait(client)

    async def __aenter__(self) -> "Desk":
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()

    async def hand_in(self, item: Item) -> Answer:
        """Hand one item in, again under the same key until there is an answer.

        Raises Fault if there is none for PATIENCE seconds, or if the token is refused.
        """
        client = await self._free.get()
        try:
            return await self._insist(client, item)
        finally:
            self._free.put_nowait(client)

    async def _insist(self, client: httpx.AsyncClient, item: Item) -> Answer:
        key, loop = str(uuid4()), asyncio.get_running_loop()
        until, tries = loop.time() + PATIENCE, 0
        while True:
            answer = await self._try(client, item, key)
            if isinstance(answer, httpx.Response):
                if answer.status_code != httpx.codes.INTERNAL_SERVER_ERROR or tries + 1 >= _BROKEN_TRIES:
                    return _read(answer)
            elif loop.time() > until:
                raise Fault(
                    f"The front desk does not answer any more: {answer}",
                    "See netral status; then run the same import again, it goes on from here",
                )
            tries += 1
            await asyncio.sleep(min(_LONGEST, _FIRST * 2 ** min(tries, 8)) * random.uniform(0.5, 1.0))  # noqa: S311

    async def _try(self, client: httpx.AsyncClient, item: Item, key: str) -> httpx.Response | str:
        """The answer, or why there is none."""
        try:
            answer = await client.post(self._url, content=item.body, headers={"Idempotency-Key": key})
        except httpx.TransportError as fault:
            return type(fault).__name__
        away = answer.status_code in {
            httpx.codes.SERVICE_UNAVAILABLE,
            httpx.codes.BAD_GATEWAY,
            httpx.codes.GATEWAY_TIMEOUT,
            httpx.codes.TOO_MANY_REQUESTS,
        }
        return f"it answers {answer.status_code}" if away else answer


def _read(answer: httpx.Response) -> Answer:
    match answer.status_code:
        case httpx.codes.CREATED:
            return "accepted"
        case httpx.codes.OK:
            return "known"
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            raise Fault(
                "The front desk does not let the importer in",
                "The stack and this folder do not belong together: check --home",
            )
        case _:
            return Refused(_reason(answer))


def _reason(answer: httpx.Response) -> str:
    """The fields at fault if the problem document names some, else its detail."""
    try:
        problem = answer.json()
        faults = [f"{one['path'].removeprefix('body.')}: {one['reason']}" for one in problem["errors"]]
        return "; ".join(faults) or str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the front desk answers {answer.status_code}"
