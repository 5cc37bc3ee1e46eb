"""What may be done against a decision, in its time, and what comes of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.imposed import IMPOSED
from tests.support.life import CASE, Life

HEAD: dict[str, Any] = {"respondent_type": "pns", "position": "jpt_pratama", "tier": "regency"}
SUPERVISOR: dict[str, Any] = {"respondent_type": "pns", "position": "pengawas", "tier": "province"}
APPROVED = ("persetujuan-mendagri", "persetujuan-mendagri-pimpinan-unit")
UPHELD: dict[str, Any] = {"ruling": "upheld", "level": None, "sanction": None}
ANNULLED = {**UPHELD, "ruling": "annulled", "ground": "procedure"}
BARRING: dict[str, Any] = {"vacant": (), "conditions": APPROVED}


def day(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in West Java."""
    return datetime(year, month, day, 3, tzinfo=UTC)


def decided(at: datetime, standing: dict[str, Any], sanction: str) -> Life:
    """A heavy sanction that was decided on that day."""
    life = Life("sanctions")
    begun = at - timedelta(days=50)
    life.give("QueueRecommendation", begun)
    recommended: dict[str, Any] = {"act": "DS-06", "level": "heavy", "acted_on": date(2024, 2, 8), **standing}
    if begun.date() < date(2024, 2, 8):
        recommended["acted_on"] = date(2024, 1, 10)
    life.give("IssueRecommendation", begun, contest="pemilu-2024-legislatif", **recommended)
    life.give("FormExaminationTeam", begun)
    examination = begun + timedelta(days=7)
    life.give("IssueSummons", begun, examination_on=examination.date(), reason="urgent")
    life.give("HoldExamination", examination)
    life.give("SignBap", examination)
    life.give("IssueDecision", at, level="heavy", sanction=sanction, authority="ppk", **standing, **BARRING)
    return life


def delivered() -> Life:
    """A head of a regency's office who received on 14 June what was decided on 3 June 2024."""
    life = decided(day(2024, 6, 3), HEAD, "pembebasan-jabatan")
    life.give("RecordDelivery", day(2024, 6, 14), received_on=date(2024, 6, 14))
    return life


def dismissed() -> Life:
    """An official of a province who received a dismissal on 4 March 2024."""
    life = decided(day(2024, 3, 1), SUPERVISOR, "pdhtaps")
    life.give("RecordDelivery", day(2024, 3, 4), received_on=date(2024, 3, 4))
    return life


def clocks(life: Life) -> dict[str, date]:
    return {one.due.limit.partition("@")[0]: one.due.on for one in life.session.cases[CASE].clocks}


class TestObjection:
    def test_it_suspends_the_decision_and_silence_opens_the_court(self) -> None:
        life = delivered()
        assert clocks(life) == {"masa-tunggu-berlaku": date(2024, 7, 8), "keberatan": date(2024, 7, 8)}
        filed = life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        assert filed.state == "K50"
        assert clocks(life) == {"putusan-keberatan": date(2024, 8, 6)}
        assert life.refused("PutIntoEffect", day(2024, 7, 9)) == "wrong-state"
        assert life.refused("RecordCourtFiling", day(2024, 8, 5)) == "conflict"
        assert life.refused("RevokeDecision", day(2024, 8, 7), reason="objection-granted") == "conflict"
        in_court = life.give("RecordCourtFiling", day(2024, 8, 7), stayed=True)
        assert (in_court.state, life.types[-2:]) == ("K53", ["RemedySilent", "CourtFilingRecorded"])
        assert life.give("RecordCourtOutcome", day(2024, 9, 2), **UPHELD).state == "K60"

    def test_where_an_officer_reads_silence_as_a_grant_the_decision_is_revoked(self) -> None:
        life = delivered()
        reading: dict[str, Any] = {"default": "objection-silence", "option": "granted"}
        life.give("OverrideDefault", day(2024, 6, 20), **reading)
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        assert clocks(life) == {"putusan-keberatan-dikabulkan": date(2024, 8, 6)}
        assert life.give("RevokeDecision", day(2024, 8, 7), reason="objection-granted").state == "K95"

    def test_in_time_also_where_it_is_recorded_after_the_effect(self) -> None:
        life = delivered()
        life.give("PutIntoEffect", day(2024, 7, 9))
        assert life.give("FileObjection", day(2024, 7, 10), filed_on=date(2024, 7, 5)).state == "K50"

    @pytest.mark.parametrize(
        ("filed_on", "code"),
        [
            (date(2024, 7, 9), "too-late"),
            (date(2024, 6, 13), "invalid-input"),
            (date(2024, 7, 30), "invalid-input"),
        ],
    )
    def test_neither_late_nor_before_the_receipt(self, filed_on: date, code: str) -> None:
        assert delivered().refused("FileObjection", day(2024, 7, 10), filed_on=filed_on) == code

    def test_what_lightens_names_a_type_that_fits_and_has_effect_at_once(self) -> None:
        life = delivered()
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        ruling: dict[str, Any] = {"ruling": "lightened", "level": "medium", "sanction": None}
        assert life.refused("DecideObjection", day(2024, 7, 20), **ruling) == "invalid-input"
        ruling["sanction"] = "pembebasan-jabatan"
        unfit = life.refused("DecideObjection", day(2024, 7, 20), **ruling)
        assert unfit == "sanction-does-not-fit"
        given = {**ruling, "sanction": IMPOSED["medium"]["sanction"]}
        assert life.give("DecideObjection", day(2024, 7, 20), **given).state == "K60"
        assert life.types[-2:] == ["RemedyDecided", "DecisionEffective"]
        again = life.refused("FileObjection", day(2024, 7, 20), filed_on=date(2024, 7, 8))
        assert again == "conflict", "a remedy is sought once"

    def test_no_appeal_lies_against_what_is_no_dismissal(self) -> None:
        assert delivered().refused("FileAppeal", day(2024, 7, 1), filed_on=date(2024, 7, 1)) == "wrong-remedy"

    def test_it_brings_no_dismissal_and_is_as_heavy_as_it_says(self) -> None:
        life = delivered()
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        for ruling, level, sanction in (
            ("heavier", "heavy", "pdhtaps"),
            ("lightened", "heavy", "pdhtaps"),
            ("heavier", "moral", "pernyataan-tertutup"),
            ("heavier", "medium", "penurunan-pangkat"),
        ):
            named: dict[str, Any] = {"ruling": ruling, "level": level, "sanction": sanction}
            assert life.refused("DecideObjection", day(2024, 7, 20), **named) == "sanction-does-not-fit"

    def test_silence_that_granted_it_has_decided_it(self) -> None:
        life = delivered()
        reading: dict[str, Any] = {"default": "objection-silence", "option": "granted"}
        life.give("OverrideDefault", day(2024, 6, 20), **reading)
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        assert life.refused("DecideObjection", day(2024, 8, 7), **UPHELD) == "conflict"
        assert life.refused("RecordCourtFiling", day(2024, 8, 7), stayed=True) == "conflict"

    def test_whoever_verified_the_case_does_not_decide_it(self) -> None:
        life = delivered()
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        refused = life.refused("DecideObjection", day(2024, 7, 20), actor="verifier", **UPHELD)
        assert refused == "separation-of-duties"

    def test_nothing_is_revoked_that_no_remedy_annulled(self) -> None:
        life = delivered()
        life.give("PutIntoEffect", day(2024, 7, 9))
        assert life.refused("RevokeDecision", day(2024, 7, 9), reason="objection-granted") == "wrong-state"

    def test_a_decision_of_an_earlier_release_may_be_objected_to(self) -> None:
        life = delivered()
        case = life.session.cases[CASE]
        before = case.facts.model_copy(update={"remedy": None, "sanction": None})
        life.session.cases[CASE] = case._replace(facts=before)
        assert life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8)).state == "K50"


class TestCourt:
    def test_without_a_stay_what_is_in_effect_stays_so_and_it_rules_once(self) -> None:
        life = delivered()
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        life.give("DecideObjection", day(2024, 7, 20), **UPHELD)
        assert life.give("RecordCourtFiling", day(2024, 8, 1), stayed=False).facts.in_effect
        life.give("RecordCourtOutcome", day(2024, 9, 2), **UPHELD)
        assert life.types.count("DecisionEffective") == 1
        assert life.refused("RecordCourtFiling", day(2024, 9, 3), stayed=True) == "conflict"


class TestAppeal:
    def test_bpasn_decides_and_what_it_lightens_has_effect(self) -> None:
        life = dismissed()
        assert clocks(life)["banding-bpasn"] == date(2024, 3, 26)
        life.give("FileAppeal", day(2024, 3, 25), filed_on=date(2024, 3, 25))
        assert clocks(life)["tanggapan-ppk-banding"] == date(2024, 5, 3)
        answered = life.give("AnswerAppeal", day(2024, 5, 2))
        assert (answered.state, list(clocks(life))) == ("K52", ["putusan-bpasn"])
        assert life.refused("AnswerAppeal", day(2024, 5, 3)) == "conflict"
        ruling: dict[str, Any] = {"ruling": "lightened", "level": "heavy", "sanction": "pembebasan-jabatan"}
        assert life.give("RecordAppealDecision", day(2024, 7, 12), **ruling).state == "K60"

    def test_what_is_annulled_is_revoked_or_examined_again(self) -> None:
        life = dismissed()
        life.give("FileAppeal", day(2024, 3, 25), filed_on=date(2024, 3, 25))
        assert life.give("RecordAppealDecision", day(2024, 6, 3), **ANNULLED).state == "K70"
        life.give("RepeatExamination", day(2024, 6, 4), examination_on=date(2024, 6, 10), reason="urgent")
        case = life.session.cases[CASE]
        assert (case.state, case.facts.remedied, case.facts.decided_on) == ("K32", False, None)
        life.give("HoldExamination", day(2024, 6, 10))
        life.give("SignBap", day(2024, 6, 10))
        imposed: dict[str, Any] = {"level": "heavy", "sanction": "pdhtaps", "authority": "ppk"}
        assert life.give("IssueDecision", day(2024, 6, 12), **imposed, **SUPERVISOR, **BARRING).state == "K36"

    def test_what_was_annulled_on_its_substance_is_not_sanctioned_again(self) -> None:
        life = dismissed()
        life.give("FileAppeal", day(2024, 3, 25), filed_on=date(2024, 3, 25))
        assert life.refused("RecordAppealDecision", day(2024, 6, 3), ruling="annulled") == "invalid-input"
        annulled = {**ANNULLED, "ground": "substance"}
        life.give("RecordAppealDecision", day(2024, 6, 3), **annulled)
        again: dict[str, Any] = {"examination_on": date(2024, 6, 10), "reason": "urgent"}
        assert life.refused("RepeatExamination", day(2024, 6, 4), **again) == "conflict"

    def test_a_revoked_decision_ends_the_case(self) -> None:
        life = dismissed()
        life.give("FileAppeal", day(2024, 3, 25), filed_on=date(2024, 3, 25))
        life.give("RecordAppealDecision", day(2024, 6, 3), **ANNULLED)
        assert life.give("RevokeDecision", day(2024, 6, 5), reason="ordered-by-bpasn").state == "K95"
