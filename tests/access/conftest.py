"""One stack whose officers are played by the tests, and somebody who calls it."""

from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from deploy.stack import Stack
from tests.access.caller import FORM, Caller, walk
from tests.support.stacks import own_stack


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
    """A case of 32.08 that all four services know, and that lies at its PPK."""
    call = Caller(stack)
    made = call(None, "POST", "/v1/reports", FORM)
    assert made.status_code == httpx.codes.CREATED, made.text
    case_id = UUID(made.json()["case_id"])
    walk(call, case_id)
    return case_id
