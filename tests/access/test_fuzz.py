"""No request, however drawn, gets an answer that its OpenAPI document does not name. `make fuzz`: 5,000."""

import pytest

from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from tests.fuzz.requests import Found, attack


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_a_documented_one(stack: Stack, service: str, seed: int) -> None:
    found = Found()
    attack(stack, service, each=1, roles=None, by=seed, found=found)
    assert found.wrong == []
    assert found.requests > 50
    assert {200, 401, 403} <= found.answers.keys()
