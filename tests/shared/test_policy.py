"""Policy data is complete, and a wrong file is named."""

from pathlib import Path
from shutil import copytree

import pytest
import yaml

from deploy.provision.principals import known
from deploy.schemas import contracts
from deploy.verify.stages import stages
from shared import policy
from shared.policy.policy import FOLDER, PolicyFault


def test_regions_are_all_provinces_and_regencies() -> None:
    codes = policy.load().regions
    assert len([code for code in codes if "." in code]) == 514
    assert len([code for code in codes if "." not in code]) == 38 + 1


def test_notifications_name_events_and_states_that_exist() -> None:
    rules = policy.load()
    types = {f"{c.source}.{name}" for c in contracts() for name in c.events}
    for key in rules.notifications.events:
        event, _, state = key.partition(":")
        assert event in types
        assert not state or state in rules.states


def test_every_office_that_policy_tells_has_a_mailbox() -> None:
    rules = policy.load()
    told = {who for group in rules.notifications.events.values() for who in group} - {"reporter"}
    assert told == {who for who in told if rules.mailbox(f"{who}-32.08")}
    assert rules.mailbox("nobody-32.08") is None


def test_reasons_name_steps_that_exist_and_ask_for_one() -> None:
    rules = policy.load()
    asking = {
        f"{name}.{row.name}"
        for name, stage in stages().items()
        for row in stage.procedure.rows
        if {"reason", "override"} & row.command.model_fields.keys()
    }
    assert {step for reason in rules.reasons.values() for step in reason.steps} <= asking
    assert rules.reasons_for("intake.LapseReport") == ("filed-too-late",)


def test_a_wrong_file_is_named_with_its_field(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    copytree(FOLDER, folder)
    (folder / "rules.yaml").write_text("rules: [{id: x}]")
    with pytest.raises(PolicyFault, match=r"(?s)rules\.yaml.*version"):
        policy.load(folder)


@pytest.mark.parametrize(("file", "entry"), [("rules.yaml", "kedaluwarsa"), ("states.yaml", "K00")])
def test_two_entries_of_one_id_are_refused(file: str, entry: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    (kind,) = {"rules", "states"} & data.keys()
    data[kind].append(next(one for one in data[kind] if one["id"] == entry))
    (folder / file).write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(PolicyFault, match=f"{file}: {entry} is there twice"):
        policy.load(folder)


def test_a_key_desk_waits_for_those_alone_whom_another_stage_hands_the_case() -> None:
    desks = policy.load().key_desks
    assert "K23" in desks.waits_for(frozenset({"intake.later-keys"}))
    assert desks.waits_for(frozenset({"intake.keys"})) == frozenset()
    assert desks.waits_for(frozenset({"intake.keys", "intake.later-keys"})) == frozenset()
    assert "intake.keys" not in known("service-sanctions").roles
    assert "intake.later-keys" in known("service-sanctions").roles
