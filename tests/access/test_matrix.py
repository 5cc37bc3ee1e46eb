"""Every endpoint x every role x every agency, drawn from the services' own OpenAPI documents.

What a caller should be answered follows from the table of permissions and from the scope of its role; what it
is answered is tried for each. A route without a rule never gets here: its service does not start.
"""

from collections.abc import Callable, Iterator, Mapping
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


NATION, NOWHERE_AT_ALL = ("bawaslu-00", "00"), (None, None)
PLACES = (
    NATION,
    ("bawaslu-32", "32"),
    ("ppk-32.08", "32.08"),
    ("bawaslu-32.09", "32.09"),
    ("ppk-73.71", "73.71"),
    ("gubernur-32", "32"),
    ("gubernur-73", "73"),
    ("mendagri", "00"),
    NOWHERE_AT_ALL,
)
"""The case is of 32.08: its nation, province and regency, the one beside it, far ones, who is above, none."""


def places(role: str) -> tuple[tuple[str | None, str | None], ...]:
    """Where somebody with this role is tried: everywhere, if what it may know depends on the place."""
    return PLACES if RULES.roles[role].scope in {"region", "office", "beneath"} else (NATION, NOWHERE_AT_ALL)


def not_acting_for(authority: str) -> Callable[[Who], bool]:
    """Whether somebody's office is none that acts for the authority which the sample names."""
    return lambda who: authority not in RULES.offices.acts_for(who.agency)


EVERYBODY = (Who(None), *(Who(role, *place) for role in RULES.roles for place in places(role)))
REFUSED_BY_REGION: Mapping[str, Callable[[Who], bool]] = {
    # a media item is of no region: an officer needs the whole country, an importer has no place
    "LogPreliminaryInfo": lambda who: who.role != "intake.importer" and who.region != NATION[1],
    # nobody finds something in a region that is not the own one; the body names 32.08
    "RecordFinding": lambda who: not who.may_know("bawaslu-32.08", "32.08"),
    "ReceiveSbtReport": lambda who: not who.may_know("bawaslu-32.08", "32.08"),
    "ReopenCase": lambda who: not who.may_know("bawaslu-32.08", "32.08"),
    # nor does a superior summon for another office than the own one
    "OpenByDuty": lambda who: not who.may_know("ppk-32.08", "32.08"),
    # nobody acts for an authority but its office
    "FormEthicsPanel": not_acting_for("ppk"),
    "IssueDecision": not_acting_for("ppk"),
    "DecideConflict": not_acting_for("ppk"),
    "FormExaminationTeam": not_acting_for("gubernur"),
    "DisputeRecommendation": not_acting_for("gubernur"),
    "AnswerAppeal": not_acting_for("gubernur"),
    "RevokeDecision": not_acting_for("gubernur"),
    "DecideNotProven": not_acting_for("gubernur"),
    "DecideObjection": not_acting_for("gubernur"),
}
"""What is refused to a role that the table lets in, because of what the body is about."""
NOT_HERE = {("sanctions", "hand-out-key")}
"""What nobody gets of the case, let in or not: the last stage hands no case over, so its desk has no key."""


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

    @property
    def a_step(self) -> bool:
        """Whether it takes the version that was seen."""
        return any(p["name"] == "If-Match" for p in self.operation.get("parameters", ()))

    def request(self, case_id: UUID) -> dict[str, Any]:
        path = self.path
        for parameter in self.operation.get("parameters", ()):
            if parameter["in"] == "path":
                value = case_id if parameter["name"] == "case_id" else _of(parameter)
                path = path.replace(f"{{{parameter['name']}}}", str(value))
        body = self.operation.get("requestBody", {}).get("content", {}).get("application/json")
        needed = [p for p in self.operation.get("parameters", ()) if p["required"]]
        samples = {each["name"]: (each["in"], sample(self.document, each["schema"])) for each in needed}
        return {
            "method": self.method.upper(),
            "url": path,
            "params": {name: value for name, (place, value) in samples.items() if place == "query"},
            "headers": {name: value for name, (place, value) in samples.items() if place == "header"},
            "json": sample(self.document, body["schema"]) if body else None,
        }


def _of(parameter: dict[str, Any]) -> object:
    if parameter["schema"]["type"] == "integer":
        return 1  # every stage has issued a document about the case
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
    if permission.operation in REFUSED_BY_REGION and REFUSED_BY_REGION[permission.operation](who):
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
            request = endpoint.request(case_id)
            answer = client.request(**{**request, "headers": {**request["headers"], **headers}})
            problem = answer.headers["content-type"].startswith("application/problem+json")
            return answer.status_code, {**answer.json(), "instance": ""} if problem else {}

        for endpoint in endpoints(document):
            for who in EVERYBODY:
                only = expected(table[endpoint.rule], who)
                status, body = ask(endpoint, who, everywhere)
                case = f"{endpoint.method} {endpoint.path} as {who}: {status}"
                if only is not None and status not in only:
                    wrong.append(f"{case}, not {only}")
                elif only is None and (status in {401, 403} or status >= 500):
                    wrong.append(f"{case}, though the table lets it in")
                elif only is None and endpoint.of_a_case:
                    there = (service, endpoint.rule) not in NOT_HERE
                    wrong += _about_the_case(
                        case, endpoint, who, seen if there else None, (status, body), ask
                    )
    assert not wrong, "\n".join(wrong)


def _about_the_case(
    case: str, endpoint: Endpoint, who: Who, seen: dict[str, Any] | None, given: Answer, ask: Any
) -> list[str]:
    """Whoever may not know of a case is answered as if there were none.

    Whoever may gets what it asked for, and a step fails by nothing but the version that nobody saw.
    """
    if seen and who.may_know(seen["office"], seen["region"]):
        due = 412 if endpoint.a_step else 200
        return [] if given[0] == due else [f"{case}, not {due}: {given[1].get('detail', '')}"]
    return [] if given == ask(endpoint, who, NOWHERE) else [f"{case}, otherwise than about no case"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_names_nothing_that_is_not_there(stack: Stack, service: str) -> None:
    with httpx.Client(base_url=stack.url(service), trust_env=False, timeout=30) as client:
        ruled = {endpoint.rule for endpoint in endpoints(client.get("/openapi.json").json())}
    by_people = {name for name, permission in RULES.permissions(service).items() if permission.by_people}
    assert by_people == ruled
