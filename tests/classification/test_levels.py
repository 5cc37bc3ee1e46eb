"""Levels: raised by another code, milder where the law became so, heavier on repetition; one sanction."""

from datetime import date
from typing import Any

import pytest

from shared import policy
from shared.classification.facts import EarlierSanction
from shared.classification.levels import Reasons, Weighed, repeated
from shared.policy.catalogue import LEVELS, Level
from tests.classification.asking import (
    TODAY,
    ask,
    branches,
    changed,
    classifier,
    codes,
    exchanged,
    facts,
    person,
    suggested,
)

CAMPAIGN = {"acts": ["join_campaign"], "supported": person(), "act_date": "2024-10-10"}
CALL = {"acts": ["partisan_activity"], "supported": person()}


def levels(code: str, **given: Any) -> list[str]:
    return list(suggested(ask(**given), code).levels)


def test_a_partisan_activity_is_heavy_where_the_regulation_names_it_too() -> None:
    assert levels("DS-08", **CALL, act_date="2024-09-21") == ["medium"]
    assert levels("DS-08", **CALL, act_date="2024-09-22") == ["heavy"]
    assert levels("DS-08", **CALL) == ["medium", "heavy"]


def test_a_weak_basis_may_raise_and_is_told() -> None:
    answer = ask(acts=["partisan_activity"], supported=person("pileg"), act_date="2024-01-10")
    assert list(suggested(answer, "DS-08").levels) == ["medium", "heavy"]
    assert any(reason.startswith("BASIS_WEAK") for reason in suggested(answer, "PD-N6").reasons)


def test_a_basis_that_is_never_weak_raises_whatever_the_contest() -> None:
    law = policy.load()
    act = law.catalogue.on("PD-N6", date(2024, 10, 10))
    assert act is not None
    strong = changed(catalogue=exchanged(law.catalogue, act, act.model_copy(update={"weak_for": ()})))
    asked = facts(acts=["partisan_activity"], supported=person(None), act_date="2024-10-10")
    assert list(suggested(strong.classify(asked, TODAY), "DS-08").levels) == ["heavy"]


def test_an_unknown_contest_leaves_open_whether_the_basis_is_weak() -> None:
    answer = ask(acts=["partisan_activity"], supported={"kind": "person"}, act_date="2026-02-01")
    assert list(suggested(answer, "DS-08").levels) == ["medium"]
    open_ = ask(acts=["partisan_activity"], supported=person(None), act_date="2024-10-10")
    assert list(suggested(open_, "DS-08").levels) == ["medium", "heavy"]
    assert "supported.contest" in open_.needs


@pytest.mark.parametrize(
    ("flag", "code", "level"),
    [
        ("party_attributes", "PD-N2", ["medium"]),
        ("civil_service_attributes", "PD-N2", ["medium"]),
        ("mobilised_others", "PD-N3", ["heavy"]),
        ("state_facility", "PD-N4", ["heavy"]),
    ],
)
def test_circumstances_add_the_statutory_prohibition(flag: str, code: str, level: list[str]) -> None:
    none = dict.fromkeys(
        ("party_attributes", "civil_service_attributes", "mobilised_others", "state_facility"), False
    )
    assert codes(ask(**CAMPAIGN, **none)) == ["PD-N1"]
    answer = ask(**CAMPAIGN, **{**none, flag: True})
    assert codes(answer) == ([code] if code == "PD-N2" else [code, "PD-N1"])
    assert list(answer.suggestions[0].levels) == level
    assert answer.needs == []


@pytest.mark.parametrize("act", ["banner", "social_media_support", "photo_with_candidate"])
def test_circumstances_come_with_any_act_towards_a_candidate_once_they_are_known(act: str) -> None:
    known = {"mobilised_others": True, "state_facility": True, "support_letter_with_id": True}
    about = {"acts": [act], "supported": person()}
    before = ask(**about, act_date="2024-09-21", **known)
    assert branches(before) == {"ethics"}
    after = ask(**about, act_date="2024-09-22", **known)
    assert {"PD-N3", "PD-N4", "PD-N7", "DS-10"} < set(codes(after))
    assert not {"PD-N3", "PD-N4", "PD-N7"} & set(codes(ask(**about, act_date="2024-09-22")))


def test_mere_attendance_is_no_active_support() -> None:
    attended = {"acts": ["attend_declaration"], "supported": person(), "passive_attendance": True}
    assert codes(ask(**attended, act_date="2024-09-21")) == ["KE-06"]
    found = ask(
        **attended, act_date="2024-10-01", **dict.fromkeys(("mobilised_others", "state_facility"), False)
    )
    assert "DS-04" not in codes(found)
    assert found.suggestions[0].code == "PD-N1"
    assert list(found.suggestions[0].levels) == []


@pytest.mark.parametrize("day", ["2024-09-21", "2024-10-01"])
def test_a_spouse_breaks_ethics_without_unpaid_leave_and_nothing_with_it(day: str) -> None:
    spouse = {"acts": ["attend_declaration"], "supported": person(relation="spouse"), "act_date": day}
    none = dict.fromkeys(
        ("party_attributes", "civil_service_attributes", "mobilised_others", "state_facility"), False
    )
    assert codes(ask(**spouse, on_unpaid_leave=False, **none)) == ["KE-07"]
    assert codes(ask(**spouse, on_unpaid_leave=True, **none)) == []


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], ["medium"]),
        (["moral"], ["medium"]),
        (["light"], ["medium"]),
        (["medium"], ["medium", "heavy"]),
        (["heavy"], ["heavy"]),
        (["light", "medium"], ["medium", "heavy"]),
        (["ringan"], ["medium"]),
        (["sedang"], ["medium", "heavy"]),
        (["berat"], ["heavy"]),
        ([{"level": "sedang"}], ["medium", "heavy"]),
        ([{"level": "medium", "annulled": True}], ["medium"]),
        ([{"level": "medium", "effective": False}], ["medium"]),
        ([{"level": "medium", "effective": None}], ["medium", "heavy"]),
        ([{"code": "KE-01", "level": "moral"}], ["medium"]),
        ([{"code": "ABSEN", "level": "medium"}], ["medium"]),
        ([{"code": "DS-03", "level": "medium"}], ["medium", "heavy"]),
        (["DS-06"], ["heavy"]),
        ([{"type": "teguran-tertulis"}], ["medium"]),
        ([{"type": "penundaan-gaji-berkala"}], ["medium"]),
        ([{"type": "penurunan-pangkat"}], ["heavy"]),
    ],
)
def test_a_repeat_offender_gets_a_heavier_sanction_than_the_last(
    earlier: list[Any], expected: list[str]
) -> None:
    approach = {"acts": ["approach_party"], "supported": person(), "act_date": "2024-05-01"}
    answer = ask(**approach, on_unpaid_leave=False, earlier_sanctions=earlier)
    assert list(suggested(answer, "DS-03").levels) == expected


@pytest.mark.parametrize(
    ("given", "earlier", "expected"),
    [
        (("medium", "heavy"), ["light"], ["medium", "heavy"]),
        (("medium", "heavy"), ["medium"], ["medium", "heavy"]),
        (("medium", "heavy"), ["heavy"], ["heavy"]),
        (("light",), ["light"], ["light", "medium"]),
        (("light",), ["light", "medium"], ["medium", "heavy"]),
        (("light",), ["medium", "light"], ["medium", "heavy"]),
        (("light",), ["heavy", "medium"], ["heavy"]),
        (("light",), ["heavy"], ["heavy"]),
        (("heavy", "ptdh"), ["medium"], ["heavy", "ptdh"]),
        (("ptdh",), ["heavy"], ["ptdh"]),
        (("light",), [], ["light"]),
        (("light",), ["moral"], ["light"]),
        (("light",), ["ptdh"], ["light"]),
        (("light",), ["middling"], ["medium"]),
        (("medium",), ["middling"], ["medium"]),
        (("medium",), ["worst-of-medium"], ["heavy"]),
        (("heavy",), ["worst"], ["heavy"]),
        (("light",), [EarlierSanction(level="light", type="middling")], ["medium"]),
        (("light",), [EarlierSanction(code="KE-01", level="heavy")], ["light"]),
        (("light",), [EarlierSanction(code="PD-N1")], ["light"]),
        (("light",), [EarlierSanction(code="ABSEN", level="heavy")], ["light"]),
    ],
)
def test_of_the_levels_those_heavier_than_the_heaviest_before_are_left(
    given: tuple[Level, ...], earlier: list[EarlierSanction | str], expected: list[str]
) -> None:
    acts = {act.id: act for act in policy.load().catalogue.in_force(TODAY)}
    known = {
        "middling": Weighed("medium", 22),
        "worst-of-medium": Weighed("medium", 26),
        "worst": Weighed("heavy", 33),
    }
    weights: dict[Level, tuple[int, int]] = {"light": (11, 13), "medium": (21, 26), "heavy": (31, 33)}
    assert list(repeated(earlier, given, known, acts, weights, [])) == expected


def test_a_level_that_may_not_be_imposed_is_neither_heavier_nor_the_next() -> None:
    """As by a policy whose types for these respondents are all heavy."""
    only_heavy: dict[Level, tuple[int, int]] = {"heavy": (31, 33)}
    assert list(repeated(["light"], ("light",), {}, {}, only_heavy, [])) == ["heavy"]
    assert list(repeated(["medium"], ("medium",), {}, {}, only_heavy, [])) == ["heavy"]


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ("light", "repeated"),
        (EarlierSanction(code="DS-03"), "repeated"),
        ("ptdh", "repeated-unknown"),
        ("?", "repeated-unknown"),
        (EarlierSanction(code="DS-05"), "repeated-unknown"),
        (EarlierSanction(code="ABSEN", level="medium"), "repeated-unknown"),
    ],
)
def test_an_earlier_sanction_that_cannot_be_weighed_is_no_repetition_yet(
    earlier: EarlierSanction | str, said: str
) -> None:
    acts = {act.id: act for act in policy.load().catalogue.in_force(TODAY)}
    weights: dict[Level, tuple[int, int]] = {"light": (11, 13), "medium": (21, 26), "heavy": (31, 33)}
    reasons: Reasons = []
    repeated([earlier], ("light",), {}, acts, weights, reasons)
    assert [key for key, _ in reasons] == [said]


@pytest.mark.parametrize(
    ("respondent", "expected"),
    [("pns", ["medium"]), ("pppk", ["heavy"]), (None, ["medium"])],
)
def test_what_is_heavier_goes_by_the_types_for_the_respondent(
    respondent: str | None, expected: list[str]
) -> None:
    """There is one medium form for PPPK; whoever is not known is weighed as a PNS."""
    asked = {"acts": ["approach_party"], "supported": person(), "act_date": "2024-05-01"}
    again = ask(
        **asked,
        on_unpaid_leave=False,
        respondent_type=respondent,
        earlier_sanctions=["penundaan-gaji-berkala"],
    )
    assert list(suggested(again, "DS-03").levels) == expected


def test_repetition_leaves_ethics_and_the_heaviest_as_they_are() -> None:
    before = {"supported": person(), "act_date": "2024-09-01", "earlier_sanctions": ["heavy"]}
    assert levels("KE-01", acts=["banner"], **before) == ["moral"]
    assert levels("DS-05", acts=["party_member"], **before) == ["ptdh"]
    told = suggested(ask(acts=["campaign_team"], **before), "DS-09")
    assert any("Pengulangan" in reason for reason in told.reasons)


def test_an_earlier_sanction_of_no_known_level_is_to_be_checked() -> None:
    told = suggested(ask(acts=["campaign_team"], act_date="2024-05-01", earlier_sanctions=["?"]), "DS-09")
    assert list(told.levels) == ["heavy"]
    assert any("terdahulu" in reason for reason in told.reasons)


def test_earlier_sanctions_of_no_known_level_are_told_of_once_beside_a_repetition() -> None:
    acts = {act.id: act for act in policy.load().catalogue.in_force(TODAY)}
    reasons: Reasons = []
    repeated(["?", "medium", "??"], ("heavy",), {}, acts, {"medium": (21, 26), "heavy": (31, 33)}, reasons)
    assert [key for key, _ in reasons] == ["repeated-unknown", "repeated"]


def test_several_acts_are_one_case_with_the_heaviest_first() -> None:
    answer = ask(
        acts=["banner", "party_member", "approach_party"],
        supported=person(),
        act_date="2024-09-01",
        on_unpaid_leave=False,
    )
    assert codes(answer) == ["DS-05", "DS-03", "KE-01"]
    weights = [LEVELS.index(one.levels[-1]) for one in answer.suggestions]
    assert weights == sorted(weights, reverse=True)
    assert "satu hukuman" in answer.suggestions[0].reasons[-1]
    assert all("satu hukuman" not in reason for one in answer.suggestions[1:] for reason in one.reasons)


def test_what_is_open_comes_as_it_fits_the_act() -> None:
    attended = {"acts": ["attend_declaration"], "supported": person(), "act_date": "2024-10-01"}
    assert codes(ask(**attended)) == ["DS-04", "PD-N1", "PD-N2", "PD-N3", "PD-N4"]
    assert codes(ask(**attended, passive_attendance=True)) == ["PD-N1", "PD-N2", "PD-N3", "PD-N4"]
    assert codes(ask(**attended, passive_attendance=True, state_facility=True))[:2] == ["PD-N4", "PD-N1"]
    day_open = {"acts": ["campaign_team", "other"], "party_position": True, "mobilised_others": False}
    assert codes(ask(**day_open, supported=person("pilpres"), act_date="2028-07-01"))[:2] == [
        "DS-05",
        "DS-09",
    ]


def test_of_two_acts_that_are_one_code_the_first_named_is_told() -> None:
    acts = ["online_campaign", "social_media_support"]
    told = suggested(ask(acts=acts, supported=person(), act_date="2024-09-01"), "KE-02")
    assert told.reasons[0] == "Perbuatan yang diduga: Sosialisasi atau kampanye daring."


@pytest.mark.parametrize(
    "acts", [["partisan_activity", "money_politics"], ["money_politics", "partisan_activity"]]
)
def test_of_two_acts_that_are_equally_one_code_the_first_is_told(acts: list[str]) -> None:
    told = suggested(ask(acts=acts, supported=person(), act_date="2024-10-10"), "DS-08")
    family = policy.load().families.on(acts[0], TODAY)
    assert family is not None
    assert told.reasons[0] == f"Perbuatan yang diduga: {family.indonesian}."


def test_of_what_may_be_an_act_comes_first_what_asks_for_nothing_more() -> None:
    other = ask(acts=["other"], supported=person(), act_date="2024-10-10")
    assert codes(other) == ["DS-08", "PD-N6", "DS-09", "DS-10", "PD-N7", "DS-05"]
    shared = ask(
        acts=["social_media_support"], supported=person(), act_date="2024-10-10", respondent_type=None
    )
    assert codes(shared) == ["DS-06", "DS-02"]


def test_what_is_certain_and_has_no_level_comes_before_what_is_open() -> None:
    alone = dict.fromkeys(("party_attributes", "civil_service_attributes", "mobilised_others"), False)
    acts = ["other", "join_campaign"]
    found = codes(ask(acts=acts, supported=person(), act_date="2024-10-10", state_facility=False, **alone))
    assert found.index("PD-N1") < found.index("DS-08")


@pytest.mark.parametrize("act", ["join_campaign", "attend_declaration"])
@pytest.mark.parametrize("day", ["2024-09-21", "2024-10-01", None])
@pytest.mark.parametrize("leave", [False, None])
def test_what_but_a_spouse_does_comes_last_while_the_relation_is_unknown(
    act: str, day: str | None, leave: bool | None
) -> None:
    asked: dict[str, Any] = {"acts": [act], "act_date": day, "on_unpaid_leave": leave}
    unknown = codes(ask(**asked, supported=person(relation=None)))
    assert len(unknown) > 1
    assert unknown[-1] == "KE-07"
    assert codes(ask(**asked, supported=person(relation="spouse")))[0] == "KE-07"


def test_an_act_told_twice_is_one_act() -> None:
    once = ask(acts=["banner"], supported=person(), act_date="2024-10-01")
    assert ask(acts=["banner", "banner"], supported=person(), act_date="2024-10-01").suggestions[0].code == (
        once.suggestions[0].code
    )


def test_the_milder_rule_counts_if_it_changed_since_the_act() -> None:
    """A later version of an act with a milder level, in a policy that is otherwise the one shipped."""
    law = policy.load()
    today = law.catalogue.on("DS-09", TODAY)
    assert today is not None
    older = today.model_copy(update={"valid_to": TODAY.replace(day=20)})
    milder = today.model_copy(
        update={"version": "2026", "valid_from": TODAY.replace(day=21), "levels": ("medium",)}
    )
    later = changed(catalogue=exchanged(law.catalogue, today, older, milder))
    asked = facts(acts=["campaign_team"], supported=person(), act_date="2024-05-01")
    (then,) = later.classify(asked, TODAY.replace(day=20)).suggestions
    (now,) = later.classify(asked, TODAY.replace(day=21)).suggestions
    assert (list(then.levels), list(now.levels)) == (["heavy"], ["medium"])
    assert any("2026-11-21" in reason for reason in now.reasons)
    assert classifier().classify(asked, TODAY).suggestions[0].levels == then.levels


def test_forms_for_pppk_and_types_that_do_not_fit_a_pelaksana_are_told() -> None:
    told = suggested(
        ask(
            respondent_type="pppk",
            position_level="pelaksana",
            acts=["campaign_team"],
            supported=person(),
            act_date="2024-05-01",
        ),
        "DS-09",
    )
    text = " ".join(told.reasons)
    assert "PPPK" in text
    assert "pelaksana" in text


def test_reasons_are_indonesian_first_and_english_when_asked() -> None:
    asked = facts(acts=["banner"], supported=person(), act_date="2024-10-01")
    (indonesian,) = classifier().classify(asked, TODAY).suggestions
    (english,) = classifier().classify(asked, TODAY, "en").suggestions
    assert indonesian.text.startswith("Memasang")
    assert english.text.startswith("Putting up")
    assert "2024-09-22" in indonesian.reasons[1]
    assert "2024-09-22" in english.reasons[1]
    assert len(indonesian.reasons) == len(english.reasons)
