"""Promise 7: bad input gets a problem document that says which field and why; nothing is half-stored."""

import json
import random
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.provision.principals import Identity
from deploy.stack import Stack
from shared import policy
from shared.api.access import EXTENSION
from shared.policy.permissions import PUBLIC, SYSTEM
from tests.support import nonsense
from tests.support.desk import REGION, day
from tests.support.evidence import at_rest
from tests.support.ledger import SERVICES, superuser
from tests.support.nonsense import Nonsense, Route
from tests.support.stacks import own_stack

RULES = policy.load()
OPEN = {"/v1/reports", "/v1/receipts/{number}/withdrawal", "/v1/receipts/{number}/data-requests"}
"""What anybody may do without a token."""
NAIVE_CURSOR = urlsafe_b64encode(f"|2026-11-22T10:00:00|{uuid4()}".encode()).decode()
"""Of the right form, with a time that no page gives: it has no zone."""
WATCHING = {"witness", "audit_progress"}
"""Tables in which every service notes what it sees of the others, whatever anybody asks it."""


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    with own_stack(automatic=False) as stack:
        yield stack


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as made:
        yield made


async def report(stack: Stack, client: httpx.AsyncClient) -> UUID:
    """A report at the desk, at version 1."""
    form = {
        "region": REGION,
        "date_known": day(stack),
        "account": "Terlapor membagikan ajakan memilih calon.",
        "reporter": {"name": "Pelapor Contoh"},
    }
    url = stack.url("intake") + "/v1/reports"
    answer = await client.post(url, json=form, headers={"Idempotency-Key": uuid4().hex})
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["case_id"])


def wrong_with(answer: httpx.Response, statuses: frozenset[int], told: str = "") -> str | None:
    """What is wrong with an answer to bad input, or None."""
    if answer.status_code not in statuses:
        return f"answered {answer.status_code} {answer.text[:200]}, not {sorted(statuses)}"
    if answer.headers["content-type"] != "application/problem+json":
        return f"answered with {answer.headers['content-type']}"
    problem: dict[str, Any] = answer.json()
    if problem.keys() != {"type", "title", "status", "detail", "errors"}:
        return f"the problem has {sorted(problem)}"
    if not problem["type"].startswith("urn:netral:problem:") or problem["status"] != answer.status_code:
        return f"the problem is {problem['type']} {problem['status']}"
    if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        paths = [error["path"].lower() for error in problem["errors"] if error["reason"]]
        if not any(path.startswith(told.lower()) for path in paths):
            return f"names {paths}, not {told}"
    return None


@pytest.mark.parametrize("service", SERVICES)
async def test_nonsense_to_every_post_route(running: Stack, client: httpx.AsyncClient, service: str) -> None:
    case_id = await report(running, client)
    await at_rest(running, mail=True)
    before = {name: await _rows(running, name) for name in SERVICES}
    document = (await client.get(running.url(service) + "/openapi.json")).json()
    found = []
    for route in nonsense.routes(document):
        token = _token(running, service, route)
        for each in nonsense.of(route, case_id):
            answer = await _ask(client, running.url(service), each, token)
            if fault := wrong_with(answer, each.statuses, each.told):
                found.append(f"{route.path} with {each.what}: {fault}")
    assert not found, "\n".join(found)
    assert {name: await _rows(running, name) for name in SERVICES} == before


@pytest.mark.parametrize("service", SERVICES)
async def test_whoever_may_not_gets_a_problem_too(
    running: Stack, client: httpx.AsyncClient, service: str
) -> None:
    document = (await client.get(running.url(service) + "/openapi.json")).json()
    found = []
    for route in nonsense.routes(document):
        url = running.url(service) + route.at(uuid4())
        strangers = {"Bearer wrong": 401, f"Bearer {running.token('service-intake')}": 403}
        if route.path not in OPEN:
            strangers[""] = 401
        for authorization, status in strangers.items():
            if status == 403 and route.path in OPEN:
                continue
            headers = {**route.headers, **({"Authorization": authorization} if authorization else {})}
            answer = await client.post(url, json=route.body, headers=headers)
            if fault := wrong_with(answer, frozenset({status})):
                found.append(f"{route.path} as {authorization[:12]!r}: {fault}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("service", SERVICES)
async def test_nonsense_in_queries(running: Stack, client: httpx.AsyncClient, service: str) -> None:
    huge = "9" * 30
    asked = {
        "/v1/cases/not-a-uuid": "path.case_id",
        "/v1/cases/not-a-uuid/history": "path.case_id",
        "/v1/cases?limit=0": "query.limit",
        "/v1/cases?limit=201": "query.limit",
        f"/v1/cases?limit={huge}": "query.limit",
        "/v1/cases?limit=many": "query.limit",
        "/v1/cases?cursor=nonsense": "query.cursor",
        "/v1/cases?cursor=%FF%FE": "query.cursor",
        "/v1/cases?cursor=" + "A" * 201: "query.cursor",
        "/v1/cases?cursor=MjAyNi0xMS0yMnwxMg==": "query.cursor",
        f"/v1/cases?cursor={NAIVE_CURSOR}": "query.cursor",
        "/v1/cases?state=K1": "query.state",
        "/v1/cases?office=" + "x" * 65: "query.office",
        "/v1/cases?office=%00": "query.office",
        "/v1/cases?since=yesterday": "query.since",
        "/v1/cases?since=2026-11-22T10:00:00": "query.since",
        "/v1/dead-letters?state=gone": "query.state",
        "/v1/events?after=-1": "query.after",
        f"/v1/events?after={huge}": "query.after",
        f"/v1/events?case_id={uuid4()}&after={2**40}": "query.after",
        "/v1/events?limit=1001": "query.limit",
        "/v1/events?case_id=7": "query.case_id",
        "/v1/ledger/head?position=0": "query.position",
        f"/v1/ledger/head?position={huge}": "query.position",
        "/v1/ledger/cases?after=7": "query.after",
    }
    headers = {"Authorization": f"Bearer {running.token('auditor')}"}
    found = []
    for path, told in asked.items():
        answer = await client.get(running.url(service) + path, headers=headers)
        if fault := wrong_with(answer, frozenset({422}), told):
            found.append(f"{path}: {fault}")
    for path, status in {"/v1/nothing": 404, f"/v1/cases/{uuid4()}": 404}.items():
        answer = await client.get(running.url(service) + path, headers=headers)
        if fault := wrong_with(answer, frozenset({status})):
            found.append(f"{path}: {fault}")
    answer = await client.delete(running.url(service) + "/v1/cases", headers=headers)
    if fault := wrong_with(answer, frozenset({405})):
        found.append(f"DELETE: {fault}")
    assert not found, "\n".join(found)


async def test_a_key_used_for_another_request_is_refused(running: Stack, client: httpx.AsyncClient) -> None:
    url = running.url("intake") + "/v1/media-items"
    headers = {"Authorization": f"Bearer {running.token('importer')}", "Idempotency-Key": uuid4().hex}
    item = {"id": uuid4().hex, "title": "Judul contoh", "text": "Isi contoh."}
    first = await client.post(url, json=item, headers=headers)
    again = await client.post(url, json=item, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    await at_rest(running, mail=True)
    before = await _rows(running, "intake")
    other = await client.post(url, json={**item, "id": uuid4().hex}, headers=headers)
    assert wrong_with(other, frozenset({409})) is None
    changed = {**item, "text": "Isi lain."}
    conflict = await client.post(url, json=changed, headers={**headers, "Idempotency-Key": uuid4().hex})
    assert wrong_with(conflict, frozenset({409})) is None
    assert await _rows(running, "intake") == before


async def test_a_command_that_the_procedure_forbids_changes_nothing(
    running: Stack, client: httpx.AsyncClient
) -> None:
    case_id = await report(running, client)
    officer = {"Authorization": f"Bearer {running.token('bawaslu-officer')}"}
    url = f"{running.url('intake')}/v1/cases/{case_id}"
    await at_rest(running, mail=True)
    before = await _rows(running, "intake")
    early = await client.post(f"{url}/register-case", headers={**officer, "If-Match": '"1"'})
    stale = await client.post(f"{url}/begin-review", headers={**officer, "If-Match": '"7"'})
    unknown = await client.post(
        f"{running.url('intake')}/v1/cases/{uuid4()}/begin-review", headers={**officer, "If-Match": '"1"'}
    )
    assert wrong_with(early, frozenset({409})) is None
    assert wrong_with(stale, frozenset({412})) is None
    assert stale.headers["ETag"] == '"1"'
    assert wrong_with(unknown, frozenset({404})) is None
    assert await _rows(running, "intake") == before


async def test_random_forms_never_break_the_desk(
    running: Stack, client: httpx.AsyncClient, chance: random.Random
) -> None:
    """Random values in random fields: accepted or refused with a problem, never an error of ours."""
    document = (await client.get(running.url("intake") + "/openapi.json")).json()
    strange: list[Any] = [None, True, -1, 1e308, "", "\u0000", "\ud800", "\u202e", [], {}, [[]], "9" * 400]
    officer = running.token("bawaslu-officer")
    for _ in range(150):
        route = chance.choice([r for r in nonsense.routes(document) if r.body and not r.about_one])
        body = route.body or {}
        for name in chance.sample(sorted(body), chance.randrange(1, len(body) + 1)):
            body[name] = chance.choice(strange)
        token = officer if route.path in OPEN else _token(running, "intake", route)
        headers = {**route.headers, **nonsense.JSON, "Authorization": f"Bearer {token}"}
        content = json.dumps(body)
        answer = await client.post(running.url("intake") + route.path, content=content, headers=headers)
        if answer.status_code not in (200, 201):
            assert wrong_with(answer, frozenset({400, 409, 422})) is None, (route.path, body, answer.text)


def _token(stack: Stack, service: str, route: Route) -> str:
    may = RULES.permissions(service)[route.operation[EXTENSION]].roles - {SYSTEM}
    return stack.issuer.token(Identity("somebody", tuple(may - {PUBLIC}) or ("auditor",), "ppk-32.08", "00"))


async def _ask(client: httpx.AsyncClient, url: str, each: Nonsense, token: str) -> httpx.Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield each.body[:1000]
        yield each.body[1000:]

    asked = {**each.headers, "Authorization": f"Bearer {token}"}
    headers = [(name.encode(), value.encode("latin-1")) for name, value in asked.items()]
    content = chunks() if each.chunked else each.body
    return await client.post(url + each.path, content=content, headers=headers)


async def _rows(stack: Stack, service: str) -> dict[str, int]:
    conn = await superuser(stack, service)
    tables = await conn.fetch("select tablename from pg_tables where schemaname = 'public'")
    counts = {
        name: await conn.fetchval(f"select count(*) from {name}")
        for name in (row["tablename"] for row in tables)
        if name not in WATCHING
    }
    await conn.close()
    return counts
