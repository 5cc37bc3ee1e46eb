"""A conflict of interest is decided by the official above, and the case always finds somebody who decides."""

from typing import Any

import pytest

from tests.services.test_competence import IN_2024, NEXT_DAY, awaiting, refusal
from tests.support.life import CASE, RULES, Life

PPK: dict[str, Any] = {"barred": "ppk", "reason": "is-candidate"}


def declared(**upon: Any) -> Life:
    """The PPK of a regency is a candidate."""
    life = awaiting(**upon)
    life.give("DeclareConflict", NEXT_DAY, actor="bkn", **PPK)
    return life


def upheld(*barred: str, **upon: Any) -> Life:
    life = awaiting(**upon)
    above = {"ppk": "gubernur", "gubernur": "mendagri", "mendagri": "presiden"}
    for one in barred:
        life.give("DeclareConflict", NEXT_DAY, actor="bkn", barred=one, reason="named-in-case")
        superior = above[one]
        while superior in barred[: barred.index(one)]:
            superior = above[superior]
        life.give("DecideConflict", NEXT_DAY, actor="superior", authority=superior, upheld=True)
    return life


class TestWhileItIsOpen:
    def test_nobody_decides_and_the_case_stays_where_it_is(self) -> None:
        life = declared()
        case = life.session.cases[CASE]
        assert (case.state, case.facts.conflict, case.facts.barred) == ("K35", "ppk", ())
        for step in ("IssueDecision", "DecideNotProven"):
            assert life.refused(step, NEXT_DAY) == "conflict-open"
        assert life.refused("DeclareConflict", NEXT_DAY, barred="gubernur") == "conflict-open"

    def test_it_stops_no_other_step(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        life.give("IssueRecommendation", IN_2024)
        due = life.session.cases[CASE].due
        assert life.give("DeclareConflict", IN_2024).due == due, "nor does it stop a clock"
        life.give("IssueSummons", IN_2024, examination_on=NEXT_DAY.date())

    @pytest.mark.parametrize("authority", ["ppk", "jpt-madya", "mendagri", "presiden"])
    def test_nobody_decides_it_but_the_superior_official(self, authority: str) -> None:
        assert declared().refused("DecideConflict", NEXT_DAY, authority=authority) == "not-competent"

    def test_whoever_declared_it_studied_or_verified_the_case_does_not_decide_it(self) -> None:
        for who in ("bkn", "analyst", "verifier"):
            life = declared()
            refused = life.refused("DecideConflict", NEXT_DAY, actor=who, authority="gubernur")
            assert refused == "separation-of-duties"

    @pytest.mark.parametrize(("tier", "superior"), [("centre", "presiden"), ("province", "mendagri")])
    def test_who_is_above_follows_from_the_tier(self, tier: str, superior: str) -> None:
        life = declared(tier=tier)
        assert life.refused("DecideConflict", NEXT_DAY, authority="gubernur") == "not-competent"
        life.give("DecideConflict", NEXT_DAY, authority=superior)

    @pytest.mark.parametrize(
        ("agency", "superior"), [("kemenag", "presiden"), ("33", "mendagri"), ("33.18", "gubernur")]
    )
    def test_where_the_tier_is_not_known_it_follows_from_the_agency(self, agency: str, superior: str) -> None:
        life = declared(tier=None, agency=agency)
        for other in {"gubernur", "mendagri", "presiden"} - {superior}:
            assert life.refused("DecideConflict", NEXT_DAY, authority=other) == "not-competent"
        life.give("DecideConflict", NEXT_DAY, authority=superior)


class TestDecided:
    def test_not_upheld_everything_is_as_before(self) -> None:
        life = declared()
        after = life.give("DecideConflict", NEXT_DAY, actor="x", authority="gubernur", upheld=False)
        assert (after.facts.conflict, after.facts.barred) == (None, ())
        assert life.give("IssueDecision", NEXT_DAY, authority="ppk").state == "K36"

    def test_upheld_the_next_above_decides(self) -> None:
        refused = refusal(upheld("ppk"), level="heavy", authority="ppk")
        assert (refused.code, "gubernur" in refused.detail) == ("not-competent", True)
        assert upheld("ppk").give("IssueDecision", NEXT_DAY, authority="gubernur").state == "K36"

    def test_one_of_two_who_is_not_barred_decides(self) -> None:
        upon: dict[str, Any] = {"position": "pengawas", "level": "medium", "sanction": "penurunan-pangkat"}
        assert refusal(upheld("ppk"), **upon, authority="gubernur").code == "not-competent"
        upheld("ppk").give("IssueDecision", NEXT_DAY, **upon, authority="jpt-pratama")

    def test_upheld_the_next_above_finds_nothing_proven(self) -> None:
        life = upheld("ppk")
        assert life.refused("DecideNotProven", NEXT_DAY, authority=None) == "not-competent"
        assert life.refused("DecideNotProven", NEXT_DAY, authority="ppk") == "not-competent"
        life.give("DecideNotProven", NEXT_DAY, authority="gubernur")
        assert life.session.written[-1].data.authority == "gubernur"  # type: ignore[attr-defined]

    @pytest.mark.parametrize("authority", ["gubernur", "jpt-pratama"])
    def test_where_the_standing_is_not_known_the_official_above_or_one_of_the_agency(
        self, authority: str
    ) -> None:
        life = upheld("ppk", respondent_type=None)
        for other in ("ppk", "mendagri", "presiden"):
            assert life.refused("DecideNotProven", NEXT_DAY, authority=other) == "not-competent"
        life.give("DecideNotProven", NEXT_DAY, authority=authority)

    def test_nobody_above_finds_nothing_proven_where_nobody_is_barred(self) -> None:
        for life in (awaiting(), awaiting(respondent_type=None)):
            for other in ("gubernur", "mendagri", "presiden"):
                assert life.refused("DecideNotProven", NEXT_DAY, authority=other) == "not-competent"
            life.give("DecideNotProven", NEXT_DAY, authority="ppk")

    def test_a_superior_may_be_barred_too_and_the_chain_ends_with_the_president(self) -> None:
        life = upheld("ppk", "gubernur", "mendagri")
        conditions = ("usul-kepada-presiden",)
        life.give("IssueDecision", NEXT_DAY, authority="presiden", conditions=conditions)

    def test_in_whatever_order_they_are_barred(self) -> None:
        life = upheld("gubernur", "ppk")
        life.give("IssueDecision", NEXT_DAY, authority="mendagri")


@pytest.mark.parametrize("barred", ["presiden", "bupati"])
def test_nobody_is_above_the_president_nor_above_nobody(barred: str) -> None:
    assert awaiting().refused("DeclareConflict", NEXT_DAY, barred=barred) == "invalid-input"


def test_what_was_decided_is_not_declared_again_and_nothing_is_decided_undeclared() -> None:
    assert upheld("ppk").refused("DeclareConflict", NEXT_DAY, **PPK) == "conflict"
    assert awaiting().refused("DecideConflict", NEXT_DAY, authority="gubernur") == "conflict"
    assert declared().refused("DecideConflict", NEXT_DAY, authority="bupati") == "invalid-input"


@pytest.mark.parametrize("authority", [one for one in RULES.authorities.ids if one != "presiden"])
def test_whoever_is_barred_somebody_decides(authority: str) -> None:
    life = awaiting()
    life.give("DeclareConflict", NEXT_DAY, barred=authority)
    above = RULES.authorities.versions(authority)[0].above["regency"]
    life.give("DecideConflict", NEXT_DAY, actor="superior", authority=above)
    decides = "gubernur" if authority == "ppk" else "ppk"
    life.give("IssueDecision", NEXT_DAY, authority=decides)


class TestObjection:
    """An objection is decided by whoever is not barred."""

    def objected(self, *barred: str) -> Life:
        life = upheld(*barred)
        life.give("IssueDecision", NEXT_DAY, authority="gubernur" if barred else "ppk")
        life.give("RecordDelivery", NEXT_DAY, received_on=NEXT_DAY.date())
        life.give("FileObjection", NEXT_DAY, filed_on=NEXT_DAY.date())
        return life

    @pytest.mark.parametrize("authority", [None, "ppk"])
    def test_not_by_a_ppk_who_is_barred(self, authority: str | None) -> None:
        ruling: dict[str, Any] = {"ruling": "upheld", "level": None, "sanction": None}
        life = self.objected("ppk")
        refused = life.refused("DecideObjection", NEXT_DAY, actor="above", authority=authority, **ruling)
        assert refused == "not-competent"
        by_another: dict[str, Any] = {"authority": "gubernur", **ruling}
        assert life.give("DecideObjection", NEXT_DAY, actor="above", **by_another).state == "K60"

    def test_by_nobody_above_where_the_ppk_is_not_barred(self) -> None:
        ruling: dict[str, Any] = {"ruling": "upheld", "level": None, "sanction": None}
        for other in ("gubernur", "jpt-pratama"):
            refused = self.objected().refused("DecideObjection", NEXT_DAY, authority=other, **ruling)
            assert refused == "not-competent"

    def test_by_the_ppk_where_nobody_is(self) -> None:
        ruling: dict[str, Any] = {"ruling": "upheld", "level": None, "sanction": None, "authority": None}
        assert self.objected().give("DecideObjection", NEXT_DAY, actor="above", **ruling).state == "K60"
