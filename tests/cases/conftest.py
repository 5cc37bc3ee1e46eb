"""One stack for all worked cases."""

from collections.abc import Iterator

import pytest

from deploy.stack import Stack
from tests.support.stacks import own_stack

OFTEN = {"NETRAL_DEADLINES_EVERY": "0.5"}
"""Limits are looked after between any two steps of a case."""


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with own_stack(automatic=False, extra=OFTEN) as running:
        yield running
