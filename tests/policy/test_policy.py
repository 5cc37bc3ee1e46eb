"""Policy data is complete, and names what there is."""

import pytest

from deploy.provision.principals import known
from deploy.schemas import contracts
from deploy.verify.stages import stages
from shared import policy
from shared.policy.institutions import RECOMMENDATION
from shared.policy.notifications import NO_MAILBOX

"""Recipients that are found out for each case."""


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
    mail = rules.notifications
    groups = [
        *mail.events.values(),
        *(each for one in mail.limits.values() for each in (one.approaching, one.missed)),
    ]
    told = {who for group in groups for who in group} - NO_MAILBOX
    assert told == {who for who in told if rules.mailbox(f"{who}-32.08")}
    assert all(rules.mailbox(one.id) for one in rules.institutions if RECOMMENDATION in one.functions)
    assert rules.mailbox("nobody-32.08") is None


def test_reasons_name_steps_that_exist_and_ask_for_one() -> None:
    rules = policy.load()
    asking = {
        f"{name}.{row.name}"
        for name, stage in stages().items()
        for row in stage.procedure.rows
        if {"reason", "override", "refusal"} & row.command.model_fields.keys()
    }
    assert {step for reason in rules.reasons for step in reason.steps} <= asking
    assert rules.reasons_for("intake.LapseReport") == ("filed-too-late",)


def test_a_key_desk_waits_for_those_alone_whom_another_stage_hands_the_case() -> None:
    desks = policy.load().key_desks
    assert "K23" in desks.waits_for(frozenset({"intake.later-keys"}))
    assert desks.waits_for(frozenset({"intake.keys"})) == frozenset()
    assert desks.waits_for(frozenset({"intake.keys", "intake.later-keys"})) == frozenset()
    assert "intake.keys" not in known("service-sanctions").roles
    assert "intake.later-keys" in known("service-sanctions").roles


@pytest.mark.parametrize("stamp", ["penerusan-bkn@1", "rekomendasi-bkn@1"])
def test_what_ledgers_of_the_first_release_rest_on_is_still_told(stamp: str) -> None:
    rule = policy.load().rules.stamped(stamp)
    assert rule is not None
    assert rule.valid_to is not None
    assert "replaced by the rule" in rule.source


@pytest.mark.parametrize(
    "rule", ["informasi-awal", "penerimaan-laporan", "kajian-awal", "kelengkapan", "registrasi", "kajian"]
)
def test_what_handles_every_report_rests_on_the_law_of_both_regimes(rule: str) -> None:
    versions = policy.load().rules.versions(rule)
    assert versions
    for found in versions:
        assert {"uu-7-2017", "perbawaslu-7-2022"} & set(found.instruments)
        assert {"uu-10-2016", "perbawaslu-8-2020"} & set(found.instruments)
