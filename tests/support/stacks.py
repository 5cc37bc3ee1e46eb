"""A stack of its own for a group of tests: real PostgreSQL, Kafka and services, on free ports."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.clock import TrialClock
from deploy.environment import TELEMETRY, given_variables
from deploy.stack import Stack

ROOT = Path(__file__).parents[2]
QUICK = {
    "NETRAL_RECONCILE_EVERY": "4",
    "NETRAL_WALK_EVERY": "10",
    "NETRAL_GAPS_EVERY": "0.5",
    "NETRAL_TOPICS_EVERY": "10",
    "NETRAL_STALL_AFTER": "20",
    "PYTHONPATH": str(ROOT),
}
"""Rounds that are made every minute in earnest are made every few seconds here; each costs time."""
EAGER = {"NETRAL_RECONCILE_EVERY": "2", "NETRAL_TOPICS_EVERY": "4"}
"""For tests in which a round is what brings back what was lost."""
NO_MAIL = {"NETRAL_TEST_NO_MAIL": "yes"}


@contextmanager
def own_stack(
    *,
    automatic: bool = True,
    mail: bool = False,
    virtual_clock: bool = False,
    extra: dict[str, str] | None = None,
) -> Iterator[Stack]:
    """A running stack in a new folder, gone afterwards.

    `automatic`: triage's and sanctions' officers act by themselves, and no mail is sent but with `mail`.
    A developer's own settings lead to no server that is not ours. With NETRAL_KEEP the folder stays.
    """
    for name in (*given_variables(), *TELEMETRY):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="nt-"))
    settings = {**QUICK, **(NO_MAIL if automatic and not mail else {}), **(extra or {})}
    package = "tests.support.automatic" if automatic else "services"
    stack = Stack(folder / "home", settings, package)
    try:
        if virtual_clock:
            TrialClock(stack).begin()
        stack.up()
        yield stack
    finally:
        stack.down()
        if not os.environ.get("NETRAL_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)
