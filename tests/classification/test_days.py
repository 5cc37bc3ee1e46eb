"""Ethics before the day of determination, discipline from that day on; both where the day is not known."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared import policy
from shared.classification import Answer
from tests.classification.asking import (
    TODAY,
    ask,
    branches,
    changed,
    codes,
    exchanged,
    facts,
    person,
    suggested,
)

ACTIVE = {"passive_attendance": False}
DETERMINED = [
    ("pilpres", date(2023, 11, 13)),
    ("pileg", date(2023, 11, 3)),
    ("dpd", date(2023, 11, 3)),
    ("pilgub", date(2024, 9, 22)),
    ("pilbup", date(2024, 9, 22)),
    ("pilwalkot", date(2024, 9, 22)),
    ("pilgub", date(2020, 9, 23)),
    ("pilbup", date(2020, 9, 23)),
    ("pilwalkot", date(2020, 9, 23)),
]
PAIRS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("KE-01", "DS-01", "banner", {}),
    ("KE-02", "DS-02", "online_campaign", {}),
    ("KE-03", "DS-04", "attend_declaration", ACTIVE),
    ("KE-04", "DS-06", "social_media_support", {}),
    ("KE-05", "DS-07", "photo_with_candidate", {}),
    ("KE-06", "PD-N1", "join_campaign", {"party_attributes": False, "civil_service_attributes": False}),
]
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(("contest", "day"), DETERMINED)
@pytest.mark.parametrize(("ethics", "discipline", "act", "more"), PAIRS)
def test_every_pair_on_both_sides_of_the_day_and_on_it(
    ethics: str, discipline: str, act: str, more: dict[str, Any], contest: str, day: date
) -> None:
    about = person(contest)
    before = ask(acts=[act], supported=about, act_date=day - A_DAY, **more)
    assert codes(before)[0] == ethics
    assert branches(before) == {"ethics"}
    for since in (day, day + A_DAY):
        after = ask(acts=[act], supported=about, act_date=since, **more)
        assert codes(after)[0] == discipline
        assert branches(after) == {"discipline"}


@pytest.mark.parametrize(("ethics", "discipline", "act", "more"), PAIRS)
def test_an_unknown_day_leaves_both_and_is_asked_for(
    ethics: str, discipline: str, act: str, more: dict[str, Any]
) -> None:
    answer = ask(acts=[act], supported=person(), **more)
    assert {ethics, discipline} <= set(codes(answer))
    assert branches(answer) == {"ethics", "discipline"}
    assert "act_date" in answer.needs


def test_the_pairs_are_those_of_the_catalogue() -> None:
    paired = {(act.id, act.pair) for act in policy.load().catalogue if act.branch == "ethics" and act.pair}
    assert paired == {(ethics, discipline) for ethics, discipline, _, _ in PAIRS if discipline != "PD-N1"}
    for ethics, discipline in paired:
        assert all(act.pair == ethics for act in policy.load().catalogue.versions(str(discipline)))


@pytest.mark.parametrize(
    ("code", "act", "more"),
    [
        ("DS-03", "approach_party", {"on_unpaid_leave": False}),
        ("DS-05", "party_member", {}),
        ("DS-08", "partisan_activity", {}),
        ("DS-09", "campaign_team", {}),
        ("DS-10", "support_letter", {}),
        ("DS-11", "favourable_decision", {}),
    ],
)
@pytest.mark.parametrize("day", [date(2024, 1, 15), date(2024, 10, 15), None])
def test_what_has_no_twin_is_discipline_whatever_the_day(
    code: str, act: str, more: dict[str, Any], day: date | None
) -> None:
    answer = ask(acts=[act], supported=person(), act_date=day, **more)
    assert codes(answer)[0] == code
    assert "ethics" not in branches(answer)


def test_an_unknown_contest_leaves_both_once_one_of_them_had_candidates() -> None:
    assert branches(ask(acts=["banner"], supported=person(None), act_date="2023-06-01")) == {"ethics"}
    answer = ask(acts=["banner"], supported=person(None), act_date="2024-01-10")
    assert branches(answer) == {"ethics", "discipline"}
    assert answer.needs == ["supported.contest"]


def test_a_party_is_no_prospective_candidate() -> None:
    party = {"kind": "party", "contest": "pileg"}
    assert codes(ask(acts=["banner"], supported=party, act_date="2023-01-10")) == ["DS-01"]
    unknown = ask(acts=["banner"], supported={"contest": "pileg"}, act_date="2023-01-10")
    assert branches(unknown) == {"ethics", "discipline"}
    assert unknown.needs == ["supported.kind"]


def test_a_re_vote_and_a_repeated_election_have_their_own_days() -> None:
    def at(region: str | None, day: str) -> set[str]:
        return branches(ask(acts=["banner"], supported=person(region_code=region), act_date=day))

    assert at("36.04", "2025-04-19") == {"discipline"}
    assert at("36.04", "2025-04-20") == {"ethics"}
    assert at("32.01", "2025-04-19") == {"ethics"}
    assert at("19.01", "2025-07-21") == {"ethics"}
    assert at("19.01", "2025-07-22") == {"discipline"}
    assert at(None, "2025-04-19") == {"ethics", "discipline"}
    assert at("36", "2025-04-19") == {"ethics", "discipline"}
    assert at("31", "2025-04-19") == {"ethics"}


def test_of_two_contests_that_may_be_meant_the_region_tells() -> None:
    answer = ask(acts=["banner"], supported=person("pilgub", region_code=None), act_date="2025-02-26")
    assert branches(answer) == {"ethics", "discipline"}
    assert answer.needs == ["supported.region_code"]


def test_a_campaign_is_that_of_the_region() -> None:
    """With a crime of the campaign that covers regional elections too."""
    law = policy.load()
    crime = law.catalogue.on("PID-547", date(2025, 8, 1))
    assert crime is not None
    regional = crime.model_copy(update={"kinds": (*crime.kinds, "pilbup")})
    classifier = changed(catalogue=exchanged(law.catalogue, crime, regional))

    def at(region: str | None) -> Answer:
        about = person(region_code=region)
        asked = facts(
            acts=["favourable_decision"], decision_power=True, supported=about, act_date="2025-08-01"
        )
        return classifier.classify(asked, TODAY)

    assert "PID-547" in codes(at("19.01"))
    assert at("19.01").needs == []
    assert "PID-547" not in codes(at("32.01"))
    assert "PID-547" in codes(at(None))
    assert at(None).needs == ["supported.region_code"]


def test_an_act_counts_to_the_last_day_of_its_rule_though_nothing_follows() -> None:
    law = policy.load()
    team = law.catalogue.on("DS-09", TODAY)
    assert team is not None
    ended = team.model_copy(update={"valid_to": date(2024, 5, 10)})
    classifier = changed(catalogue=exchanged(law.catalogue, team, ended))

    def at(day: str) -> list[str]:
        return codes(
            classifier.classify(facts(acts=["campaign_team"], supported=person(), act_date=day), TODAY)
        )

    assert [at(day) for day in ("2024-05-09", "2024-05-10", "2024-05-11")] == [["DS-09"], ["DS-09"], []]


def test_before_the_first_rule_there_is_nothing_to_suggest_and_still_something_to_ask() -> None:
    early = {"act_date": "1999-01-01", "supported": person()}
    assert ask(acts=["banner"], **early).suggestions == []
    assert ask(acts=["banner"], **early).needs == []
    assert ask(acts=["banner"], respondent_type=None, **early).needs == ["respondent_type"]
    assert ask(**early).needs == ["acts"]


def test_a_contest_that_nobody_has_scheduled_leaves_open_what_comes_late() -> None:
    assert branches(ask(acts=["banner"], supported=person(), act_date="2026-10-01")) == {"ethics"}
    late = ask(acts=["banner"], supported=person(), act_date="2031-03-01")
    assert branches(late) == {"ethics", "discipline"}
    assert late.needs == ["determination_date"]


@pytest.mark.parametrize(
    ("day", "instrument", "basis"),
    [
        ("2020-10-01", "skb-2020", "PP 53/2010"),
        ("2021-08-31", "skb-2020", "PP 94/2021"),
        ("2022-09-21", "skb-2020", "PP 94/2021"),
        ("2022-09-22", "skb-2022", "PP 94/2021"),
    ],
)
def test_the_instruments_are_those_of_the_day_of_the_act(day: str, instrument: str, basis: str) -> None:
    answer = ask(acts=["favourable_decision"], supported=person(), act_date=day)
    found = suggested(answer, "DS-11")
    assert found.instrument == instrument
    assert {cited.rpartition(" Pasal")[0] for cited in found.legal_basis} == {basis, "UU 7/2017"}


@pytest.mark.parametrize("day", ["2020-10-01", "2024-05-01", "2026-11-01"])
@pytest.mark.parametrize(("code", "act"), [("DS-08", "partisan_activity"), ("DS-11", "favourable_decision")])
def test_leaning_to_one_side_also_breaks_the_law_on_general_elections(code: str, act: str, day: str) -> None:
    found = suggested(ask(acts=[act], supported=person("pilpres"), act_date=day), code)
    assert found.legal_basis[-1] == "UU 7/2017 Pasal 283 (Pemilu)"


@pytest.mark.parametrize("flag", ["party_attributes", "mobilised_others", "state_facility"])
@pytest.mark.parametrize(("about", "day"), [(person(), "2020-10-10"), ({"kind": "party"}, "2021-05-10")])
def test_joining_a_campaign_under_the_first_joint_decree_goes_by_the_regulation_of_then(
    flag: str, about: dict[str, Any], day: str
) -> None:
    answer = ask(acts=["join_campaign"], supported=about, act_date=day, **{flag: True})
    assert {"PD-N2", "PD-N3", "PD-N4"} <= set(codes(answer))
    for one in answer.suggestions:
        if one.branch == "discipline":
            assert (one.instrument, one.legal_basis) == ("pp-53-2010", ("PP 53/2010 Pasal 4 angka 12-15",))
            assert any("Belum dikonfirmasi dalam naskah resmi" in reason for reason in one.reasons)


@pytest.mark.parametrize("day", ["2020-09-15", "2020-10-10"])
def test_a_spouse_broke_ethics_under_the_first_joint_decree_too(day: str) -> None:
    spouse = {"acts": ["attend_declaration"], "supported": person(relation="spouse"), "act_date": day}
    (first, *_) = ask(**spouse, on_unpaid_leave=False, passive_attendance=False).suggestions
    assert (first.code, first.instrument) == ("KE-07", "skb-2020")


def test_before_the_first_joint_decree_party_membership_alone_had_a_code() -> None:
    assert codes(ask(acts=["party_member"], act_date="2020-09-09")) == ["DS-05"]
    assert ask(acts=["party_member"], act_date="2020-09-09").suggestions[0].instrument == "uu-5-2014"
    answer = ask(acts=["banner"], supported=person(), act_date="2020-09-09")
    assert answer.in_scope
    assert answer.suggestions == []
