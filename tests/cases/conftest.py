"""One stack on which all worked cases are played, once."""

import asyncio
from collections.abc import Iterator

import pytest

from deploy.cases.loading import Worked, load_case
from deploy.cases.player import Difference, Player
from deploy.demo.agencies import Agencies
from deploy.stack import Stack
from shared import policy
from tests.support.stacks import ROOT, own_stack

FILES = sorted((ROOT / "docs" / "cases").glob("*.yaml"))
AT_ONCE = 8
"""Cases that are played beside one another."""

OFTEN = {"NETRAL_DEADLINES_EVERY": "0.5"}
"""Limits are looked after between any two steps of a case."""


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with own_stack(automatic=False, extra=OFTEN) as running:
        yield running


async def _play(stack: Stack) -> dict[str, Difference | None]:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(agencies: Agencies, worked: Worked) -> Difference | None:
        async with at_once:
            return await Player(agencies, policy.load(), lambda _: None).play(worked)

    worked = [load_case(file, policy.load()) for file in FILES]
    async with Agencies(stack) as agencies:
        ended = await asyncio.gather(*(one(agencies, case) for case in worked))
    return {case.file: difference for case, difference in zip(worked, ended, strict=True)}


@pytest.fixture(scope="package")
def ended(stack: Stack) -> dict[str, Difference | None]:
    """What came of each file: all are played at once."""
    return asyncio.run(_play(stack))
