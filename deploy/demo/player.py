"""Plays stories. Each step looks first whether it was done before, so a story goes on where it was left."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from deploy.demo.agencies import Agencies, Document, why
from deploy.demo.memory import Memory
from deploy.demo.story import Await, CaseOf, Day, Give, Item, Report, Story
from shared.identifiers import derived_id

ARRIVAL = 60.0  # seconds that an event may take to the agency where a story goes on
_POLL = 0.15  # seconds


class Stuck(Exception):
    """A story cannot go on; the text says where and why."""


Opened = Callable[[Story, UUID], None]


class Player:
    """Plays all stories at once. `pace`: seconds before each command, for somebody who watches."""

    def __init__(self, agencies: Agencies, memory: Memory, opened: Opened, pace: float) -> None:
        self._agencies = agencies
        self._memory = memory
        self._opened = opened
        self._pace = pace
        self._cases: dict[str, asyncio.Future[UUID]] = {}

    async def play(self, stories: Sequence[Story]) -> dict[str, str]:
        """Play them to their ends. Answers by name why some got stuck. Raises Fault if an agency is away."""
        loop = asyncio.get_running_loop()
        self._cases = {story.name: loop.create_future() for story in stories}
        ended = await asyncio.gather(*map(self._one, stories))
        return {story.name: reason for story, reason in zip(stories, ended, strict=True) if reason}

    async def _one(self, story: Story) -> str | None:
        try:
            case_id = await self._begin(story)
            self._cases[story.name].set_result(case_id)
            self._opened(story, case_id)
            for step in story.steps:
                await self._step(case_id, step)
        except Stuck as stuck:
            return str(stuck)
        finally:
            self._cases[story.name].cancel()  # whoever waits for a story that never began gives up
        return None

    async def _begin(self, story: Story) -> UUID:
        """The story's case: an imported item's, or that of a report handed in now or before."""
        if isinstance(story.begins, Item):
            return derived_id("media", story.begins.id)
        handed = self._memory.report(story.name)
        if handed.case is not None:
            return handed.case
        answer = await self._agencies.ask(
            "intake",
            "POST",
            "/v1/reports",
            None,
            body=_form(story.begins, handed.date_known),
            headers={"Idempotency-Key": handed.key},
        )
        if answer.status_code != httpx.codes.CREATED:
            raise Stuck(f"the report was not taken: {why(answer)}")
        receipt = answer.json()
        self._memory.answered(story.name, receipt["case_id"], receipt["receipt"])
        return UUID(receipt["case_id"])

    async def _step(self, case_id: UUID, step: Give | Await) -> None:
        loop = asyncio.get_running_loop()
        until, obstacle = loop.time() + ARRIVAL, "it did not arrive"
        subject = case_id
        if isinstance(step, Await) and step.of:
            subject = await self._case_of(step.of)
        while not await self._done(subject, step):
            if loop.time() > until:
                raise Stuck(f"{step.proof} at {step.agency}: {obstacle}")
            if isinstance(step, Await) or (case := await self._agencies.case(step.agency, subject)) is None:
                await asyncio.sleep(_POLL)
                continue
            await asyncio.sleep(self._pace)
            answer = await self._give(subject, step, case)
            if answer.status_code == httpx.codes.OK:
                return
            # The case moved meanwhile, or another run of the demo was quicker: look again.
            if answer.status_code not in {httpx.codes.PRECONDITION_FAILED, httpx.codes.CONFLICT}:
                raise Stuck(f"{step.command} at {step.agency} was refused: {why(answer)}")
            obstacle = why(answer)
            await asyncio.sleep(_POLL)

    async def _done(self, case_id: UUID, step: Give | Await) -> bool:
        events = await self._agencies.events(step.agency, case_id)
        return any(event["type"] == step.proof for event in events)

    async def _give(self, case_id: UUID, step: Give, case: Document) -> httpx.Response:
        return await self._agencies.ask(
            step.agency,
            "POST",
            f"/v1/cases/{case_id}/{step.command}",
            step.who,
            body={name: await self._value(value) for name, value in step.body.items()},
            headers={"If-Match": f'"{case["version"]}"'},
            office=case["office"],
        )

    async def _value(self, value: Any) -> Any:
        match value:
            case CaseOf(story):
                return str(await self._case_of(story))
            case Day():
                return value.on(datetime.now(UTC).date())
            case _:
                return value

    async def _case_of(self, story: str) -> UUID:
        case = self._cases[story]
        await asyncio.wait({case})
        if case.cancelled():
            raise Stuck(f"{story}, which it needs, did not begin")
        return case.result()


def _form(report: Report, date_known: str) -> dict[str, Any]:
    return {
        "region": report.region,
        "date_known": date_known,
        "account": report.account,
        "reporter": {"name": report.name, "email": report.email},
    }
