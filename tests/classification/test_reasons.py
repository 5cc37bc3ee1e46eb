"""The reasons in words, whole and in their order: the act, towards whom, how it was done, what is open."""

from typing import Any, Literal

import pytest

from tests.classification.asking import TODAY, classifier, facts, person, suggested

ASKED: dict[str, Any] = {"acts": ["banner"], "supported": person(), "act_date": "2024-09-21"}
ALONE: dict[str, Any] = dict.fromkeys(
    ("party_attributes", "civil_service_attributes", "mobilised_others", "state_facility"), False
)


def reasons(code: str, language: Literal["id", "en"] = "en", **given: Any) -> list[str]:
    return list(suggested(classifier().classify(facts(**{**ASKED, **given}), TODAY, language), code).reasons)


ACT = "Alleged act: Putting up banners, billboards or campaign material."
PILKADA = "(Regional elections 2024, determined 2024-09-22)"
CANDIDATE = (
    f"On 2024-09-22 the candidates were determined {PILKADA}: a candidate. This day counts as one with "
    "candidates (product decision until confirmed); proven to be of an earlier hour it is towards a "
    "prospective one, ethics where that has such an act."
)
NO_BASIS = "The legal basis is not confirmed; an officer names it before the recommendation."
WHOEVER = "Prohibited whoever is supported, before and after the determination."
WHICH = "Not confirmed that this act is this code; an officer may judge otherwise."
NOT_CONFIRMED = "Not confirmed in an official text; an officer may judge otherwise, with a reason."


@pytest.mark.parametrize(
    ("code", "given", "said"),
    [
        ("KE-01", {}, f"By 2024-09-21 none was determined {PILKADA}: a prospective candidate."),
        ("DS-01", {"act_date": "2024-09-22"}, CANDIDATE),
        (
            "DS-01",
            {"act_date": "2024-09-23"},
            f"On 2024-09-23 the candidates were determined {PILKADA}: a candidate.",
        ),
        ("DS-01", {"supported": {"kind": "party"}}, "Towards a political party."),
        (
            "KE-01",
            {"supported": {"kind": "person"}, "act_date": "2023-06-01"},
            "By 2023-06-01 no candidates were determined in any contest.",
        ),
        (
            "DS-01",
            {"supported": {"kind": "person"}, "act_date": "2024-09-30"},
            "By 2024-09-30 the candidates were determined in every contest.",
        ),
        (
            "KE-01",
            {"supported": person(None), "act_date": "2024-01-10"},
            "It hangs on whether candidates were determined, and on who is supported.",
        ),
        (
            "KE-01",
            {"act_date": "2026-10-01"},
            "By 2026-10-01 none was determined (The next regional elections): a prospective candidate.",
        ),
    ],
)
def test_towards_whom_by_the_day_of_determination(code: str, given: dict[str, Any], said: str) -> None:
    assert reasons(code, **given)[:2] == [ACT, said]


@pytest.mark.parametrize(
    ("act", "code", "given", "said"),
    [
        (
            "campaign_team",
            "DS-09",
            {},
            WHOEVER,
        ),
        (
            "campaign_team",
            "DS-09",
            {"supported": None},
            WHOEVER,
        ),
        ("campaign_team", "DS-09", {"supported": {"kind": "party"}}, "Towards a political party."),
        (
            "banner",
            "DS-01",
            {"supported": None},
            "It hangs on whether candidates were determined, and on who is supported.",
        ),
    ],
)
def test_what_is_prohibited_at_any_time_says_so_where_the_day_is_open(
    act: str, code: str, given: dict[str, Any], said: str
) -> None:
    day = "2024-05-01" if given.get("supported") else None
    assert reasons(code, acts=[act], **{**given, "act_date": day})[1] == said


def test_a_spouse_is_prohibited_it_towards_both_whatever_the_day() -> None:
    spouse: dict[str, Any] = {"acts": ["attend_declaration"], "supported": person(relation="spouse")}
    said = reasons("KE-07", **spouse, on_unpaid_leave=False, act_date=None)
    assert said[1:] == [
        WHOEVER,
        "Circumstances: spouse of the candidate, not on unpaid leave.",
        "The day of the act is not known: instrument and legal basis as of 2026-11-23.",
        NOT_CONFIRMED,
        WHICH,
    ]


def test_all_that_there_is_to_say_stands_in_its_order() -> None:
    assert reasons("DS-01", act_date="2024-09-22", acts=["banner", "other"], earlier_sanctions=["?"])[
        :-1
    ] == [
        ACT,
        CANDIDATE,
        "The level of an earlier sanction is not known; check for a repetition.",
        NO_BASIS,
    ]
    assert reasons("DS-01", "id", act_date="2024-09-22") == [
        "Perbuatan yang diduga: Memasang spanduk, baliho, atau alat peraga.",
        "Pada 2024-09-22 calon sudah ditetapkan (Pilkada serentak 2024, penetapan 2024-09-22): "
        "terhadap calon. Hari itu terhitung hari dengan calon (keputusan produk sampai dikonfirmasi); "
        "bila terbukti pada jam sebelumnya: terhadap bakal calon, kode etik bila perbuatan itu ada di sana.",
        "Dasar hukum belum dikonfirmasi; pejabat menyebutkannya sebelum rekomendasi.",
    ]


def test_what_is_not_known_is_named_once_each_in_words() -> None:
    open_ = reasons("KE-01", supported=None, act_date=None, respondent_type=None)
    assert open_[2] == (
        "Not known: the kind of respondent, who is supported, the day of the act, the contest. "
        "Once known, this code may fall or become certain."
    )
    unnamed = reasons("DS-01", acts=None, supported={"kind": "party"})
    assert unnamed[0] == "No act is named; this code is not excluded."
    assert (
        unnamed[2] == "Not known: the act in more detail. Once known, this code may fall or become certain."
    )
    letter = reasons("DS-10", acts=["other"], supported=person())
    assert letter[2].startswith(
        "Not known: whether there is a letter of support with a copy of an identity card."
    )


@pytest.mark.parametrize(
    ("code", "given", "said"),
    [
        ("KE-07", {"on_unpaid_leave": False}, "Circumstances: spouse of the candidate, not on unpaid leave."),
        ("PD-N2", {"party_attributes": True}, "Circumstances: with attributes of a party."),
        (
            "PD-N2",
            {"party_attributes": True, "civil_service_attributes": True},
            "Circumstances: with attributes of a party, with attributes of the civil service.",
        ),
        ("PD-N3", {"mobilised_others": True}, "Circumstances: mobilised others."),
    ],
)
def test_the_circumstances_that_a_code_rests_on_are_told(code: str, given: dict[str, Any], said: str) -> None:
    spouse: dict[str, Any] = {
        "acts": ["attend_declaration"],
        "supported": person(relation="spouse"),
        "act_date": "2024-10-01",
    }
    assert reasons(code, **{**ALONE, **spouse, **given})[2] == said


def test_of_circumstances_only_those_that_are_known_and_as_the_code_asks_are_told() -> None:
    attended: dict[str, Any] = {"acts": ["attend_declaration"], "act_date": "2024-10-01"}
    active = reasons("DS-04", **attended, passive_attendance=False)
    assert active[2] == "Circumstances: did more than attend."
    assert reasons("DS-04", **attended)[2].startswith("Not known: whether it was attendance alone.")
    assert reasons("PD-N2", **attended, party_attributes=True)[2:] == [
        "Circumstances: with attributes of a party.",
        WHICH,
    ]
    open_ = reasons("KE-07", **attended, supported=person(relation=None), on_unpaid_leave=False)
    assert open_[2:4] == [
        "Circumstances: not on unpaid leave.",
        "Not known: the relation to whom is supported. Once known, this code may fall or become certain.",
    ]
    nobody = reasons("KE-07", **attended, supported=None, on_unpaid_leave=False)
    assert nobody[2] == "Circumstances: not on unpaid leave."


def test_a_circumstance_tells_of_itself() -> None:
    said = reasons("PD-N3", act_date="2024-10-01", mobilised_others=True)
    assert said[0] == "Alleged act: Circumstances of the act."
    unnamed = classifier().classify(
        facts(supported=person(), act_date="2024-10-01", mobilised_others=True), TODAY, "en"
    )
    assert all(one.reasons[0] == "No act is named; this code is not excluded." for one in unnamed.suggestions)


def test_a_fact_that_is_an_act_in_itself_is_taken_for_it_where_none_is_named() -> None:
    said = reasons("DS-05", acts=None, party_position=True)
    assert said[0] == "Alleged act: Being a member or an officer of a party."
    assert not any(reason.startswith("Not known") for reason in said)


def test_a_fact_that_is_an_act_in_itself_is_asked_for_where_others_are_named() -> None:
    too = "Another fact is an act in itself: name party_member too."
    assert reasons("KE-01", party_position=True) == [ACT, reasons("KE-01")[1], too]
    assert reasons("DS-01", act_date="2024-09-22", party_position=True) == [ACT, CANDIDATE, NO_BASIS]
    assert reasons("KE-01", party_position=False) == reasons("KE-01")
    named = reasons("KE-01", acts=["banner", "party_member"], party_position=True)
    assert too not in named
    crime: dict[str, Any] = {
        "acts": ["favourable_decision"],
        "act_date": "2024-01-10",
        "decision_power": True,
    }
    known = {**crime, "supported": person("pilpres"), "support_letter_with_id": True}
    assert not any("act in itself" in reason for reason in reasons("PID-547", **known))


def test_what_may_be_the_act_says_that_it_must_be_told_more_exactly() -> None:
    said = reasons("DS-08", acts=["other"], supported=person(), act_date="2024-05-01")
    assert said[0] == "Alleged act: Another act; it must be told more exactly whether it is this code."
    indonesian = reasons("DS-08", "id", acts=["other"], supported=person(), act_date="2024-05-01")
    assert indonesian[0] == "Perbuatan yang diduga: Perbuatan lain; perlu dirinci apakah termasuk kode ini."


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("KE-06", {"acts": ["attend_declaration"], "act_date": "2024-08-10", "passive_attendance": True}),
        ("DS-08", {"acts": ["money_politics"]}),
        ("PD-N6", {"acts": ["money_politics"], "act_date": "2024-10-10"}),
        ("DS-11", {"acts": ["hoax_hate_speech"]}),
        ("PD-N3", {"act_date": "2024-10-10", "mobilised_others": True}),
    ],
)
def test_an_act_that_is_not_confirmed_to_be_the_code_is_marked(code: str, given: dict[str, Any]) -> None:
    assert WHICH in reasons(code, **given)
    marked = "Belum dikonfirmasi bahwa perbuatan ini termasuk kode ini; petugas dapat menilai lain."
    assert marked in reasons(code, "id", **given)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("KE-01", {}),
        ("DS-08", {"acts": ["other"]}),
        ("DS-10", {"acts": ["other"], "support_letter_with_id": True}),
        ("DS-04", {"acts": None, "act_date": "2024-10-10"}),
        ("KE-03", {"acts": None}),
    ],
)
def test_an_act_that_is_confirmed_or_not_named_is_not_marked(code: str, given: dict[str, Any]) -> None:
    assert WHICH not in reasons(code, **given)


def test_what_the_rule_itself_leaves_open_is_told_with_every_suggestion() -> None:
    decided: dict[str, Any] = {
        "acts": ["favourable_decision"],
        "act_date": "2024-01-10",
        "decision_power": True,
    }
    crime = reasons("PID-547", **decided, supported=person("pilpres"))
    assert crime[3] == "In the days of the campaign alone."
    assert crime[4].startswith("Penalty: ")
    team: dict[str, Any] = {
        "acts": ["campaign_team"],
        "act_date": "2024-01-10",
        "supported": person("pilpres"),
    }
    assert reasons("PID-494", **team)[3] == (
        "Penalty: confinement of up to 1 year and a fine of up to Rp12,000,000. "
        "Referral to Gakkumdu is proposed."
    )
    assert reasons("PID-494", "id", **team)[3] == (
        "Ancaman pidana: kurungan paling lama 1 tahun dan denda paling banyak Rp12.000.000. "
        "Usul: teruskan ke Sentra Gakkumdu."
    )
    assert crime[5:] == [NOT_CONFIRMED]
    joined = reasons("PD-N1", acts=["join_campaign"], act_date="2024-10-01", **ALONE)
    assert joined[2] == "The regulation names no level; the officer reasons by impact."
    weak = reasons("PD-N5", **decided, supported=person("pileg"))
    assert (
        weak[-1] == "BASIS_WEAK: the text of the basis names pairs of candidates, which this contest has not."
    )
    assert reasons("PD-N5", **decided, supported=person("pilpres"))[-1].startswith("Circumstances")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, []),
        (
            {"respondent_type": "pppk"},
            ["PPPK: the forms of sanction are those for PPPK, up to ending the contract."],
        ),
        (
            {"position_level": "pelaksana"},
            ["A pelaksana holds no position to be released from: that type does not fit."],
        ),
        ({"position_level": "jpt_pratama"}, []),
    ],
)
def test_whom_to_mind_is_told_of_discipline_alone(given: dict[str, Any], said: list[str]) -> None:
    assert reasons("DS-01", act_date="2024-09-22", **given) == [ACT, CANDIDATE, NO_BASIS, *said]
    assert len(reasons("KE-01", **given)) == 2
    medium = reasons(
        "DS-03", acts=["approach_party"], on_unpaid_leave=False, **{**given, "respondent_type": "pns"}
    )
    assert not any("pelaksana" in reason for reason in medium)


def test_the_reasons_for_a_level_name_the_code_and_the_repetition() -> None:
    call: dict[str, Any] = {"acts": ["partisan_activity"], "support_letter_with_id": False}
    raised = reasons("DS-08", **ALONE, **call, act_date="2024-09-22")
    assert "A heavier level, for PD-N6 is met too." in raised
    weak = reasons("DS-08", **ALONE, **call, act_date="2024-01-10", supported=person("pileg"))
    assert "A heavier level where PD-N6 is met on a strong basis." in weak
    plain = reasons("DS-08", **ALONE, **call)
    assert not any("PD-N6" in reason for reason in plain)
    again = reasons("DS-08", **ALONE, **call, earlier_sanctions=["light"])
    assert "A discipline sanction took effect before: one that is heavier than the last." in again


@pytest.mark.parametrize(
    "earlier",
    [
        [],
        ["moral"],
        [{"level": "medium", "annulled": True}],
        [{"level": "medium", "effective": False}],
        [{"code": "KE-01"}],
        [{"code": "PID-188"}],
    ],
)
def test_what_does_not_count_as_an_earlier_sanction_is_not_mentioned(earlier: list[Any]) -> None:
    assert reasons("DS-01", act_date="2024-09-22", earlier_sanctions=earlier) == [ACT, CANDIDATE, NO_BASIS]
