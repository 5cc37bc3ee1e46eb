"""What comes with an act: circumstances no surer than the breach, and who used what in which role."""

from typing import Any

import pytest

from shared import policy
from tests.classification.asking import TODAY, ask, changed, codes, exchanged, facts, person, suggested

UNSURE_WHICH: list[tuple[dict[str, Any], str]] = [
    ({"acts": ["other"], "mobilised_others": True}, "PD-N3"),
    ({"acts": ["hoax_hate_speech"], "state_facility": True}, "PD-N4"),
]


@pytest.mark.parametrize(("given", "code"), UNSURE_WHICH)
def test_circumstances_are_no_surer_than_the_breach_they_come_with(given: dict[str, Any], code: str) -> None:
    about = {"supported": person(), "act_date": "2024-10-10"}
    open_ = ask(**given, **about)
    assert codes(open_)[-1] == code
    assert all("Belum diketahui" in " ".join(one.reasons) for one in open_.suggestions)
    certain = ask(**{**given, "acts": [*given["acts"], "banner"]}, **about)
    assert code in codes(certain)[:2]
    assert "Belum diketahui" not in " ".join(suggested(certain, code).reasons)


def test_circumstances_miss_what_the_surest_breach_misses() -> None:
    open_ = ask(acts=["banner", "other"], supported=person(), mobilised_others=True)
    assert "Belum diketahui: tanggal perbuatan. " in " ".join(suggested(open_, "PD-N3").reasons)


def test_of_breaches_that_are_equally_open_the_first_tells_what_is_missing() -> None:
    governor = {"relation": "other", "contest": "pilgub", "region_code": "33.07"}
    open_ = ask(acts=["state_facility"], supported=governor, act_date="2025-03-04", mobilised_others=True)
    assert "Belum diketahui: siapa yang didukung. " in " ".join(suggested(open_, "PD-N3").reasons)


def test_circumstances_come_with_a_breach_of_whom_their_code_binds() -> None:
    """As if mobilising others bound PNS alone."""
    law = policy.load()
    code = law.catalogue.on("PD-N3", TODAY)
    assert code is not None
    of_pns = changed(
        catalogue=exchanged(law.catalogue, code, code.model_copy(update={"respondents": ("pns",)}))
    )
    about = {"acts": ["banner"], "supported": person(), "act_date": "2024-10-10", "mobilised_others": True}
    assert "PD-N3" in codes(of_pns.classify(facts(**about), TODAY))
    assert codes(of_pns.classify(facts(**about, respondent_type="pppk"), TODAY)) == ["DS-01"]


def test_where_no_act_is_named_circumstances_come_with_none() -> None:
    """Also where a fact is an act in itself: what was done beside it is not told."""
    about = {"supported": person(), "act_date": "2024-10-10", "mobilised_others": True}
    found = ask(**about, party_position=True)
    assert "Belum diketahui" not in " ".join(suggested(found, "DS-05").reasons)
    assert "perbuatannya lebih rinci" in " ".join(suggested(found, "PD-N3").reasons)


def test_what_an_act_may_be_under_a_condition_is_open_though_the_condition_holds() -> None:
    """As if gifts handed out by others might be work for a campaign team."""
    law = policy.load()
    family = law.families.on("money_politics", TODAY)
    assert family is not None
    perhaps = family.model_copy(update={"perhaps": {"DS-09": ({"mobilised_others": True},)}})
    classifier = changed(families=exchanged(law.families, family, perhaps))
    about = {"acts": ["money_politics"], "supported": person(), "act_date": "2024-10-10"}
    answer = classifier.classify(facts(**about, mobilised_others=True), TODAY)
    assert "perbuatannya lebih rinci" in " ".join(suggested(answer, "DS-09").reasons)
    assert answer.needs == ["acts"]
    assert "DS-09" not in codes(classifier.classify(facts(**about, mobilised_others=False), TODAY))


def test_a_facility_of_the_state_favours_a_prospective_candidate_where_somebody_decides() -> None:
    before = {"acts": ["state_facility"], "supported": person(), "act_date": "2024-06-10"}
    open_ = ask(**before)
    assert (codes(open_), open_.needs) == (["DS-11"], ["decision_power"])
    certain = ask(**before, decision_power=True)
    assert (codes(certain), certain.needs) == (["DS-11"], [])
    assert ask(**before, decision_power=False).suggestions == []
    after = ask(**{**before, "act_date": "2024-10-10"}, decision_power=False)
    assert (codes(after), after.needs) == (["PD-N4"], [])


def test_a_campaign_team_may_be_campaigning_with_other_civil_servants() -> None:
    team = {"acts": ["campaign_team"], "supported": person()}
    assert codes(ask(**team, act_date="2024-09-21")) == ["DS-09"]
    open_ = ask(**team, act_date="2024-10-10")
    assert (codes(open_), open_.needs) == (["DS-09", "PD-N3"], ["acts"])
    certain = ask(**team, act_date="2024-10-10", mobilised_others=True)
    assert (codes(certain), certain.needs) == (["DS-09", "PD-N3"], [])
    assert "PP 94/2021 Pasal 5 huruf n angka 3" in suggested(certain, "DS-09").legal_basis
