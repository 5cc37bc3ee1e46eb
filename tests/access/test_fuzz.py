"""No request, however drawn, gets an answer that its OpenAPI document does not name. `make fuzz`: 5,000."""

import pytest

from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from tests.fuzz.requests import Found, attack
from tests.fuzz.seeds import Known, sown

REACHED = {"intake": 5, "triage": 2, "sanctions": 3, "notify": 0}
"""So many different operations at least must have been carried out, or the requests miss what is decided."""


@pytest.fixture(scope="module")
def known(stack: Stack) -> Known:
    """Cases in many states."""
    return sown(stack)


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_a_documented_one(stack: Stack, known: Known, service: str, seed: int) -> None:
    found = Found()
    attack(stack, service, each=2, roles=None, by=seed, found=found, cases=known[service])
    assert found.wrong == []
    assert found.requests > 50
    assert {200, 401, 403} <= found.answers.keys()
    assert len(found.decided) >= REACHED[service], found.decided
