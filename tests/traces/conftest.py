"""One stack whose services send their spans to this process, and the story of one case in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from deploy.stack import Stack
from tests.support.desk import TODAY
from tests.support.receiver import Receiver, receiving
from tests.support.stacks import own_stack
from tests.support.until import until

REPORTER = {"name": "Pelapor Samaran", "email": "samaran@contoh.example"}
FORM = {
    "region": "32.08",
    "date_known": TODAY,
    "account": "Terlapor Rahasia Contoh membagikan ajakan memilih calon di grup kantor.",
    "reporter": REPORTER,
}
STRANGER = "00-11111111111111111111111111111111-2222222222222222-01"


@dataclass(frozen=True)
class Told:
    """A case that went from the report to the last mail, and the trace of each request about it."""

    id: UUID
    traces: tuple[str, ...]


@pytest.fixture(scope="package")
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture(scope="package")
def stack(receiver: Receiver) -> Iterator[Stack]:
    with own_stack(mail=True, extra=receiver.variables) as made:
        yield made


def ask(
    stack: Stack, path: str, body: Any, version: int | None = None, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """A request to intake, by its officer if it is about a case."""
    if version is not None:
        headers = {"If-Match": f'"{version}"', "Authorization": f"Bearer {stack.token('bawaslu-officer')}"}
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.post(stack.url("intake") + path, json=body, headers=headers)
    assert answer.is_success, answer.text
    return answer


@pytest.fixture(scope="package")
async def case(stack: Stack, receiver: Receiver) -> Told:
    """Reported, reviewed and registered over HTTP; the other stages' officers act at once."""
    headers = {"Idempotency-Key": "traces-1", "traceparent": STRANGER, "baggage": "who=samaran"}
    case_id = UUID(ask(stack, "/v1/reports", FORM, headers=headers).json()["case_id"])
    ask(stack, f"/v1/cases/{case_id}/begin-review", {}, 1)
    ask(stack, f"/v1/cases/{case_id}/register-case", {}, 2)

    async def told() -> bool:
        """The last: that the completed sanction was told, which is shipped, and that intake knows of it.

        Each service exports by itself: nothing is missing when every span's parent is there too.
        """
        names = Counter(span["name"] for span in receiver.of_case(case_id))
        ids = {span["id"] for span in receiver.spans}
        return (
            names["ship notification sent"] >= await mails(stack, case_id) > 0
            and names["sanction completed → note progress"] > 0
            and all(span.get("parentId", span["id"]) in ids for span in receiver.of_case(case_id))
        )

    await until(told, "the spans of the last mail")
    commands = ("receive report", "begin review", "register case")
    traces = tuple(one(receiver, case_id, name)["traceId"] for name in commands)
    return Told(case_id, traces)


async def mails(stack: Stack, case_id: UUID) -> int:
    """How many notifications of a case were sent; 0 while one is queued or the last state is not told."""
    headers = {"Authorization": f"Bearer {stack.token('auditor')}"}
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{stack.url('notify')}/v1/cases/{case_id}/notifications", headers=headers)
    found = answer.json()["notifications"]
    told = {each["told_state"] for each in found}
    return len(found) if "K95" in told and {each["state"] for each in found} == {"sent"} else 0


def one(receiver: Receiver, case_id: UUID, name: str) -> dict[str, Any]:
    """The only span of a case with this name."""
    (found,) = (span for span in receiver.of_case(case_id) if span["name"] == name)
    return found
