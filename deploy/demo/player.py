"""Plays stories. Each step looks first whether it was done before, so a story goes on where it was left."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import httpx

from deploy.demo.agencies import Agencies, Document, why
from deploy.demo.memory import Memory
from deploy.demo.narration import BEGINS, LIMITS, STEPS
from deploy.demo.story import (
    Await,
    CaseOf,
    Finding,
    Give,
    Item,
    Pass,
    Report,
    Step,
    Story,
    Withdraw,
    Workday,
)
from deploy.demo.turns import Turns
from shared import policy

ARRIVAL = 60.0  # seconds that an event may take to the agency where a story goes on
_POLL = 0.15  # seconds
_NOON = time(5, tzinfo=UTC)
"""Noon in Jakarta: the same day in every zone of the country."""


class Stuck(Exception):
    """A story cannot go on; the text says where and why."""


Opened = Callable[[Story, UUID], None]
Narrate = Callable[[Story, tuple[str, str]], None]


class Player:
    """Plays all stories at once. `pace`: seconds before each command, for somebody who watches."""

    def __init__(
        self,
        agencies: Agencies,
        memory: Memory,
        turns: Turns,
        opened: Opened,
        narrate: Narrate,
        pace: float,
    ) -> None:
        self._agencies = agencies
        self._memory = memory
        self._turns = turns
        self._now = turns.now
        self._opened = opened
        self._narrate = narrate
        self._pace = pace
        self._calendar = policy.load().calendar
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
            for number, step in enumerate(story.steps):
                if isinstance(step, Pass):
                    await self._pass(story, case_id, step, story.steps[number + 1 :])
                elif await self._step(case_id, step):
                    self._narrate(story, _words(step))
        except Stuck as stuck:
            return str(stuck)
        finally:
            self._cases[story.name].cancel()  # whoever waits for a story that never began gives up
            self._turns.ended()
        return None

    async def _begin(self, story: Story) -> UUID:
        """The story's case: an imported item's, or one that is handed in now or was before."""
        if isinstance(story.begins, Item):
            return await self._agencies.case_of_item(story.begins.id)
        handed = self._memory.report(story.name, _today(self._now()) - timedelta(days=_known(story.begins)))
        if handed.case is not None:
            return handed.case
        report = isinstance(story.begins, Report)
        answer = await self._agencies.ask(
            "intake",
            "POST",
            "/v1/reports" if report else "/v1/findings",
            None if report else "bawaslu-officer",
            body=_form(story.begins, handed.date_known),
            headers={"Idempotency-Key": handed.key},
        )
        if answer.status_code not in {httpx.codes.CREATED, httpx.codes.OK}:
            raise Stuck(f"the report was not taken: {why(answer)}")
        given = answer.json()
        self._memory.answered(story.name, given["case_id"], given.get("receipt"))
        self._narrate(story, BEGINS[type(story.begins).__name__])
        return UUID(given["case_id"])

    async def _pass(self, story: Story, case_id: UUID, step: Pass, later: Sequence[Step]) -> None:
        """Wait for a day of the limit that runs; nothing if the story is further than that."""
        for further in later:
            if not isinstance(further, Pass | Await) and await self._done(case_id, further):
                return
        case = await self._agencies.case(step.agency, case_id)
        if case is None or case["due"] is None:
            raise Stuck(f"no limit runs at {step.agency}")
        day = date.fromisoformat(case["due"]["on"]) + timedelta(days=step.until == "over")
        moment = datetime.combine(day, _NOON)
        if moment > self._now():
            await self._turns.until(moment)
            self._narrate(story, LIMITS[step.until])

    async def _step(self, case_id: UUID, step: Give | Withdraw | Await) -> bool:
        """Take a step; answers whether it was taken now. Raises Stuck."""
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
            answer = await self._take(subject, step, case)
            if answer.status_code == httpx.codes.OK:
                return True
            # The case moved meanwhile, or another run of the demo was quicker: look again.
            if answer.status_code not in {httpx.codes.PRECONDITION_FAILED, httpx.codes.CONFLICT}:
                raise Stuck(f"{step.proof} at {step.agency} was refused: {why(answer)}")
            obstacle = why(answer)
            await asyncio.sleep(_POLL)
        return False

    async def _done(self, case_id: UUID, step: Give | Withdraw | Await) -> bool:
        events = await self._agencies.events(step.agency, case_id)
        found = [event for event in events if event["type"] == step.proof]
        return len(found) >= step.nth

    async def _take(self, case_id: UUID, step: Give | Withdraw, case: Document) -> httpx.Response:
        if isinstance(step, Withdraw):
            receipt = self._memory.receipt(case_id)
            return await self._agencies.ask("intake", "POST", f"/v1/receipts/{receipt}/withdrawal", None)
        return await self._agencies.ask(
            step.agency,
            "POST",
            f"/v1/cases/{case_id}/{step.command}",
            step.who,
            body={name: await self._value(value, case) for name, value in step.body.items()},
            headers={"If-Match": f'"{case["version"]}"'},
            office=case["office"],
        )

    async def _value(self, value: Any, case: Document) -> Any:
        match value:
            case CaseOf(story):
                return str(await self._case_of(story))
            case Workday(ahead):
                today = self._calendar.day_of(self._now(), case["region"])
                return self._calendar.after(today, ahead, "working", case["region"]).isoformat()
            case _:
                return value

    async def _case_of(self, story: str) -> UUID:
        case = self._cases[story]
        await asyncio.wait({case})
        if case.cancelled():
            raise Stuck(f"{story}, which it needs, did not begin")
        return case.result()


def _today(now: datetime) -> date:
    return policy.load().calendar.day_of(now, "00")


def _known(begins: Report | Finding) -> int:
    return begins.known if isinstance(begins, Report) else 1


def _words(step: Give | Withdraw | Await) -> tuple[str, str]:
    return STEPS["withdraw" if isinstance(step, Withdraw) else getattr(step, "command", "")]


def _form(begins: Report | Finding, day: str) -> dict[str, Any]:
    described = {"name": begins.respondent.name, "office": begins.respondent.office}
    if begins.respondent.nip:
        described["nip"] = begins.respondent.nip
    form: dict[str, Any] = {"region": begins.region, "account": begins.account, "respondent": described}
    if isinstance(begins, Report):
        return {**form, "date_known": day, "reporter": {"name": begins.name, "email": begins.email}}
    return {**form, "found_on": day}
