"""Requests that schemathesis draws from the services' OpenAPI documents, sent as every role.

Most of those about a case are about one that is there, at the version that it has, so that they are decided.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from deploy.provision.principals import Identity
from deploy.stack import Stack
from shared import policy
from shared.api.access import EXTENSION
from shared.api.bodies import path_of
from shared.policy.permissions import PUBLIC
from tests.support.life import PROCEDURES

RULES = policy.load()
NATION, OFFICE = "00", "ppk-32.08"
"""Everybody acts for the country, or for the office at which the known cases lie."""
AIMED = 0.8
"""The part of the requests about a case that are about a known one; of these as many name its version."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
"""What the document allows, and what it forbids."""


@dataclass
class Found:
    """How many requests were sent, which answers they got, and what was wrong with any."""

    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    decided: Counter[str] = field(default_factory=Counter)
    """Commands that were carried out, by path."""


def everybody() -> tuple[str | None, ...]:
    """Every role, and nobody in particular."""
    return (None, *RULES.roles)


def concerned(operation: APIOperation[Any, Any, Any, Any], service: str) -> tuple[str | None, ...]:
    """The roles that may, one that may not, and nobody in particular: enough for a short run."""
    may = _let_in(operation, service)
    others = sorted(RULES.roles.keys() - may)
    return (None, *sorted(may & RULES.roles.keys()), *others[:1])


def _let_in(operation: APIOperation[Any, Any, Any, Any], service: str) -> frozenset[str]:
    return RULES.permissions(service)[operation.definition.raw[EXTENSION]].roles


class Aim:
    """Turns drawn requests on known cases, whose state and version it learns from the answers."""

    def __init__(self, service: str, cases: Sequence[dict[str, Any]], chance: Random) -> None:
        self._cases = {str(case["case_id"]): case for case in cases}
        rows = PROCEDURES[service].rows if service in PROCEDURES else ()
        self._leaves = {path_of(row.name): row.leaves for row in rows}
        self._chance = chance

    def at(self, case: Case[Any]) -> None:
        """Let most requests be about a known case, and give those that open one a key."""
        if "case_id" in case.path_parameters and self._often():
            case_id = case.path_parameters["case_id"] = self._one(case.path)
            if self._often():
                case.headers["If-Match"] = f'"{self._cases[case_id]["version"]}"'
        elif case.method == "POST" and self._often():
            case.headers["Idempotency-Key"] = f"{self._chance.getrandbits(128):032x}"

    def learn(self, case: Case[Any], answer: Response) -> None:
        """Remember what an answer says of a case; a refusal of an old version names the present one."""
        known = self._cases.get(str(case.path_parameters.get("case_id")))
        if known and (named := answer.headers.get("etag")):
            known["version"] = named[0].strip('"')
            known["state"] = answer.json().get("state", known["state"])

    def _often(self) -> bool:
        return self._chance.random() < AIMED

    def _one(self, path: str) -> str:
        """A case, most often one whose state the command leaves."""
        leaves = self._leaves.get(path.rpartition("/")[2], frozenset())
        fitting = [case_id for case_id, case in self._cases.items() if case["state"] in leaves]
        return self._chance.choice(fitting if fitting and self._often() else [*self._cases])


def attack(
    stack: Stack,
    service: str,
    each: int,
    roles: Sequence[str | None] | None,
    by: int,
    found: Found,
    cases: Sequence[dict[str, Any]],
) -> None:
    """Send `each` drawn requests for every operation, role that may and mode to one service, one as others.

    `roles`: those to try; None: the `concerned` ones of each operation. `by` seeds the drawing.
    `cases`: those that the service knows, as it shows them.
    """
    document = requests.get(f"{stack.url(service)}/openapi.json", timeout=30).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=stack.url(service))
    tokens = {role: stack.issuer.token(_somebody(role)) for role in RULES.roles}
    aim = Aim(service, cases, Random(by))
    with requests.Session() as session:
        session.trust_env = False
        for result in schema.get_all_operations():
            assert isinstance(result, Ok), result
            operation = result.ok()
            for mode in MODES:
                drawn = operation.as_strategy(generation_mode=mode)
                for role in roles or concerned(operation, service):
                    headers = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
                    times = each if {role, PUBLIC} & _let_in(operation, service) else 1
                    _draw(drawn, times, by, session, headers, found, aim, f"{service} as {role or 'nobody'}")


def _somebody(role: str) -> Identity:
    """Another person for each role: whoever took a step is kept from some others."""
    return Identity(f"somebody-{role}", (role,), OFFICE, NATION)


def _draw(
    drawn: st.SearchStrategy[Case[Any]],
    each: int,
    by: int,
    session: requests.Session,
    headers: dict[str, str],
    found: Found,
    aim: Aim,
    who: str,
) -> None:
    @seed(by)
    @settings(
        max_examples=each,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=drawn)
    def send(case: Case[Any]) -> None:
        # the strategy draws an Authorization too, for the document names it
        for name in [n for n in case.headers if n.lower() == "authorization"]:
            del case.headers[name]
        aim.at(case)
        answer = case.call(session=session, headers=headers, timeout=30)
        aim.learn(case, answer)
        found.requests += 1
        if case.method == "POST" and 200 <= answer.status_code < 300:
            found.decided[case.path] += 1
        found.answers[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as fault:
            kinds = "; ".join(f"{type(one).__name__}: {one.message}" for one in fault.exceptions)
            found.wrong.append(f"{case.method} {case.path} on {who}: {answer.status_code}: {kinds}")

    with suppress(Unsatisfiable):  # an operation without parameters forbids nothing that could be sent
        send()
