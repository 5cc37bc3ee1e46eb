"""The script is data, so its sense can be checked without playing it."""

import json
from datetime import date

import pytest

from deploy.demo.demo import MEDIA
from deploy.demo.script import FINDINGS, REPORTS, STORIES
from deploy.demo.story import Await, CaseOf, Day, Give, Item, Report, Story
from deploy.provision.principals import PRINCIPALS
from deploy.verify.stages import stages
from shared.policy.policy import load

NAMES = {story.name for story in STORIES}
ROLES = {principal.id: set(principal.roles) for principal in PRINCIPALS}


def kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")


def test_twenty_media_items_become_cases_and_every_name_is_there_once() -> None:
    assert len(FINDINGS) == 20
    assert len(NAMES) == len(STORIES)
    items = {json.loads(line)["id"] for line in MEDIA.read_text().splitlines()}
    assert len(items) == 138
    assert {s.begins.id for s in STORIES if isinstance(s.begins, Item)} <= items


def test_every_kind_of_end_is_played() -> None:
    ends = {(story.ends_at, story.ends_in) for story in STORIES}
    assert ends >= {("sanctions", s) for s in ("K60", "K95", "K93")}
    assert ends >= {("intake", s) for s in ("K04", "K90", "K91")}
    assert ends >= {("triage", s) for s in ("K90", "K91")}


def test_reporters_are_invented() -> None:
    for story in REPORTS:
        assert isinstance(story.begins, Report)
        assert story.begins.email.endswith("@contoh.example")
        assert "Contoh" in story.begins.name


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_step_is_a_row_of_its_stage_given_by_whom_the_table_names(story: Story) -> None:
    policy = load()
    assert story.ends_in in policy.states
    regions = [story.begins.region] if isinstance(story.begins, Report) else []
    for step in story.steps:
        stage = stages()[step.agency]
        assert step.proof in stage.contract.events
        if isinstance(step, Await):
            assert step.of is None or step.of in NAMES
            continue
        row = next(row for row in stage.procedure.rows if kebab(row.name) == step.command)
        assert ROLES[step.who] & policy.permissions(step.agency)[row.name].roles
        given = set(step.body)
        wanted = {name for name, field in row.command.model_fields.items() if field.is_required()}
        assert given == wanted - {"case_id"}
        regions += [step.body["region"]] if "region" in step.body else []
        assert all(v.story in NAMES for v in step.body.values() if isinstance(v, CaseOf))
    assert set(regions) <= set(policy.regions)
    last = story.steps[-1]
    assert isinstance(last, Give) is not (story.ends_in == "K04" and isinstance(last, Await))


def test_a_day_is_counted_from_the_day_of_the_command() -> None:
    assert Day(7).on(date(2026, 12, 28)) == "2027-01-04"
