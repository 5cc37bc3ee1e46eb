"""The script is data, so its sense can be checked without playing it."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from deploy.demo import narration
from deploy.demo.demo import MEDIA
from deploy.demo.reports import REPORTS
from deploy.demo.script import FINDINGS, STORIES
from deploy.demo.story import Await, CaseOf, Finding, Give, Item, Pass, Report, Story
from deploy.provision.principals import PRINCIPALS
from deploy.verify.stages import stages
from shared.api.bodies import path_of
from shared.case import Transition
from shared.policy import load

NAMES = {story.name for story in STORIES}
ROLES = {principal.id: set(principal.roles) for principal in PRINCIPALS}


def test_twenty_media_items_become_cases_and_every_name_is_there_once() -> None:
    assert len(FINDINGS) == 20
    assert len(NAMES) == len(STORIES)
    items = {json.loads(line)["id"] for line in MEDIA.read_text().splitlines()}
    assert len(items) == 138
    assert {s.begins.id for s in STORIES if isinstance(s.begins, Item)} <= items


def test_every_kind_of_end_is_played() -> None:
    ends = {(story.ends_at, story.ends_in) for story in STORIES}
    assert ends >= {("sanctions", s) for s in ("K30", "K60", "K95", "K93")}
    assert ends >= {("intake", s) for s in ("K04", "K90", "K91", "K96")}
    assert ends >= {("triage", s) for s in ("K90", "K91", "K92", "K93")}


def test_the_story_has_every_kind_of_report_over_every_channel() -> None:
    assert len(REPORTS) >= 12
    assert {type(story.begins) for story in REPORTS} == {Report, Finding, Item}
    assert all(story.tells for story in REPORTS)
    events = {step.proof for story in REPORTS for step in story.steps if not isinstance(step, Pass)}
    assert events >= {
        "PanelConcluded", "ExaminationTeamFormed", "RespondentAbsent", "CompletenessRequested",
        "ReportCompleted", "OutOfScopeDeclared", "DuplicateLinked", "ReporterWithdrew", "WarningSent",
        "ReportRejected", "NotProven", "BawasluValidated", "DecisionEffective",
    }  # fmt: skip


def test_people_are_invented() -> None:
    for story in REPORTS:
        if isinstance(story.begins, Report):
            assert story.begins.email.endswith("@contoh.example")
            assert "Contoh" in story.begins.name
        if not isinstance(story.begins, Item):
            nip = story.begins.respondent.nip
            assert nip is None or (len(nip) == 18 and nip.startswith("1900"))
            assert "Contoh" in story.begins.respondent.office


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_step_is_a_row_of_its_stage_given_by_whom_the_table_names(story: Story) -> None:
    policy = load()
    assert story.ends_in in policy.states
    regions = [] if isinstance(story.begins, Item) else [story.begins.region]
    for step in story.steps:
        stage = stages()[step.agency]
        if isinstance(step, Pass):
            continue
        assert step.proof in stage.contract.events
        if isinstance(step, Await):
            assert step.of is None or step.of in NAMES
        if isinstance(step, Give):
            assert step.command in narration.STEPS
            _is_lawful(step, stage.procedure.rows)
            regions += [step.body["region"]] if "region" in step.body else []
    assert set(regions) <= set(policy.regions)
    assert not isinstance(story.steps[-1], Pass | Await)


def _is_lawful(step: Give, rows: Sequence[Transition[Any]]) -> None:
    row = next(row for row in rows if path_of(row.name) == step.command)
    assert ROLES[step.who] & load().permissions(step.agency)[row.name].roles
    fields = {name: field for name, field in row.command.model_fields.items() if name != "case_id"}
    assert {name for name, field in fields.items() if field.is_required()} <= set(step.body) <= set(fields)
    assert all(value.story in NAMES for value in step.body.values() if isinstance(value, CaseOf))
