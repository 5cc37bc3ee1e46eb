"""One stack for all worked cases, whose sweeps keep away from cases that lie years back."""

from collections.abc import Iterator

import pytest

from deploy.stack import Stack
from tests.support.stacks import own_stack

SELDOM = {"NETRAL_DEADLINES_EVERY": "3600"}
"""A sweep goes by the day on which the case is played: it would find every limit of it missed."""


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with own_stack(automatic=False, extra=SELDOM) as running:
        yield running
