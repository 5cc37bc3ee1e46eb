"""Every endpoint x every role x every agency, drawn from the services' own OpenAPI documents.

What a caller should be answered follows from the table of permissions and from the scope of its role; what it
is answered is tried for each. A route without a rule never gets here: its service does not start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from deploy.provision.migrations import SERVICES
from deploy.provision.principals import Identity
from deploy.stack import Stack
from shared import policy
from shared.api.access import EXTENSION
from shared.api.reference import sample
from shared.policy.permissions import PUBLIC, Permission

RULES = policy.load()
NOWHERE = UUID(int=7)
STALE = '"999999"'
"""No case is at this version, so that a command that is allowed changes nothing."""

Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True)
class Who:
    """Somebody with one role, for one office and region; without a role: nobody in particular."""

    role: str | None
    agency: str | None = None
    region: str | None = None

    def may_know(self, office: str, region: str) -> bool:
        return RULES.scope([self.role or PUBLIC], self.agency, self.region).covers(office, region)


PLACES = (("bawaslu-00", "00"), ("ppk-32.08", "32.08"), ("ppk-73.71", "73.71"), (None, None))
EVERYBODY = (Who(None), *(Who(role, *place) for role in RULES.roles for place in PLACES))


@dataclass(frozen=True)
class Endpoint:
    """One operation of a document, with the line of the table that it says it goes by."""

    document: dict[str, Any]
    method: str
    path: str
    operation: dict[str, Any]

    @property
    def rule(self) -> str:
        return str(self.operation[EXTENSION])

    @property
    def of_a_case(self) -> bool:
        return "{case_id}" in self.path

    def request(self, case_id: UUID) -> dict[str, Any]:
        path = self.path
        for parameter in self.operation.get("parameters", ()):
            if parameter["in"] == "path":
                value = case_id if parameter["name"] == "case_id" else _of(parameter)
                path = path.replace(f"{{{parameter['name']}}}", str(value))
        body = self.operation.get("requestBody", {}).get("content", {}).get("application/json")
        return {
            "method": self.method.upper(),
            "url": path,
            "json": sample(self.document, body["schema"]) if body else None,
        }


def _of(parameter: dict[str, Any]) -> object:
    return NOWHERE if parameter["schema"].get("format") == "uuid" else "NTR-AAAA-AAAA-AAAA-AAAA"


def endpoints(document: dict[str, Any]) -> Iterator[Endpoint]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield Endpoint(document, method, path, operation)


def expected(permission: Permission, who: Who) -> set[int] | None:
    """The only answers that this caller may get; None: it is let in."""
    public = PUBLIC in permission.roles
    if who.role is None:
        return None if public else {401}
    if who.role not in permission.roles and not public:
        return {403}
    held = [who.role] if who.role in permission.roles else []
    if permission.nationwide and not RULES.scope(held, who.agency, who.region).everything:
        return {403}
    return None


@pytest.fixture(scope="package")
def tokens(stack: Stack) -> dict[Who, str]:
    return {
        who: stack.issuer.token(Identity("somebody", (who.role,), who.agency, who.region))
        for who in EVERYBODY
        if who.role
    }


@pytest.mark.parametrize("service", SERVICES)
def test_every_endpoint_answers_every_role_of_every_agency_as_the_table_says(
    stack: Stack, tokens: dict[Who, str], everywhere: UUID, service: str
) -> None:
    wrong: list[str] = []
    table = RULES.permissions(service)
    with httpx.Client(base_url=stack.url(service), trust_env=False, timeout=30) as client:
        document = client.get("/openapi.json").json()
        seen = client.get(
            f"/v1/cases/{everywhere}",
            headers={"Authorization": f"Bearer {tokens[Who('auditor', *PLACES[0])]}"},
        ).json()

        def ask(endpoint: Endpoint, who: Who, case_id: UUID) -> Answer:
            headers = {"If-Match": STALE}
            if who.role:
                headers["Authorization"] = f"Bearer {tokens[who]}"
            answer = client.request(**endpoint.request(case_id), headers=headers)
            problem = answer.headers["content-type"].startswith("application/problem+json")
            return answer.status_code, {**answer.json(), "instance": ""} if problem else {}

        for endpoint in endpoints(document):
            for who in EVERYBODY:
                only = expected(table[endpoint.rule], who)
                status, body = ask(endpoint, who, everywhere)
                case = f"{endpoint.method} {endpoint.path} as {who}: {status}"
                if only is not None and status not in only:
                    wrong.append(f"{case}, not {only}")
                elif only is None and (status == 401 or status >= 500):
                    wrong.append(case)
                elif only is None and endpoint.of_a_case:
                    wrong += _about_the_case(case, endpoint, who, seen, (status, body), ask)
    assert wrong == []


def _about_the_case(
    case: str, endpoint: Endpoint, who: Who, seen: dict[str, Any], given: Answer, ask: Any
) -> list[str]:
    """Whoever may not know of a case is answered as if there were none; whoever may is told of it."""
    if who.may_know(seen["office"], seen["region"]):
        return [case] if endpoint.rule == "see-cases" and given[0] != 200 else []
    return [] if given == ask(endpoint, who, NOWHERE) else [f"{case}, otherwise than about no case"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_names_nothing_that_is_not_there(stack: Stack, service: str) -> None:
    with httpx.Client(base_url=stack.url(service), trust_env=False, timeout=30) as client:
        ruled = {endpoint.rule for endpoint in endpoints(client.get("/openapi.json").json())}
    by_people = {name for name, permission in RULES.permissions(service).items() if permission.by_people}
    assert by_people == ruled
