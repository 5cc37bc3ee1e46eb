"""Every test of the classification starts with nothing laid out yet."""

import pytest

from tests.classification.asking import classifier


@pytest.fixture(autouse=True)
def _nothing_laid_out() -> None:
    """What a test holds does not hang on which ran before, here or in the process that this is a fork of."""
    classifier.cache_clear()
