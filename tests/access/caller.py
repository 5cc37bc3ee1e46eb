"""Calls the services of a stack as somebody."""

import time
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.stack import Stack
from tests.support.desk import TODAY

BOUND = 60.0  # seconds until a case has arrived at the next service
FORM = {
    "region": "32.08",
    "date_known": TODAY,
    "account": "Terlapor membagikan ajakan memilih calon di grup kantor.",
    "reporter": {"name": "Pelapor Contoh", "email": "pelapor@contoh.example"},
}
NOTES = {
    "text": "Terlapor Contoh mengakui unggahan itu.",
    "respondent": {"name": "Terlapor Contoh", "nip": "19900101 201504 1 001", "phone": "0812-3456-7801"},
}
"""What an officer seals with a step."""


class Caller:
    """`who`: a principal of the trial stack, or one with another office and region, or None for anybody."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    def __call__(
        self,
        who: str | tuple[str, str | None, str | None] | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        service: str = "intake",
        version: int | None = None,
    ) -> httpx.Response:
        headers = {"Idempotency-Key": uuid4().hex}
        if who:
            name, agency, region = who if isinstance(who, tuple) else (who, None, None)
            headers["Authorization"] = f"Bearer {self.stack.token(name, agency, region)}"
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        url = self.stack.url(service) + path
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.request(method, url, headers=headers, json=body)


RECOMMENDED = {"act": "DS-06", "level": "medium", "contest": "pilkada-2024", "acted_on": "2024-09-30"}
TO_THE_PPK: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("intake", "bawaslu-officer", "begin-review", {}),
    ("intake", "bawaslu-officer", "register-case", {}),
    ("triage", "bawaslu-officer", "begin-study", {}),
    ("triage", "bawaslu-officer", "forward-to-bkn", {}),
    ("triage", "satgas-verifier", "verify-report", {}),
    ("triage", "bawaslu-validator", "validate-report", {}),
    ("sanctions", "bkn-auditor", "issue-recommendation", RECOMMENDED),
)


def walk(call: Caller, case_id: UUID) -> None:
    """Take a report all the way to its PPK, and wait until notify has heard of it."""
    path = f"/v1/cases/{case_id}"
    for service, who, step, body in TO_THE_PPK:
        version = _arrived(call, path, service)
        given = call(who, "POST", f"{path}/{step}", body, service=service, version=version)
        assert given.status_code == httpx.codes.OK, given.text
    _arrived(call, path, "notify")


def _arrived(call: Caller, path: str, service: str) -> int:
    """The case's version at a service, as soon as it is there."""
    limit = time.monotonic() + BOUND
    while (seen := call("auditor", "GET", path, service=service)).status_code != httpx.codes.OK:
        assert time.monotonic() < limit, f"{service} never heard of it: {seen.text}"
        time.sleep(0.05)
    return int(seen.json()["version"])
