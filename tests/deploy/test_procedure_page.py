"""The page of the procedure shows every row and every state, and is the one that is committed."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from deploy.procedure import __main__ as command
from deploy.procedure.page import diagram, page
from deploy.procedure.stages import demands, moves, procedures
from shared import policy
from shared.case import Procedure
from shared.titles import title

RULES = policy.load()
PROCEDURES = procedures(RULES)
OWNERS = [procedure for procedure in PROCEDURES if procedure.owns_cases]
TEXT = page(RULES, PROCEDURES)
ENGLISH = frozenset({"a", "an", "another", "by", "cannot", "case", "is", "of", "the", "took", "was"})
"""Of which a docstring that says no Indonesian name first has one in its beginning."""


def section(stage: str) -> str:
    return TEXT.partition(f'<a id="{stage}"></a>')[2].partition("<a id=")[0]


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.stage)
def test_every_row_is_in_the_table_of_its_stage(procedure: Procedure[Any]) -> None:
    told = [line for line in section(procedure.stage).splitlines() if line.startswith("| **")]
    assert [re.findall(r"`(\w+)`", line)[0] for line in told] == [row.name for row in procedure.rows]


@pytest.mark.parametrize("procedure", OWNERS, ids=lambda p: p.stage)
def test_every_state_of_a_stage_is_reached_from_its_opening_rows(procedure: Procedure[Any]) -> None:
    arrows = {move for row in procedure.rows for move in moves(row)}
    reached: set[str | None] = {None}
    while more := {after for before, after in arrows if before in reached} - reached:
        reached |= more
    own = {one.id for one in RULES.states.values() if one.stage == procedure.stage and not one.beside}
    assert own <= reached
    assert {state for move in arrows for state in move} <= reached


@pytest.mark.parametrize("procedure", OWNERS, ids=lambda p: p.stage)
def test_the_diagram_has_an_arrow_for_every_move(procedure: Procedure[Any]) -> None:
    lines = list(diagram(RULES, procedure))
    for row in procedure.rows:
        for way in row.goes:
            for before, after in pairwise(way):
                (arrow,) = [one for one in lines if one.startswith(f"    {before or '[*]'} --> {after} : ")]
                assert title(row.command).indonesian in arrow


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.stage)
def test_every_guard_says_what_it_demands_and_every_step_has_a_title(procedure: Procedure[Any]) -> None:
    for row in procedure.rows:
        assert all(demand.words for demand in demands(row)), row.name
        assert all(title(row.command)), row.name
        for told in (title(row.command), *map(title, row.events.publishes)):
            assert all(told), row.name
            assert not ENGLISH & set(told.indonesian.lower().split()), told


def test_guards_in_turn_are_told_one_by_one() -> None:
    (sanctions,) = [one for one in PROCEDURES if one.stage == "sanctions"]
    told = {row.name: [demand.name for demand in demands(row)] for row in sanctions.rows}
    assert told["IssueRecommendation"] == [
        "act_fits",
        "several_fit",
        "standing_fits",
        "is_of_an_agency",
    ]
    assert told["DecideNotProven"] == ["none_is_open", "may_acquit"]


def test_every_link_leads_to_an_entry_of_the_policys_page() -> None:
    there = set(re.findall(r'<a id="([^"]+)"', (command.PAGE.parent / "policy.md").read_text("utf-8")))
    assert set(re.findall(r"\(policy\.md#([^)]+)\)", TEXT)) <= there


def test_the_committed_page_is_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.main(["--check"]) == 0
    monkeypatch.setattr(command, "PAGE", tmp_path / "procedure.md")
    assert command.main(["--check"]) == 1
    assert command.main(["--write"]) == 0
    assert command.main(["--check"]) == 0
