"""Ways that a case goes over HTTP, each step given by whoever may. What takes days happened before."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx

from shared import policy
from shared.clock import system_clock
from tests.access.caller import RECOMMENDED, Caller

BOUND = 60.0  # seconds until a case has arrived at the next service
REGION = "32.08"
DESK, VERIFIER, VALIDATOR, BKN = "bawaslu-officer", "satgas-verifier", "bawaslu-validator", "bkn-auditor"
PPK, EXAMINER, PANEL = "ppk-officer", "examiner", "ethics-panel"
ETHICS = {"act": "KE-04", "level": "moral", "contest": "pilkada-2024", "acted_on": "2024-09-10"}


class Step(NamedTuple):
    """A command of somebody at a service. It happened `ago` days before now."""

    service: str
    who: str
    name: str
    body: Mapping[str, Any] = {}
    ago: int = 0


Way = tuple[Step, ...]


def day(ago: int) -> str:
    """The day at the office, so many days ago."""
    now = system_clock() - timedelta(days=ago)
    return policy.load().calendar.day_of(now, REGION).isoformat()


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
    Step("sanctions", PPK, "form-ethics-panel"),
)
JUDGED: Way = (*IN_PANEL, Step("sanctions", PANEL, "conclude-panel", {"hearing": "heard"}))


def _summoned(name: str, ago: int) -> Step:
    """To an examination on the next day, which the reason allows."""
    return Step("sanctions", EXAMINER, name, {"examination_on": day(ago - 1), "reason": "urgent"}, ago)


def summoned() -> Way:
    """Up to the first summons, whose day has come."""
    return (*AT_PPK, _summoned("issue-summons", 6))


def absent() -> Way:
    """Up to the second summons, after the first one was not followed."""
    return (
        *summoned(),
        Step("sanctions", EXAMINER, "record-absence", ago=5),
        _summoned("issue-second-summons", 4),
    )


def examined() -> Way:
    """Up to the examination."""
    return (*summoned(), Step("sanctions", EXAMINER, "hold-examination", ago=4))


def heard() -> Way:
    """Up to the record of the examination, after which it is decided."""
    return (*examined(), Step("sanctions", EXAMINER, "sign-bap", {"respondent_signed": True}, 3))


def decided(level: str, received_ago: int = 40) -> Way:
    """From the decision to its delivery, so long ago that it may take effect."""
    return (
        Step("sanctions", PPK, "issue-decision", {"level": level}),
        Step("sanctions", PPK, "record-delivery", {"received_on": day(received_ago)}),
    )


ENDED: Way = (Step("sanctions", PPK, "put-into-effect"), Step("sanctions", PPK, "complete-sanction"))


def go(
    call: Caller,
    case_id: UUID,
    way: Sequence[Step],
    private: Mapping[str, Any] | None = None,
    then: Callable[[Step], None] = lambda _: None,
) -> None:
    """Take a case this way, with these sealed notes at every step; `then` is called after each."""
    for step in way:
        body = dict(step.body)
        if private:
            body["private"] = private
        if step.ago:
            body["occurred_at"] = (system_clock() - timedelta(days=step.ago)).isoformat()
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
