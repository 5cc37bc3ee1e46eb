"""The agencies' APIs as the demo's officers meet them."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from deploy.faults import Fault
from deploy.stack import Stack
from services.intake.items import case_of_item, former_case_of_item
from shared.private.fingerprints import Fingerprints, read_secret

PATIENCE = 60.0  # seconds that an agency may be away
_BOUND = 15.0  # seconds for one answer
_PAUSE = 0.3  # seconds until an agency that is away is asked again

Document = dict[str, Any]
AT_AN_OFFICE = frozenset({"ppk-officer", "examiner", "ethics-panel", "superior-official"})
"""Those who act for one office alone."""


class Agencies:
    """Asks with the right person's token. Use as an async context manager."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._urls = stack.urls
        self._client = httpx.AsyncClient(timeout=_BOUND, trust_env=False)
        self._tokens: dict[tuple[str, str | None], str] = {}

    async def __aenter__(self) -> "Agencies":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def case(self, agency: str, case_id: UUID) -> Document | None:
        """A case as this agency has it, or None."""
        answer = await self.ask(agency, "GET", f"/v1/cases/{case_id}")
        return None if answer.status_code == httpx.codes.NOT_FOUND else _document(agency, answer)

    async def case_of_item(self, id: str) -> UUID:
        """The case of an imported media item: intake keys its id with a secret, which this stack holds."""
        prints = Fingerprints(read_secret(self._stack.secrets.search_key("intake")))
        former = former_case_of_item(id)
        return former if await self.case("intake", former) else case_of_item(prints, id)

    async def events(self, agency: str, case_id: UUID) -> list[Document]:
        """What happened to a case at this agency; nothing if it is not there."""
        answer = await self.ask(agency, "GET", f"/v1/cases/{case_id}/history")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return []
        events: list[Document] = _document(agency, answer)["events"]
        return events

    async def worklist(self, agency: str, since: str | None) -> list[Document]:
        """All cases that this agency owns, or those changed since a moment (ISO 8601)."""
        cases: list[Document] = []
        query = {"limit": "200", **({"since": since} if since else {})}
        while True:
            page = _document(agency, await self.ask(agency, "GET", "/v1/cases", query=query))
            cases += page["cases"]
            if page["next"] is None:
                return cases
            query["cursor"] = page["next"]

    async def notifications(self, case_id: UUID) -> list[Document]:
        """What was told about a case."""
        answer = await self.ask("notify", "GET", f"/v1/cases/{case_id}/notifications")
        told: list[Document] = _document("notify", answer)["notifications"]
        return told

    async def ask(
        self,
        agency: str,
        method: str,
        path: str,
        who: str | None = "auditor",
        *,
        body: Document | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        office: str | None = None,
    ) -> httpx.Response:
        """The agency's answer, whatever it says; one that is away is asked again.

        `who` None: anybody, without a token. `office`: where the case lies; a PPK's officer acts for that PPK
        alone. Raises Fault after PATIENCE seconds without an answer.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        authorised = {"Authorization": f"Bearer {self._token(who, office)}"} if who else {}
        while True:
            try:
                answer = await self._client.request(
                    method,
                    self._urls[agency] + path,
                    json=body,
                    params=query,
                    headers={**authorised, **(headers or {})},
                )
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return answer
                why = "it is not available"
            except httpx.TransportError as fault:
                why = type(fault).__name__
            if loop.time() > until:
                raise Fault(f"{agency} does not answer: {why}", "See: netral status, and its log")
            await asyncio.sleep(_PAUSE)

    def _token(self, who: str, office: str | None) -> str:
        agency = office if who in AT_AN_OFFICE else None
        if (who, agency) not in self._tokens:
            self._tokens[who, agency] = self._stack.token(who, agency)
        return self._tokens[who, agency]


def _document(agency: str, answer: httpx.Response) -> Document:
    if answer.is_error:
        raise Fault(f"{agency} answers {answer.status_code}: {why(answer)}", "This is a bug of the demo")
    document: Document = answer.json()
    return document


def why(answer: httpx.Response) -> str:
    """The detail of a problem document."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase
