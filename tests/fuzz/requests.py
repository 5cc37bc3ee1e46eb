"""Requests that schemathesis draws from the services' OpenAPI documents, sent as every role."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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

RULES = policy.load()
NATION = "00"
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


def everybody() -> tuple[str | None, ...]:
    """Every role, and nobody in particular."""
    return (None, *RULES.roles)


def concerned(operation: APIOperation[Any, Any, Any, Any], service: str) -> tuple[str | None, ...]:
    """The roles that may, one that may not, and nobody in particular: enough for a short run."""
    raw = operation.definition.raw
    may = RULES.permissions(service)[raw[EXTENSION]].roles
    others = sorted(RULES.roles.keys() - may)
    return (None, *sorted(may & RULES.roles.keys()), *others[:1])


def attack(
    stack: Stack, service: str, each: int, roles: Sequence[str | None] | None, by: int, found: Found
) -> None:
    """Send `each` drawn requests for every operation, role and mode to one service.

    `roles`: those to try; None: the `concerned` ones of each operation. `by` seeds the drawing.
    """
    document = requests.get(f"{stack.url(service)}/openapi.json", timeout=30).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=stack.url(service))
    tokens = {role: stack.issuer.token(Identity("somebody", (role,), None, NATION)) for role in RULES.roles}
    with requests.Session() as session:
        session.trust_env = False
        for result in schema.get_all_operations():
            assert isinstance(result, Ok), result
            operation = result.ok()
            for mode in MODES:
                drawn = operation.as_strategy(generation_mode=mode)
                for role in roles or concerned(operation, service):
                    headers = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
                    _draw(drawn, each, by, session, headers, found, f"{service} as {role or 'nobody'}")


def _draw(
    drawn: st.SearchStrategy[Case[Any]],
    each: int,
    by: int,
    session: requests.Session,
    headers: dict[str, str],
    found: Found,
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
        answer = case.call(session=session, headers=headers, timeout=30)
        found.requests += 1
        found.answers[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as fault:
            kinds = "; ".join(f"{type(one).__name__}: {one.message}" for one in fault.exceptions)
            found.wrong.append(f"{case.method} {case.path} on {who}: {answer.status_code}: {kinds}")

    with suppress(Unsatisfiable):  # an operation without parameters forbids nothing that could be sent
        send()
