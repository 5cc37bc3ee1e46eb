"""Verifier is not decider, over HTTP: one person with both roles takes one of the two steps alone."""

from uuid import uuid4

import httpx

from deploy.provision.principals import Identity
from tests.access.caller import Caller
from tests.support.until import until

BOTH = Identity("both-roles", ("intake.officer", "triage.officer", "triage.verifier"))


async def test_whoever_studied_a_case_is_refused_its_verification(call: Caller, case_path: str) -> None:
    token = {"Authorization": f"Bearer {call.stack.issuer.token(BOTH)}"}

    def give(service: str, step: str, version: int) -> httpx.Response:
        headers = {**token, "If-Match": f'"{version}"', "Idempotency-Key": uuid4().hex}
        url = f"{call.stack.url(service)}{case_path}/{step}"
        with httpx.Client(trust_env=False, timeout=30) as client:
            return client.post(url, headers=headers, json={})

    async def arrived() -> bool:
        return call("auditor", "GET", case_path, service="triage").status_code == httpx.codes.OK

    assert give("intake", "begin-review", 1).status_code == httpx.codes.OK
    assert give("intake", "register-case", 2).status_code == httpx.codes.OK
    await until(arrived, "the study has it")
    assert give("triage", "begin-study", 1).status_code == httpx.codes.OK
    assert give("triage", "forward-to-bkn", 2).status_code == httpx.codes.OK
    refused = give("triage", "verify-report", 5)
    assert refused.status_code == httpx.codes.CONFLICT
    assert refused.json()["type"] == "urn:netral:problem:separation-of-duties"
    case = call("auditor", "GET", case_path, service="triage").json()
    assert (case["state"], case["version"]) == ("K21", 5)
    verified = call("satgas-verifier", "POST", f"{case_path}/verify-report", {}, service="triage", version=5)
    assert verified.json()["state"] == "K22"
