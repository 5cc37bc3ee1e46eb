"""The seed of a run, printed at its start and given again by NETRAL_SEED; which tests share a process."""

import logging
import os
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

SEED = "NETRAL_SEED"

# An example that takes long says that the machine is busy: the other tests start whole stacks meanwhile.
settings.register_profile(
    "netral", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("netral")


def pytest_configure() -> None:
    """Choose the seed before the test processes start, so that all have the same one; part the ports."""
    os.environ.setdefault("NETRAL_TRACES", "no")  # 200 MB that no test of something else needs
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(1_000_000)))
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        # A port that one stack chose and does not listen on yet must not be chosen by the other worker's.
        first = 20_000 + 1000 * (int(worker.removeprefix("gw")) % 10)
        os.environ["NETRAL_PORTS"] = f"{first}-{first + 999}"


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


class OneStackEach(LoadScopeScheduling):  # type: ignore[misc]
    """Tests that share a stack run in one process, or every process would start all of them.

    A folder is one group, and each promise is one. (The marks of xdist do not reach the controller with
    this pytest: it writes them into an attribute that is gone.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        _, _, below = file.partition("tests/")
        folder, _, name = below.partition("/")
        return name if folder == "promises" else folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneStackEach | None:
    """Take the place of `--dist loadgroup`."""
    return OneStackEach(config, log) if config.getoption("dist") == "loadgroup" else None
