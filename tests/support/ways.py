"""Ways that a case goes over HTTP, each step given by whoever may, days apart where the law wants it."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx

from deploy.clock import TrialClock
from tests.access.caller import RECOMMENDED, Caller
from tests.support.desk import day
from tests.support.imposed import IMPOSED, TEACHER

BOUND = 60.0  # seconds until a case has arrived at the next service
DESK, VERIFIER, VALIDATOR, BKN = "bawaslu-officer", "satgas-verifier", "bawaslu-validator", "bkn-auditor"
PPK, EXAMINER, PANEL = "ppk-officer", "examiner", "ethics-panel"
ETHICS = {"act": "KE-04", "level": "moral", "contest": "pilkada-2024", "acted_on": "2024-09-10"}


class Day(NamedTuple):
    """Stands in a body for a day, so many after that of the step."""

    ahead: int


class Step(NamedTuple):
    """A command of somebody at a service, `after` so many days: then the stack has a virtual clock."""

    service: str
    who: str
    name: str
    body: Mapping[str, Any] = {}
    after: int = 0


Way = tuple[Step, ...]


REVIEWED: Way = (Step("intake", DESK, "begin-review"),)
INCOMPLETE: Way = (*REVIEWED, Step("intake", DESK, "request-completion", {"reason": "evidence"}))
COMPLETED: Way = (*INCOMPLETE, Step("intake", DESK, "complete-report"))
REGISTERED: Way = (*REVIEWED, Step("intake", DESK, "register-case"))
STUDIED: Way = (Step("triage", DESK, "begin-study"),)
FORWARDED: Way = (*STUDIED, Step("triage", DESK, "forward-to-bkn"))
VERIFIED: Way = (*FORWARDED, Step("triage", VERIFIER, "verify-report"))
VALIDATED: Way = (*VERIFIED, Step("triage", VALIDATOR, "validate-report"))
AT_BKN: Way = (*REGISTERED, *VALIDATED)
AT_PPK: Way = (Step("sanctions", BKN, "issue-recommendation", RECOMMENDED),)
IN_PANEL: Way = (
    Step("sanctions", BKN, "issue-recommendation", ETHICS),
    Step("sanctions", PPK, "form-ethics-panel", {"formed_by": "ppk", **TEACHER}),
)
JUDGED: Way = (*IN_PANEL, Step("sanctions", PANEL, "conclude-panel", {"hearing": "heard"}))


TOMORROW = {"examination_on": Day(1), "reason": "urgent"}
SUMMONED: Way = (*AT_PPK, Step("sanctions", EXAMINER, "issue-summons", TOMORROW))
ABSENCE = Step("sanctions", EXAMINER, "record-absence", after=1)
ABSENT_TWICE: Way = (
    *SUMMONED,
    ABSENCE,
    Step("sanctions", EXAMINER, "issue-second-summons", TOMORROW),
    ABSENCE,
)
SIGNED = {"examiner_signed": True, "respondent_signed": True, "copy_given": True}
HEARD: Way = (
    *SUMMONED,
    Step("sanctions", EXAMINER, "hold-examination", after=1),
    Step("sanctions", EXAMINER, "sign-bap", SIGNED),
)


def decided(level: str) -> Way:
    """From the decision to its delivery."""
    return (
        Step(
            "sanctions",
            PPK,
            "issue-decision",
            {"level": level, "override": "done-before", **TEACHER, **IMPOSED[level]},
        ),
        Step("sanctions", PPK, "record-delivery", {"received_on": Day(0)}),
    )


def in_effect(after: int = 0) -> Way:
    """Into effect, so many days after the delivery."""
    return (Step("sanctions", PPK, "put-into-effect", after=after),)


ENDED: Way = (*in_effect(), Step("sanctions", PPK, "complete-sanction"))
"""Into effect and done, where nothing waits and nothing lasts."""


def go(
    call: Caller,
    case_id: UUID,
    way: Sequence[Step],
    private: Mapping[str, Any] | None = None,
    then: Callable[[Step], None] = lambda _: None,
) -> None:
    """Take a case this way, with these sealed notes at every step; `then` is called after each."""
    for step in way:
        if step.after:
            clock = TrialClock(call.stack)
            clock.forward(clock.now() + timedelta(days=step.after))
        given = step.body.items()
        body = {name: day(call.stack, it.ahead) if isinstance(it, Day) else it for name, it in given}
        if private:
            body["private"] = private
        _give(call, f"/v1/cases/{case_id}", step, body)
        then(step)


def _give(call: Caller, path: str, step: Step, body: Mapping[str, Any]) -> None:
    """Once more if a limit was noted since the version was read."""
    while True:
        version = arrived(call, path, step.service)
        given = call(step.who, "POST", f"{path}/{step.name}", body, service=step.service, version=version)
        if given.status_code != httpx.codes.PRECONDITION_FAILED:
            assert given.status_code == httpx.codes.OK, f"{step.name}: {given.text}"
            return


def arrived(call: Caller, path: str, service: str) -> int:
    """The case's version at a service, as soon as it is there."""
    limit = time.monotonic() + BOUND
    while (seen := call("auditor", "GET", path, service=service)).status_code != httpx.codes.OK:
        assert time.monotonic() < limit, f"{service} never heard of it: {seen.text}"
        time.sleep(0.05)
    return int(seen.json()["version"])


def opened(call: Caller, who: str | None, path: str, body: Mapping[str, Any]) -> UUID:
    """The case that this opens, on the present day of the stack."""
    made = call(who, "POST", path, today(call, body))
    assert made.status_code == httpx.codes.CREATED, made.text
    return UUID(made.json()["case_id"])


def today(call: Caller, body: Mapping[str, Any]) -> dict[str, Any]:
    """What was known or found on the present day of the stack."""
    return {**body, **{name: day(call.stack) for name in ("date_known", "found_on") if name in body}}
