"""Which facts are asked for: those that would tell what is open, and none else."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared import policy
from tests.classification.asking import ask, branches, classifier, codes, facts, person

BANNER: dict[str, Any] = {"acts": ["banner"]}
TEAM: dict[str, Any] = {"acts": ["campaign_team"], "mobilised_others": False}


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({}, ["act_date", "supported.kind", "supported.contest"]),
        ({"supported": person()}, ["act_date"]),
        ({"supported": person(None)}, ["act_date", "supported.contest"]),
        (
            {"supported": {"kind": "unknown", "contest": "pilbup"}, "act_date": "2024-05-01"},
            ["supported.kind"],
        ),
        ({"supported": {"kind": "self", "contest": "pilbup"}, "act_date": "2024-05-01"}, []),
        ({"supported": {"kind": "party"}, "act_date": "2024-05-01"}, []),
        ({"supported": person(None), "act_date": "2024-01-10"}, ["supported.contest"]),
        ({"supported": person(region_code=None), "act_date": "2025-04-18"}, ["supported.region_code"]),
        ({"supported": person(None, region_code=None), "act_date": "2025-04-18"}, ["supported.contest"]),
        ({"supported": person(region_code=None), "act_date": "2025-08-01"}, ["supported.region_code"]),
        ({"supported": person(region_code="32.01"), "act_date": "2025-04-18"}, []),
        ({"supported": person(region_code=None), "act_date": "2031-03-01"}, ["determination_date"]),
        ({"supported": person(), "act_date": "2031-03-01"}, ["determination_date"]),
    ],
)
def test_what_would_tell_ethics_from_discipline(given: dict[str, Any], needs: list[str]) -> None:
    answer = ask(**BANNER, **given)
    assert answer.needs == needs
    assert bool(needs) == (branches(answer) == {"ethics", "discipline"})


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({"supported": person("pilpres"), "act_date": "2024-01-10"}, ["acts"]),
        ({"supported": person("pilpres")}, ["acts", "act_date"]),
        ({"supported": {"kind": "party", "contest": "pilpres"}}, ["acts", "act_date"]),
        ({"supported": {"kind": "party"}}, ["acts", "act_date", "supported.contest"]),
        ({"supported": {"kind": "party"}, "act_date": "2024-01-10"}, ["acts", "supported.contest"]),
        ({"supported": person("pilpres"), "act_date": "2026-11-01"}, []),
        ({"supported": {"kind": "party", "contest": "pilpres"}, "act_date": "2026-11-01"}, ["acts"]),
        ({"supported": person("pilpres"), "act_date": "2028-06-29"}, []),
        (
            {"supported": person("pilpres"), "act_date": "2028-06-30"},
            ["acts", "determination_date", "campaign_dates"],
        ),
        (
            {"supported": {"kind": "party", "contest": "pilpres"}, "act_date": "2029-01-01"},
            ["acts", "campaign_dates"],
        ),
    ],
)
def test_what_would_tell_whether_it_was_done_in_the_campaign(given: dict[str, Any], needs: list[str]) -> None:
    answer = ask(**TEAM, **given)
    assert answer.needs == needs
    assert ("criminal" in branches(answer)) == (set(needs) > {"acts"} or given["act_date"] == "2024-01-10")


def test_facts_that_decide_nothing_here_are_not_asked_for() -> None:
    answer = ask(acts=["banner"], supported={"kind": "person", "contest": "pilbup"}, act_date="2024-05-01")
    assert answer.needs == []


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({}, ["relation", "passive_attendance"]),
        ({"passive_attendance": False}, ["relation"]),
        ({"passive_attendance": False, "supported": person()}, []),
        ({"supported": person(relation="spouse")}, ["on_unpaid_leave"]),
        ({"supported": person()}, ["passive_attendance"]),
    ],
)
def test_attending_asks_for_the_relation_and_what_was_done_there(
    given: dict[str, Any], needs: list[str]
) -> None:
    about = {"kind": "person", "contest": "pilbup", "region_code": "32.01"}
    asked = {"acts": ["attend_declaration"], "act_date": "2024-05-01", "supported": about, **given}
    told = set(ask(**asked).needs)
    assert {fact.removeprefix("supported.") for fact in told} - {"on_unpaid_leave"} == set(needs) - {
        "on_unpaid_leave"
    }
    assert ("on_unpaid_leave" in told) == (asked["supported"].get("relation") != "other")


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({}, ["party_attributes", "civil_service_attributes", "mobilised_others", "state_facility"]),
        ({"party_attributes": False}, ["civil_service_attributes", "mobilised_others", "state_facility"]),
        ({"civil_service_attributes": True}, ["mobilised_others", "state_facility"]),
        ({"party_attributes": True, "mobilised_others": True, "state_facility": False}, []),
    ],
)
def test_joining_a_campaign_asks_for_how(given: dict[str, Any], needs: list[str]) -> None:
    answer = ask(acts=["join_campaign"], supported=person(), act_date="2024-10-01", **given)
    assert answer.needs == needs


def test_what_an_act_may_be_once_told_more_exactly_asks_for_the_act() -> None:
    other = ask(acts=["other"], supported=person(), act_date="2024-05-01", party_position=False)
    assert other.needs == ["acts", "support_letter_with_id"]
    liked = ask(acts=["social_media_support"], supported=person(), act_date="2024-05-01")
    assert liked.needs == ["acts"]
    assert codes(liked) == ["KE-04", "KE-02"]
    party = ask(acts=["party_member"])
    assert party.needs == ["act_date"]


@pytest.mark.parametrize("fact", ["party_position", "support_letter_with_id"])
def test_an_act_that_a_fact_is_in_itself_is_asked_for_where_it_would_outweigh_ethics(fact: str) -> None:
    told = {"acts": ["banner"], "supported": person(), "act_date": "2024-09-21", fact: True}
    assert ask(**told).needs == ["acts"]
    assert ask(**{**told, fact: False}).needs == []
    assert ask(**{**told, "act_date": "2024-09-22"}).needs == []
    assert ask(**{**told, "act_date": "2024-09-22"}, respondent_type="tni").suggestions == []
    assert ask(**{**told, "acts": ["banner", "party_member", "support_letter"]}).needs == []


def test_what_is_asked_for_beside_that_stays_asked_for() -> None:
    told: dict[str, Any] = {
        "acts": ["banner", "partisan_activity"],
        "supported": {"kind": "person", "relation": "other"},
        "party_position": True,
        **dict.fromkeys(("mobilised_others", "state_facility", "support_letter_with_id"), False),
    }
    assert ask(**told, act_date="2024-10-10").needs == ["supported.contest"]
    assert ask(**told, act_date="2024-01-10").needs == ["acts", "supported.contest"]


@pytest.mark.parametrize("day", ["20240921", "2024-09-21T00:00:00", "1700000000", 1700000000])
def test_a_day_is_written_in_one_form(day: str | int) -> None:
    with pytest.raises(ValidationError, match=r"Value error, is no day like 2024-09-21 \["):
        facts(act_date=day)


def test_no_act_is_asked_for_and_nothing_but_what_the_rest_excludes_is_excluded() -> None:
    answer = ask(supported=person(), act_date="2024-09-22")
    assert answer.needs[0] == "acts"
    assert branches(answer) == {"discipline", "criminal"}
    before = ask(supported=person(relation=None), act_date="2024-09-21")
    assert branches(before) == {"ethics", "discipline"}


@pytest.mark.parametrize(
    ("given", "code"),
    [({"party_position": True}, "DS-05"), ({"support_letter_with_id": True}, "DS-10")],
)
def test_a_fact_that_is_an_act_in_itself_comes_first_and_for_certain(
    given: dict[str, Any], code: str
) -> None:
    answer = ask(supported=person(), act_date="2024-05-01", **given)
    assert answer.suggestions[0].code == code
    assert "No act" not in answer.suggestions[0].reasons[0]
    assert "Belum" not in " ".join(answer.suggestions[0].reasons[1:2])
    assert "acts" in answer.needs


def test_what_policy_does_not_know_is_said_with_all_that_it_knows() -> None:
    act, region = classifier().unknown(
        facts(acts=["bannner"], supported=person(region_code="99.99")), policy.load().regions
    )
    assert act.reason == "'bannner' is no family of acts"
    families = sorted({family.id for family in policy.load().families if not family.accompanies})
    assert act.remedy == f"Give one of: {', '.join(families)}"
    assert region.reason == "'99.99' is no code of a province or regency"
    assert region.remedy == "Give a Kemendagri code like 32 or 32.08"


def test_what_is_missing_is_asked_for_also_where_nothing_is_suggested() -> None:
    before = {"supported": person(), "act_date": "2020-09-09"}
    assert ask(acts=["banner"], respondent_type=None, **before).needs == ["respondent_type"]
    assert ask(**before).needs == ["acts"]
    assert codes(ask(**before)) == ["DS-05"]
    assert ask(**before, acts=["banner"]).suggestions == []
    assert ask(**before).id == "f-1"


@pytest.mark.parametrize(
    ("acts", "several"), [(["banner"], 0), (["banner", "banner"], 0), (["banner", "campaign_team"], 1)]
)
def test_one_sanction_is_spoken_of_where_several_acts_are_several_codes(
    acts: list[str], several: int
) -> None:
    answer = ask(acts=acts, supported=person(), act_date="2024-05-01")
    told = [reason for one in answer.suggestions for reason in one.reasons if "satu hukuman" in reason]
    assert (len(answer.suggestions), len(told)) == (several + 1, several)
