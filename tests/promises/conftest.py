"""The stack that a promise is tested on: its module starts it, and it ends with the module."""

import logging
import random
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from deploy.stack import Stack
from tests.support.desk import Desk
from tests.support.evidence import unrest
from tests.support.ledger import progress
from tests.support.stacks import EAGER, own_stack


@pytest.fixture(scope="module")
def automatic_stack() -> Iterator[Stack]:
    with own_stack(extra=EAGER) as stack:
        yield stack


@pytest.fixture(scope="module")
def accepted() -> dict[UUID, str]:
    """Every report that was ever accepted on `automatic_stack`: none may be missing after any test."""
    return {}


@pytest.fixture
async def stack(automatic_stack: Stack) -> AsyncIterator[Stack]:
    """A stack whose officers act by themselves, all parts up whatever the test before did to it."""
    automatic_stack.up()
    yield automatic_stack
    for each in unrest(await progress(automatic_stack)):
        logging.getLogger(__name__).warning("left behind: %s", each)


@pytest.fixture
def desk(stack: Stack, chance: random.Random, accepted: dict[UUID, str]) -> Desk:
    return Desk(stack, chance, accepted)
