"""Plays a worked case on a running system, as its agencies do: over their HTTP APIs, and nothing else."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx

from deploy.cases.casefile import PUBLIC, Competent, Expected, Issued, Service, Status, Step, Suggested
from deploy.cases.commands import Command, commands
from deploy.cases.loading import ANOTHER, FIRST, Worked
from deploy.demo.agencies import Agencies, Document, why
from deploy.demo.player import ARRIVAL
from services.intake.forms import NotedItem
from shared.api.problems import BASE
from shared.policy import Policy
from shared.scope import NATIONAL

POLL = 0.1  # seconds
BKN = "bkn-auditor"
"""Who may ask what the law suggests."""
SUPERIOR = "superior-official"
Wrong = tuple[str, str, str]
"""The field of what was expected that did not come, what it says, and what came."""
_OF_THE_CASE = frozenset({"state", "office", "escalation", "criminal", "due", "beside"})
_READERS: Mapping[Service, str] = {"intake": "bawaslu-officer", "triage": "bawaslu-officer", "sanctions": BKN}
"""Who may see the documents of a stage."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a step did not come as the file says."""

    line: int
    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it was taken, and what came of it."""

    line: int
    step: Step
    found: str
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the file: its id, and the number of its receipt where a report has one."""

    id: UUID
    receipt: str | None


class Player:
    """Plays files one after the other or many at once: each opens cases of its own."""

    def __init__(self, agencies: Agencies, policy: Policy, told: Callable[[Taken], None]) -> None:
        self._agencies = agencies
        self._policy = policy
        self._told = told

    async def play(self, worked: Worked) -> Difference | None:
        """Play a file to its end, or to the first difference, which is answered.

        Raises Fault if an agency is away.
        """
        playing = _Playing(self._agencies, self._policy, worked)
        for number, step in enumerate(worked.case.steps):
            found, difference = await playing.step(number, step)
            self._told(Taken(worked.line(number), step, found, difference))
            if difference is not None:
                return difference
        return None


class _Playing:
    """One play of one file."""

    def __init__(self, agencies: Agencies, policy: Policy, worked: Worked) -> None:
        self._agencies = agencies
        self._policy = policy
        self._commands = commands(policy)
        self._worked = worked
        self._cases: dict[str, Case] = {}

    async def step(self, number: int, step: Step) -> tuple[str, Difference | None]:
        """Take a step; answers what came of it, and the first thing that is not as expected."""
        name = step.case or FIRST
        command = self._commands[step.give] if step.give else None
        if command is not None:
            answer = await self._give(command, step, name)
            if answered := _not_as_wanted(answer, step.expect.refused):
                line = self._worked.line(number, "expect", "refused")
                return answered[1], Difference(line, "answer", *answered)
            if command.opens and answer.is_error:
                return f"{answer.status_code} {_code(answer)}", None
            if command.opens:
                self._open(name, answer.json())
            refusal = f"{answer.status_code} {_code(answer)}; " if answer.is_error else ""
        else:
            refusal = ""
        own = command.service if command else None
        service = step.expect.service or own
        if service is None:
            raise ValueError("a look without a service came past its check")
        shown, wrong = await self._hold(self._cases[name], service, step.expect, at_once=service == own)
        if wrong is None:
            return refusal + shown, None
        return refusal + shown, Difference(self._worked.line(number, "expect", wrong[0]), *wrong)

    def _open(self, name: str, made: Document) -> None:
        self._cases[name] = Case(UUID(made["case_id"]), made.get("receipt"))

    async def _give(self, command: Command, step: Step, name: str) -> httpx.Response:
        """Again if a limit was noted since the version was read."""
        case = self._cases.get(name)
        while True:
            about = case or self._cases.get(str(step.fields.get("of")).removeprefix(ANOTHER))
            seen = await self._arrived(command.service, about) if about else None
            # whoever opens a case at sanctions acts for the PPK of the respondent's agency
            office, region = (seen["office"], seen["region"]) if seen else (_office(step), _region(step))
            body = {field: self._value(value) for field, value in step.fields.items()}
            if command.body is NotedItem:
                body["id"] += f"-{uuid4().hex}"  # the same item again would open no case
            if step.at is not None:
                body["occurred_at"] = self._moment(step.at, office, region).isoformat()
            headers = {"If-Match": f'"{seen["version"]}"'} if seen and command.by_version else {}
            if command.opens:
                headers = {"Idempotency-Key": uuid4().hex}
            answer = await self._agencies.ask(
                command.service,
                "POST",
                command.path.format(case=case and case.id, receipt=case and case.receipt),
                None if step.who == PUBLIC else step.who,
                body=body,
                headers=headers,
                office=self._office_of(step, office),
            )
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                return answer

    def _office_of(self, step: Step, office: str) -> str:
        """A superior acts for the office of the authority that the step names."""
        named = step.fields.get("authority") or step.fields.get("formed_by")
        return self._policy.offices.of(str(named), office) if step.who == SUPERIOR else office

    async def _arrived(self, service: Service, case: Case) -> Document | None:
        """The case at a service, as soon as it is there; None if it never comes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + ARRIVAL
        while True:
            seen = await self._agencies.case(service, case.id)
            if seen is not None or loop.time() > until:
                return seen
            await asyncio.sleep(POLL)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(ANOTHER):
            return str(self._cases[value.removeprefix(ANOTHER)].id)
        return value

    def _moment(self, at: datetime, office: str, region: str) -> datetime:
        """A moment without a zone is one by the clocks of the office."""
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        calendar = self._policy.calendar
        midnight = calendar.end_of(at.date() - timedelta(days=1), calendar.seat(office, region))
        return midnight + timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)

    async def _hold(
        self, case: Case, service: Service, expected: Expected, *, at_once: bool
    ) -> tuple[str, Wrong | None]:
        """Wait until all holds that is expected, as long as an event may take to arrive.

        With `at_once` the case document itself must be as expected the first time.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + ARRIVAL
        while True:
            seen = await self._agencies.case(service, case.id)
            wrong = await self._wrong(case, service, seen, expected)
            if wrong is None or loop.time() > until or (at_once and wrong[0] in _OF_THE_CASE):
                return _shown(service, seen), wrong
            await asyncio.sleep(POLL)

    async def _wrong(
        self, case: Case, service: Service, seen: Document | None, expected: Expected
    ) -> Wrong | None:
        """The first field that is not as expected, with what was expected and what was found."""
        if seen is None:
            return "service", f"the case at {service}", "it is not there"
        for field, want, got in _differing(seen, expected):
            return field, want, got
        looks: list[Callable[[], Awaitable[Wrong | None]]] = []
        if expected.events:
            looks.append(lambda: self._unhappened(case, service, expected))
        if expected.told:
            looks.append(lambda: self._untold(case, expected))
        if (issued := expected.documents) is not None:
            looks.append(lambda: self._unissued(case, service, issued))
        if (competent := expected.competent) is not None:
            looks.append(lambda: self._incompetent(case, competent))
        if (suggested := expected.suggested) is not None:
            looks.append(lambda: self._suggested(case, suggested))
        if (status := expected.receipt) is not None:
            looks.append(lambda: self._status(case, status))
        for look in looks:
            if wrong := await look():
                return wrong
        return None

    async def _unhappened(self, case: Case, service: Service, expected: Expected) -> Wrong | None:
        happened = [event["type"] for event in await self._agencies.events(service, case.id)]
        if set(expected.events) <= set(happened):
            return None
        return "events", ", ".join(expected.events), ", ".join(happened)

    async def _untold(self, case: Case, expected: Expected) -> Wrong | None:
        told = await self._agencies.notifications(case.id)
        of_state = [one["recipient"] for one in told if one["told_state"] == expected.state]
        if set(expected.told) <= set(of_state):
            return None
        return "told", ", ".join(expected.told), ", ".join(of_state) or "nobody"

    async def _unissued(
        self, case: Case, service: Service, expected: Sequence[Issued] | Literal["none"]
    ) -> Wrong | None:
        answer = await self._agencies.ask(service, "GET", f"/v1/cases/{case.id}/documents", _READERS[service])
        if answer.is_error:
            return "documents", "a list", why(answer)
        want = [f"{one.kind} {one.number}" for one in expected if isinstance(one, Issued)]
        listed = answer.json()["documents"]
        got = [f"{one['kind']} {_unnumbered(one['number'])}" for one in listed]
        return None if got == want else ("documents", ", ".join(want) or "none", ", ".join(got) or "none")

    async def _incompetent(self, case: Case, competent: Competent) -> Wrong | None:
        path, query = f"/v1/cases/{case.id}/competence", {"on": competent.on.isoformat()}
        answer = await self._agencies.ask("sanctions", "GET", path, BKN, query=query)
        if answer.is_error:
            return "competent", competent.sanction, why(answer)
        types = [one for one in answer.json()["types"] if one["id"] == competent.sanction]
        deciders = [one["id"] for kind in types for one in kind["deciders"]]
        needs = [one["id"] for kind in types for decider in kind["deciders"][:1] for one in decider["needs"]]
        want, got = (competent.by, competent.needs), (tuple(deciders), tuple(needs))
        return None if got == want else ("competent", _by(*want), _by(*got))

    async def _suggested(self, case: Case, suggested: Suggested) -> Wrong | None:
        query = {"contest": suggested.contest, "acted_on": suggested.acted_on.isoformat()}
        path = f"/v1/cases/{case.id}/suggestion"
        answer = await self._agencies.ask("sanctions", "GET", path, BKN, query=query)
        if answer.is_error:
            return "suggested", "a suggestion", why(answer)
        said = answer.json()
        acts: Mapping[str, Document] = {act["code"]: act for act in said["acts"]}
        levels = acts.get(suggested.codes[0], {}).get("levels", [])
        if said["branch"] != suggested.branch or not set(suggested.codes) <= set(acts):
            want = f"{suggested.branch}: {', '.join(suggested.codes)}"
            return "suggested", want, f"{said['branch']}: {', '.join(acts)}"
        if suggested.levels is not None and list(suggested.levels) != levels:
            return "suggested", ", ".join(suggested.levels), ", ".join(levels)
        return None

    async def _status(self, case: Case, status: Status) -> Wrong | None:
        answer = await self._agencies.ask("intake", "GET", f"/v1/receipts/{case.receipt}", None)
        if answer.is_error:
            return "receipt", str(status), why(answer)
        said = {name: answer.json()[name] for name in Status.model_fields}
        got = Status(**{**said, "linked": tuple(one["state"] for one in said["linked"])})
        return None if got == status else ("receipt", str(status), str(got))


def _not_as_wanted(answer: httpx.Response, refused: str | None) -> tuple[str, str] | None:
    """What was wanted of an answer and what it is, None where they are the same."""
    got = _code(answer) if answer.is_error else "accepted"
    if got == (refused or "accepted"):
        return None
    return refused or "accepted", f"{answer.status_code} {got}: {why(answer)}" if answer.is_error else got


def _differing(seen: Document, expected: Expected) -> Iterator[Wrong]:
    """What of a case document is not as expected."""
    for field in ("state", "office", "criminal"):
        want = getattr(expected, field)
        if want is not None and seen[field] != want:
            yield field, want, seen[field]
    if expected.escalation is not None and (seen["escalation"] or "none") != expected.escalation:
        yield "escalation", expected.escalation, seen["escalation"] or "none"
    if expected.due is not None:
        want = expected.due if isinstance(expected.due, str) else f"{expected.due.limit} {expected.due.on}"
        if (got := _due(seen)) != want:
            yield "due", want, got
    if expected.beside is not None:
        clocks = () if expected.beside == "none" else expected.beside
        beside = sorted(f"{one.limit} {one.on}" for one in clocks)
        if (running := sorted(_clock(one) for one in seen["clocks"] if one["beside"])) != beside:
            yield "beside", ", ".join(beside) or "none", ", ".join(running) or "none"


def _due(seen: Document) -> str:
    return _clock(seen["due"]) if seen["due"] else "none"


def _clock(due: Document) -> str:
    return f"{due['limit'].partition('@')[0]} {due['on']}"


def _unnumbered(number: str) -> str:
    """The number of a document without how many its office had issued: that hangs on what else is played."""
    return re.sub(r"\b\d{3,}(?=/)", "*", number, count=1)


def _by(authorities: Sequence[str], needs: Sequence[str]) -> str:
    """Who may decide, and what that needs."""
    who = ", ".join(authorities) or "nobody"
    return f"{who}; needs {', '.join(needs)}" if needs else who


def _shown(service: Service, seen: Document | None) -> str:
    if seen is None:
        return f"{service}: -"
    escalation = f" {seen['escalation']}" if seen["escalation"] else ""
    due = f", {_due(seen)}" if seen["due"] else ""
    return f"{service}: {seen['state']}{escalation} {seen['office']}{due}"


def _office(opening: Step) -> str:
    """The PPK of the respondent's agency, the one of the region where none is named."""
    return f"ppk-{opening.fields.get('agency') or _region(opening)}"


def _region(opening: Step) -> str:
    """Where a case is opened; what the media tell belongs to the whole country first."""
    return str(opening.fields.get("region", NATIONAL))


def _code(answer: httpx.Response) -> str:
    """The code of a refusal, as problem documents say it."""
    try:
        return str(answer.json()["type"]).removeprefix(BASE)
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase
