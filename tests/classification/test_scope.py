"""Who is within the procedure, and where everybody else belongs."""

import pytest

from shared import policy
from shared.classification import Classifier
from tests.classification.asking import TODAY, ask, branches, classifier, codes, facts, person


@pytest.mark.parametrize("kind", ["pns", "cpns", "pppk"])
def test_the_civil_service_is_in_scope_and_goes_to_the_recommending_authority(kind: str) -> None:
    answer = ask(respondent_type=kind, acts=["banner"], supported=person(), act_date="2024-09-21")
    assert answer.in_scope is True
    assert answer.route == "bkn"
    assert codes(answer) == ["KE-01"]


@pytest.mark.parametrize(
    ("kind", "route"),
    [
        ("ppnpn", "employing-agency"),
        ("village_head", "regional-government"),
        ("village_official", "regional-government"),
        ("tni", "military-police"),
        ("polri", "police-propam"),
        ("other", "bawaslu"),
    ],
)
@pytest.mark.parametrize("day", ["2024-09-21", "2024-10-10"])
def test_everybody_else_is_out_of_scope_and_has_a_route_of_their_own(kind: str, route: str, day: str) -> None:
    answer = ask(respondent_type=kind, acts=["banner"], supported=person(), act_date=day)
    assert answer.in_scope is False
    assert answer.route == route
    assert answer.suggestions == []


@pytest.mark.parametrize("kind", ["unknown", None])
def test_an_unknown_respondent_is_asked_for_and_nothing_is_excluded(kind: str | None) -> None:
    answer = ask(respondent_type=kind, acts=["banner"], supported=person(), act_date="2024-09-21")
    assert answer.in_scope is None
    assert answer.route is None
    assert codes(answer) == ["KE-01"]
    assert answer.needs == ["respondent_type"]


@pytest.mark.parametrize(
    ("kind", "act", "contest", "day", "code"),
    [
        ("village_head", "favourable_decision", "pilpres", "2024-01-10", "PID-490"),
        ("village_head", "favourable_decision", "pilbup", "2024-10-10", "PID-188"),
        ("tni", "campaign_team", "pileg", "2024-01-10", "PID-494"),
        ("other", "favourable_decision", "pilpres", "2024-01-10", "PID-547"),
        ("other", "campaign_team", "pilbup", "2024-10-10", "PID-189"),
        ("other", "campaign_team", "pilpres", "2024-01-10", "PID-493"),
    ],
)
def test_a_crime_is_named_also_for_those_out_of_scope(
    kind: str, act: str, contest: str, day: str, code: str
) -> None:
    answer = ask(
        respondent_type=kind,
        acts=[act],
        supported=person(contest),
        act_date=day,
        decision_power=True,
        mobilised_others=True,
    )
    assert answer.in_scope is False
    assert codes(answer) == [code]
    assert "Gakkumdu" in " ".join(answer.suggestions[0].reasons)


def test_the_constitutional_court_widened_who_commits_the_crime() -> None:
    def soldier(day: str) -> list[str]:
        decided = {"acts": ["favourable_decision"], "decision_power": True, "respondent_type": "tni"}
        return codes(ask(supported=person(), act_date=day, **decided))

    assert soldier("2024-11-13") == []
    assert soldier("2024-11-14") == ["PID-188"]
    official = {"acts": ["favourable_decision"], "decision_power": True, "respondent_type": "other"}
    assert codes(ask(supported=person(), act_date="2024-10-10", **official)) == ["PID-188"]


def test_the_campaign_stage_offers_gakkumdu_beside_discipline() -> None:
    def asked(day: str) -> set[str]:
        return branches(ask(acts=["campaign_team"], supported=person("pilpres"), act_date=day))

    assert asked("2023-11-27") == {"discipline"}
    assert asked("2023-11-28") == {"discipline", "criminal"}
    assert asked("2024-02-10") == {"discipline", "criminal"}
    assert asked("2024-02-11") == {"discipline"}


def test_values_that_policy_does_not_know_are_named_with_a_remedy() -> None:
    asked = facts(acts=["banner", "bannner"], supported=person(region_code="99.99"))
    found = list(classifier().unknown(asked, policy.load().regions))
    assert [one.field for one in found] == ["acts.1", "supported.region_code"]
    assert "banner" in found[0].remedy
    assert list(classifier().unknown(facts(acts=["banner"]), policy.load().regions)) == []


def test_the_route_is_the_authority_of_the_day_that_it_is_asked_on() -> None:
    by_day = Classifier(policy.load())
    asked = facts(acts=["banner"], supported=person(), act_date="2024-08-01")
    assert by_day.classify(asked, TODAY.replace(year=2024, month=8, day=24)).route == "kasn"
    assert by_day.classify(asked, TODAY.replace(year=2024, month=8, day=25)).route == "bkn"
