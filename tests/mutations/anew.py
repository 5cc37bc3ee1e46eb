"""Builds the tables of transitions anew for each test, so that a fault in what builds them takes effect.

What a module of tests builds when it is imported was built before the fault was put in.
"""

import pytest

from services.intake import domain as intake
from services.sanctions import domain as sanctions
from services.triage import domain as triage
from tests.support.life import PROCEDURES, RULES


@pytest.fixture(autouse=True)
def _tables() -> None:
    for module in (intake, triage, sanctions):
        built = module.procedure(RULES)
        PROCEDURES[built.stage] = built
