"""The tables of the stages, built anew, are those that the committed page of the procedure shows."""

from pathlib import Path

from deploy.procedure.page import page
from deploy.procedure.stages import procedures
from tests.support.life import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "procedure.md"


def test_the_rows_are_those_of_the_page() -> None:
    assert page(RULES, procedures(RULES)) == PAGE.read_text()
