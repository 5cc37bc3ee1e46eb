"""Promise 1: an accepted report is never lost. Killed at any step, every service resumes."""

import random

import pytest

from deploy.stack import Stack
from tests.support import evidence, faults
from tests.support.desk import Desk
from tests.support.scenario import stream_with_faults

pytestmark = pytest.mark.xdist_group("killed")


async def test_services_are_killed_and_stopped_while_reports_stream_in(
    stack: Stack, desk: Desk, chance: random.Random
) -> None:
    strikes = [chance.choice(faults.SERVICE_FAULTS) for _ in range(8)]
    await stream_with_faults(stack, desk, chance, 300, strikes)
    await evidence.check(stack, desk.accepted)
