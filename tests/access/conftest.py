"""One stack whose officers are played by the tests, and somebody who calls it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from deploy.stack import Stack
from tests.access.caller import FORM, NOTES, Caller
from tests.support import ways
from tests.support.stacks import own_stack
from tests.support.until import until
from tests.support.ways import Step

ASKED = {"subject": "respondent", "kind": "access"}
COPY_GRANTED = (
    Step("intake", "privacy-officer", "data-requests", ASKED),
    Step("intake", "privacy-officer", "grant-data-request", {**ASKED, "reason": "granted-as-asked"}),
)


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with own_stack(automatic=False) as made:
        yield made


@pytest.fixture
def call(stack: Stack) -> Caller:
    return Caller(stack)


@pytest.fixture
def case_path(call: Caller) -> str:
    """A report that lies at the desk of 32.08."""
    answer = call(None, "POST", "/v1/reports", FORM)
    assert answer.status_code == 201, answer.text
    return f"/v1/cases/{answer.json()['case_id']}"


@pytest.fixture(scope="package")
def everywhere(stack: Stack) -> UUID:
    """A case of 32.08 that all four services know, at its PPK; a copy was granted to its respondent."""
    call = Caller(stack)
    made = call(None, "POST", "/v1/reports", FORM)
    assert made.status_code == httpx.codes.CREATED, made.text
    case_id = UUID(made.json()["case_id"])
    ways.go(call, case_id, (*COPY_GRANTED, *ways.AT_BKN, *ways.AT_PPK))
    ways.arrived(call, f"/v1/cases/{case_id}", "notify")
    return case_id


@pytest.fixture
async def at_bkn(call: Caller, case_path: str) -> str:
    """A report that the study forwarded to BKN, with sealed notes of the study."""
    return await forwarded(call, case_path)


async def forwarded(call: Caller, case_path: str) -> str:
    """Take a case from the desk to BKN; the study seals what it found."""
    officer = "bawaslu-officer"
    for version, step in ((1, "begin-review"), (2, "register-case")):
        given = call(officer, "POST", f"{case_path}/{step}", {}, version=version)
        assert given.status_code == 200, given.text

    async def arrived(service: str, who: str) -> bool:
        return call(who, "GET", case_path, service=service).status_code == 200

    await until(lambda: arrived("triage", officer), "the study has it")
    steps: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
        (1, officer, "begin-study", {}),
        (2, officer, "forward-to-bkn", {"private": NOTES}),
        (5, "satgas-verifier", "verify-report", {}),
        (6, "bawaslu-validator", "validate-report", {}),
    )
    for version, who, step, body in steps:
        given = call(who, "POST", f"{case_path}/{step}", body, service="triage", version=version)
        assert given.status_code == 200, given.text
    await until(lambda: arrived("sanctions", "bkn-auditor"), "BKN has it")

    async def noted() -> bool:
        events = call("auditor", "GET", f"{case_path}/history").json()["events"]
        return [event["type"] for event in events].count("ProgressNoted") == 2

    await until(noted, "intake knows that BKN has it, and lets it read")
    return case_path
