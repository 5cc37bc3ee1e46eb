"""A conflict of interest is decided by the official above, and the case always finds somebody who decides."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.services.test_agencies import told
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


class TestAfterTheDecision:
    """It may turn out later: what has no effect yet is decided anew, and what has one goes its way."""

    def decided(self, by: str = "ppk") -> Life:
        life = awaiting()
        life.give("IssueDecision", NEXT_DAY, authority=by, level="heavy" if by == "ppk" else "medium")
        return life

    def delivered(self) -> Life:
        life = self.decided()
        life.give("RecordDelivery", NEXT_DAY, received_on=NEXT_DAY.date())
        return life

    def upheld(self, life: Life, at: datetime = NEXT_DAY, barred: str = "ppk", by: str = "gubernur") -> Any:
        life.give("DeclareConflict", at, actor="bkn", barred=barred, reason="named-in-case")
        return life.give("DecideConflict", at, actor="superior", authority=by, upheld=True)

    @pytest.mark.parametrize("is_delivered", [False, True])
    def test_what_who_is_barred_decided_is_taken_back_and_the_next_above_decides(
        self, is_delivered: bool
    ) -> None:
        life = self.delivered() if is_delivered else self.decided()
        case = self.upheld(life)
        facts = case.facts
        assert (case.state, facts.barred, case.due, case.beside) == ("K35", ("ppk",), None, ())
        assert (facts.decided_in, facts.decided_by, facts.sanction, facts.delivered) == (None,) * 4
        assert life.session.written[-1].data.taken_back is True  # type: ignore[attr-defined]
        assert life.refused("IssueDecision", NEXT_DAY, authority="ppk") == "not-competent"
        assert life.refused("RecordDelivery", NEXT_DAY, received_on=NEXT_DAY.date()) == "wrong-state"
        anew = life.give("IssueDecision", NEXT_DAY, actor="above", level="heavy", authority="gubernur")
        assert (anew.state, anew.facts.decided_by, anew.facts.waited) == ("K36", "gubernur", False)
        assert anew.due
        assert anew.due.limit == "penyampaian@1"
        life.give("RecordDelivery", NEXT_DAY, received_on=NEXT_DAY.date())

    def test_the_next_above_may_find_nothing_proven_instead(self) -> None:
        life = self.decided()
        self.upheld(life)
        assert life.give("DecideNotProven", NEXT_DAY, actor="above", authority="gubernur").state == "K93"

    def test_a_decision_of_somebody_else_stands(self) -> None:
        life = self.decided(by="jpt-pratama")
        case = self.upheld(life)
        assert (case.state, case.facts.decided_by) == ("K36", "jpt-pratama")
        assert life.session.written[-1].data.taken_back is None  # type: ignore[attr-defined]

    def test_not_upheld_it_stands_and_its_clocks_go_on(self) -> None:
        life = self.delivered()
        before = life.session.cases[CASE]
        life.give("DeclareConflict", NEXT_DAY, actor="bkn", **PPK)
        after = life.give("DecideConflict", NEXT_DAY, actor="superior", authority="gubernur", upheld=False)
        assert (after.state, after.clocks) == (before.state, before.clocks)
        assert after.facts.decided_by == "ppk"

    def test_while_it_is_open_nothing_takes_effect(self) -> None:
        life, later = self.delivered(), NEXT_DAY + timedelta(days=40)
        life.give("DeclareConflict", NEXT_DAY, actor="bkn", **PPK)
        assert life.refused("PutIntoEffect", later) == "conflict-open"
        life.give("DecideConflict", NEXT_DAY, actor="superior", authority="gubernur", upheld=False)
        assert life.give("PutIntoEffect", later).state == "K60"

    def test_what_is_in_effect_stays_so_and_its_remedy_is_decided_above(self) -> None:
        life, later = self.delivered(), NEXT_DAY + timedelta(days=40)
        life.give("PutIntoEffect", later)
        assert self.upheld(life, later).state == "K60"
        life.give("FileObjection", later, filed_on=NEXT_DAY.date())
        ruling: dict[str, Any] = {
            "ruling": "annulled",
            "level": None,
            "sanction": None,
            "ground": "substance",
        }
        refused = life.refused("DecideObjection", later, actor="x", authority=None, **ruling)
        assert refused == "not-competent"
        life.give("DecideObjection", later, actor="x", authority="gubernur", **ruling)
        for unable in (None, "ppk", "mendagri"):
            assert life.refused("RevokeDecision", later, actor="x", authority=unable) == "not-competent"
        assert life.refused("RevokeDecision", later, actor="x", authority="bupati") == "invalid-input"
        assert life.give("RevokeDecision", later, actor="x", authority="gubernur").state == "K95"
        assert life.session.written[-1].data.authority == "gubernur"  # type: ignore[attr-defined]

    def test_an_objection_waits_for_who_may_decide_it(self) -> None:
        life = self.delivered()
        life.give("FileObjection", NEXT_DAY, filed_on=NEXT_DAY.date())
        life.give("DeclareConflict", NEXT_DAY, actor="bkn", **PPK)
        ruling: dict[str, Any] = {"ruling": "upheld", "level": None, "sanction": None}
        refused = life.refused("DecideObjection", NEXT_DAY, actor="x", authority=None, **ruling)
        assert refused == "conflict-open"
        case = life.give("DecideConflict", NEXT_DAY, actor="superior", authority="gubernur", upheld=True)
        assert (case.state, case.facts.decided_by) == ("K50", "ppk"), "it is examined by the remedy"
        life.give("DecideObjection", NEXT_DAY, actor="x", authority="gubernur", **ruling)

    def test_an_appeal_is_answered_by_the_one_above(self) -> None:
        life = awaiting()
        life.give("IssueDecision", NEXT_DAY, level="heavy", sanction="pdhtaps", authority="ppk")
        life.give("RecordDelivery", NEXT_DAY, received_on=NEXT_DAY.date())
        life.give("FileAppeal", NEXT_DAY, filed_on=NEXT_DAY.date())
        life.give("DeclareConflict", NEXT_DAY, actor="bkn", **PPK)
        assert life.refused("AnswerAppeal", NEXT_DAY, authority=None) == "conflict-open"
        life.give("DecideConflict", NEXT_DAY, actor="superior", authority="gubernur", upheld=True)
        assert life.refused("AnswerAppeal", NEXT_DAY, authority=None) == "not-competent"
        life.give("AnswerAppeal", NEXT_DAY, authority="gubernur")
        assert life.refused("AnswerAppeal", NEXT_DAY, authority="gubernur") == "conflict"

    def test_after_the_end_there_is_none(self) -> None:
        life = awaiting()
        life.give("DecideNotProven", NEXT_DAY, authority=None)
        assert life.refused("DeclareConflict", NEXT_DAY, **PPK) == "wrong-state"


class TestBeforeTheDecision:
    """A PPK that is barred has no hand in what leads there either."""

    def at_the_ppk(self, upheld: bool = True) -> Life:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        life.give("IssueRecommendation", IN_2024)
        life.give("DeclareConflict", IN_2024, actor="bkn", **PPK)
        if upheld:
            life.give("DecideConflict", IN_2024, actor="superior", authority="gubernur", upheld=True)
        return life

    @pytest.mark.parametrize("step", ["FormExaminationTeam", "DisputeRecommendation"])
    def test_the_one_above_forms_the_team_and_disputes(self, step: str) -> None:
        life = self.at_the_ppk()
        for unable in (None, "ppk", "mendagri", "jpt-pratama"):
            assert life.refused(step, IN_2024, authority=unable) == "not-competent"
        assert life.refused(step, IN_2024, authority="bupati") == "invalid-input"
        life.give(step, IN_2024, authority="gubernur")
        assert life.session.written[-1].data.authority == "gubernur"  # type: ignore[attr-defined]

    @pytest.mark.parametrize("step", ["FormExaminationTeam", "DisputeRecommendation"])
    def test_nobody_above_does_where_it_is_not_barred(self, step: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        life.give("IssueRecommendation", IN_2024)
        assert life.refused(step, IN_2024, authority="gubernur") == "not-competent"
        life.give(step, IN_2024, authority=None)

    def test_while_it_is_open_nobody_disputes(self) -> None:
        assert self.at_the_ppk(upheld=False).refused("DisputeRecommendation", IN_2024) == "conflict-open"

    @pytest.mark.parametrize("nobody_here", ["gubernur", "mendagri"])
    def test_who_has_no_say_at_an_agency_has_no_conflict_there(self, nobody_here: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        life.give("IssueRecommendation", IN_2024, tier="centre")
        assert life.refused("DeclareConflict", IN_2024, barred=nobody_here) == "invalid-input"

    @pytest.mark.parametrize(
        ("barred", "office"),
        [
            ("ppk", "gubernur-32"),
            ("gubernur", "mendagri"),
            ("mendagri", "presiden"),
            ("pengawas", "ppk-32.08"),
        ],
    )
    def test_the_office_that_decides_it_is_told(self, barred: str, office: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        life.give("IssueRecommendation", IN_2024)
        life.give("DeclareConflict", IN_2024, actor="bkn", barred=barred, reason="named-in-case")
        assert told(life, "ConflictDeclared") == {office}
        assert RULES.mailbox(office)
