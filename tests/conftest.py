"""The seed of a run: printed at its start, given again by NETRAL_SEED."""

import logging
import os
import random

import pytest

SEED = "NETRAL_SEED"


def pytest_configure() -> None:
    """Choose the seed before the test processes start, so that all of them have the same one."""
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(1_000_000)))


def pytest_report_header() -> str:
    """The first lines of every run."""
    return f"random tests: {SEED}={os.environ[SEED]}"


@pytest.fixture
def seed() -> int:
    """The seed of this run; shown again with a test that fails."""
    logging.getLogger(__name__).warning("%s=%s", SEED, os.environ[SEED])
    return int(os.environ[SEED])


@pytest.fixture
def chance(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Random choices that the seed and the test's name determine."""
    return random.Random(f"{seed} {request.node.name}")
