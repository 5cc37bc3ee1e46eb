"""Reporters and the front desk: hand reports in and register them over HTTP, whatever breaks meanwhile."""

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import httpx

from deploy.clock import TrialClock
from deploy.stack import Stack
from shared import policy
from shared.clock import system_clock

REGION = "32.08"
TODAY = system_clock().date().isoformat()
"""A day since which somebody knows of it whose report comes in time, where time is real."""
AT_ONCE = 16
AWAY = 0.05  # seconds until a service that is away is asked again
AWAY_BOUND = 300.0  # seconds: a wiped Kafka and a start of all four services may lie between


def day(stack: Stack, ahead: int = 0) -> str:
    """The present day at the office, or one so many days after it, also where time is moved."""
    clock = TrialClock(stack)
    now = clock.now() if clock.exists else system_clock()
    return policy.load().calendar.day_of(now + timedelta(days=ahead), REGION).isoformat()


class Desk:
    """Plays reporters and Bawaslu's desk officer.

    `accepted` gets every report that was answered with 201, and its receipt.
    """

    def __init__(self, stack: Stack, chance: random.Random, accepted: dict[UUID, str]) -> None:
        self.accepted = accepted
        self.registered = 0
        self._stack = stack
        self._chance = chance
        self._officer = {"Authorization": f"Bearer {stack.token('bawaslu-officer')}"}

    async def hand_in(self, count: int, region: str = REGION) -> list[UUID]:
        """Hand in and register so many reports; returns when all are registered."""
        turn = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:

            async def one(key: str) -> UUID:
                async with turn:
                    case_id = await self._report(client, key, region)
                    await self._register(client, case_id)
                    return case_id

            keys = [f"{self._chance.getrandbits(128):032x}" for _ in range(count)]
            return await asyncio.gather(*map(one, keys))

    async def hand_in_one(self, key: str) -> UUID:
        """Hand one report in and leave it at the desk."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            return await self._report(client, key, REGION)

    async def register(self, case_id: UUID) -> None:
        """Register a report that lies at the desk."""
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            await self._register(client, case_id)

    async def _register(self, client: httpx.AsyncClient, case_id: UUID) -> None:
        await self._command(client, case_id, "begin-review", "K01", 1)
        await self._command(client, case_id, "register-case", "K02", 2)
        self.registered += 1

    async def _report(self, client: httpx.AsyncClient, key: str, region: str) -> UUID:
        """The same key until the answer is 201: an answer that was lost must not become a second report."""
        form = {
            "region": region,
            "date_known": day(self._stack),
            "account": "Terlapor membagikan ajakan memilih calon di grup kantor.",
            "reporter": {"name": "Pelapor Contoh", "email": f"{key[:12]}@contoh.example"},
        }
        answer = await self._ask(client, "POST", "/v1/reports", {"Idempotency-Key": key}, form)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        self.accepted[UUID(made["case_id"])] = made["receipt"]
        return UUID(made["case_id"])

    async def _command(
        self, client: httpx.AsyncClient, case_id: UUID, name: str, state: str, version: int
    ) -> None:
        """A command that is refused as stale took effect if the case left the state in which it is given.

        Then only the answer was lost. If not, a limit was noted meanwhile, and it is given once more.
        """
        path = f"/v1/cases/{case_id}"
        while True:
            headers = {**self._officer, "If-Match": f'"{version}"'}
            answer = await self._ask(client, "POST", f"{path}/{name}", headers, {})
            assert answer.status_code in (200, 412), answer.text
            if answer.status_code == httpx.codes.OK:
                return
            case = (await self._ask(client, "GET", path, self._officer)).json()
            assert case["version"] > version, answer.text
            if case["state"] != state:
                return
            version = case["version"]

    async def _ask(
        self,
        client: httpx.AsyncClient,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        loop = asyncio.get_running_loop()
        limit = loop.time() + AWAY_BOUND
        while True:
            try:
                url = self._stack.url("intake") + path
                answer = await client.request(method, url, headers=headers, json=body)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    return answer
                last = answer.text
            except httpx.TransportError as fault:
                last = repr(fault)
            assert loop.time() < limit, f"{path} was never answered: {last}"
            await asyncio.sleep(AWAY)
