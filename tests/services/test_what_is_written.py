"""What the steps write: every field of their events that another stage, a letter or a later step reads."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.intake.commands import IntakeFacts
from services.intake.contract import ReportReceived
from services.intake.domain import fold
from tests.support.imposed import IMPOSED, TEACHER
from tests.support.life import CASE, MONDAY, RULES, Life

OTHER = UUID(int=2)
LATER = MONDAY + timedelta(days=9)
DATED = {"received_on", "file_by", "late", "due", "beside"}
"""What follows from days; tests/deadlines has them."""


def told(life: Life, last: int) -> list[dict[str, Any]]:
    """The last events with their types, as they say it; without where the case lies."""
    here = {"office", "region", "channel"}
    return [
        {"type": written.event.type}
        | written.data.model_dump(mode="json", exclude=here | DATED, exclude_none=True, exclude_unset=True)
        for written in life.session.written[-last:]
    ]


def way(life: Life, last: int) -> list[tuple[str | None, str]]:
    return [(written.data.state_from, written.data.state) for written in life.session.written[-last:]]


class TestIntake:
    def test_an_item_of_the_media(self) -> None:
        life = Life("intake")
        case = life.give("LogPreliminaryInfo", published="2024-09")
        assert told(life, 1) == [
            {"type": "PreliminaryInfoLogged", "state": "K00", "item": "a" * 64, "content": "b" * 64,
             "published": "2024-09"},
        ]  # fmt: skip
        assert way(life, 1) == [(None, "K00")]
        assert (case.channel, case.facts.content) == ("media", "b" * 64)

    def test_a_finding_is_one_from_the_start(self) -> None:
        life = Life("intake")
        case = life.give("RecordFinding", contest="pilkada-berikutnya")
        registered = {"type": "CaseRegistered", "state_from": "K00", "state": "K10", "origin": "finding"}
        assert told(life, 1) == [registered | {"contest": "pilkada-berikutnya"}]
        assert way(life, 2) == [(None, "K00"), ("K00", "K10")]
        assert "state_from" in life.session.written[0].data.model_fields_set
        assert (case.channel, case.facts.contest) == ("bawaslu", "pilkada-berikutnya")

    @pytest.mark.parametrize(
        ("reported", "registered", "counts"),
        [
            ("pilkada-berikutnya", None, "pilkada-berikutnya"),
            (None, "pilkada-berikutnya", "pilkada-berikutnya"),
            ("pemilu-2029", "pilkada-berikutnya", "pilkada-berikutnya"),
        ],
    )
    def test_a_report_is_registered_for_a_contest(
        self, reported: str | None, registered: str | None, counts: str
    ) -> None:
        life = Life("intake")
        case = life.give("ReceiveReport", contest=reported)
        facts = case.facts
        assert (facts.receipt, facts.contest, facts.late) == ("c" * 64, reported, False)
        assert (facts.known_on, facts.received_on) == (date(2026, 11, 20), date(2026, 11, 23))
        life.give("BeginReview")
        life.give("RegisterCase", contest=registered)
        said = {"type": "CaseRegistered", "state_from": "K02", "state": "K10", "origin": "report"}
        assert told(life, 1) == [said | {"contest": counts}]

    @pytest.mark.parametrize(("known", "counts"), [(None, "pilkada-berikutnya"), ("pemilu-2029",) * 2])
    def test_a_finding_is_established_of_what_was_known(self, known: str | None, counts: str) -> None:
        life = Life("intake")
        life.give("ReceiveReport", contest="pilkada-berikutnya")
        life.give("ConvertToInformation")
        case = life.give("EstablishFinding", contest=known)
        said = {"type": "CaseRegistered", "state_from": "K00", "state": "K10", "origin": "finding"}
        assert told(life, 1) == [said | {"contest": counts}]
        assert (case.office, case.facts.contest) == ("bawaslu-32.08", counts)

    def test_what_came_late_is_not_late_as_information(self) -> None:
        life = Life("intake")
        assert life.give("ReceiveReport", date_known=date(2026, 1, 5)).facts.late
        assert life.give("ConvertToInformation").facts.late is None

    @pytest.mark.parametrize("state", ["K01", "K02"])
    def test_what_was_merged_comes_back_to_where_it_was(self, state: str) -> None:
        life = Life("intake")
        life.give("ReceiveReport", case=OTHER)
        life.give("ReceiveReport")
        if state == "K02":
            life.give("BeginReview")
        merged = life.give("LinkDuplicate", master=OTHER)
        assert way(life, 2) == [(state, "K04"), ("K01", "K01")]
        assert (merged.facts.before_merge, merged.facts.master) == (state, OTHER)
        assert life.session.cases[OTHER].facts.absorbed == (CASE,)
        back = life.give("ReturnDuplicate", master=OTHER, reason="master-closed")
        assert way(life, 1) == [("K04", state)]
        assert (back.state, back.facts.before_merge, back.facts.master) == (state, None, None)

    def test_whose_reporter_withdrew_does_not_stand_with_the_master(self) -> None:
        life = Life("intake")
        life.give("ReceiveReport", case=OTHER)
        life.give("ReceiveReport")
        assert life.give("WithdrawReport").facts.withdrawn
        life.give("LinkDuplicate", master=OTHER)
        assert life.session.cases[OTHER].facts.absorbed == ()

    def test_a_case_remembers_that_it_was_erased(self) -> None:
        life = Life("intake")
        life.give("ReceiveReport", date_known=date(2026, 1, 5))
        life.give("LapseReport")
        assert life.give("ErasePersonalData", reason="unlawful-processing", master=None).facts.erased

    def test_a_hold_is_remembered_until_it_is_lifted(self) -> None:
        life = Life("intake")
        life.give("ReceiveReport")
        held = life.give("PlaceLegalHold", reason="court-proceedings")
        assert held.facts.hold == "court-proceedings"
        assert life.give("LiftLegalHold").facts.hold is None

    def test_a_report_of_the_first_release_names_no_day(self) -> None:
        said: dict[str, Any] = {
            "state_from": None,
            "state": "K01",
            "office": "bawaslu-32.08",
            "region": "32.08",
        }
        said |= {"channel": "public", "receipt": "c" * 64, "date_known": date(2026, 11, 20)}
        facts = fold(IntakeFacts(), ReportReceived(**said, reachable=True))
        assert (facts.known_on, facts.received_on) == (None, None)


class TestTriage:
    @staticmethod
    def studied(**queued: Any) -> Life:
        life = Life("triage")
        life.give("QueueStudy", **queued)
        life.give("BeginStudy", actor="analyst")
        return life

    def test_a_study_is_queued_as_registered(self) -> None:
        life = self.studied(contest="pilkada-2024")
        assert told(life, 2)[0] == {
            "type": "StudyQueued", "state": "K10", "origin": "report", "contest": "pilkada-2024",
        }  # fmt: skip
        assert "state_from" in life.session.written[0].data.model_fields_set
        assert life.session.cases[CASE].facts.contest == "pilkada-2024"

    def test_what_is_forwarded_goes_to_the_task_force_at_once(self) -> None:
        life = self.studied()
        life.give("ForwardToBkn", actor="analyst")
        assert told(life, 3) == [
            {"type": "StudyConcluded", "state_from": "K11", "state": "K20", "outcome": "asn-violation"},
            {"type": "ForwardedToBkn", "state_from": "K20", "state": "K20", "verification": "satgas"},
            {"type": "SatgasQueued", "state_from": "K20", "state": "K21"},
        ]

    @pytest.mark.parametrize(("referred", "outcome"), [(False, "no-violation"), (True, "crime")])
    def test_a_study_is_discontinued_with_its_outcome(self, referred: bool, outcome: str) -> None:
        life = self.studied()
        if referred:
            life.give("ReferToGakkumdu", act="PID-188")
        life.give("DiscontinueStudy", reason="no-act-of-an-asn")
        (said,) = told(life, 1)
        assert (said["type"], said["outcome"]) == ("StudyConcluded", outcome)

    def test_who_studied_and_verified_is_told_with_a_validation(self) -> None:
        life = self.studied()
        life.give("ForwardToBkn", actor="analyst")
        life.give("VerifyReport", actor="verifier")
        assert way(life, 1) == [("K21", "K22")]
        life.give("ValidateReport", actor="validator")
        assert told(life, 1) == [
            {"type": "BawasluValidated", "state_from": "K22", "state": "K23",
             "studied_by": "analyst", "verified_by": "verifier"},
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("origin", "channel", "waived"),
        [("finding", "public", True), ("report", "media", False), (None, "public", False),
         (None, "media", True), (None, "bawaslu", True)],
    )  # fmt: skip
    def test_what_bawaslu_found_itself_needs_no_validation(
        self, origin: str | None, channel: str, waived: bool
    ) -> None:
        life = self.studied(origin=origin or "report", channel=channel)
        case = life.give("ForwardToBkn", actor="analyst")
        if origin is None:  # its first event is of a release that did not say it
            facts = case.facts.model_copy(update={"origin": None})
            life.session.cases[CASE] = case._replace(facts=facts)
        life.give("VerifyReport", actor="verifier")
        assert way(life, 1) == ([("K22", "K23")] if waived else [("K21", "K22")])
        if waived:
            said = {"type": "BawasluValidationWaived", "state_from": "K22", "state": "K23"}
            assert told(life, 1) == [said | {"studied_by": "analyst", "verified_by": "verifier"}]
            assert way(life, 2)[0] == ("K21", "K22")

    def test_a_duplicate_is_accepted_while_the_case_is_open(self) -> None:
        life = self.studied()
        case = life.give("AnswerDuplicate", absorbed=OTHER)
        assert told(life, 1)[0]["type"] == "DuplicateAccepted"
        assert case.facts.absorbed == (OTHER,)

    def test_a_duplicate_of_a_closed_case_is_refused(self) -> None:
        life = self.studied()
        life.give("DiscontinueStudy", reason="no-act-of-an-asn")
        case = life.give("AnswerDuplicate", absorbed=OTHER)
        (said,) = told(life, 1)
        assert (said["type"], said["reason"], case.facts.absorbed) == (
            "DuplicateRefused",
            "master-closed",
            (),
        )


class TestSanctions:
    def test_a_recommendation_says_of_what_and_when(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        assert way(life, 1) == [(None, "K23")]
        assert "state_from" in life.session.written[0].data.model_fields_set
        life.give("IssueRecommendation", acted_on=date(2024, 10, 1), contest="pilkada-2024")
        assert way(life, 2) == [("K23", "K30"), ("K30", "K30")]
        issued, _ = told(life, 2)
        assert (issued["contest"], issued["acted_on"]) == ("pilkada-2024", "2024-10-01")

    def test_an_absence_names_the_day_that_was_missed(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        life.give("IssueRecommendation")
        life.give("IssueSummons", examination_on=date(2026, 12, 2))
        life.give("RecordAbsence", at=MONDAY + timedelta(days=10))
        (said,) = told(life, 1)
        assert said["missed_on"] == "2026-12-02"

    @staticmethod
    def examined(**recommended: Any) -> Life:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        life.give("IssueRecommendation", **recommended)
        life.give("FormExaminationTeam")
        life.give("IssueSummons", examination_on=date(2026, 12, 2))
        life.give("HoldExamination", at=LATER)
        life.give("SignBap", at=LATER)
        return life

    @pytest.mark.parametrize(("act", "level"), [("DS-06", "heavy"), ("DS-08", "medium")])
    def test_a_decision_names_its_branch_and_the_words_of_its_day(self, act: str, level: str) -> None:
        life = self.examined(act=act, level=level)
        life.give("IssueDecision", at=LATER, level=level)
        (said,) = told(life, 1)
        assert (said["branch"], said["sanction"]) == ("DS", IMPOSED[level]["sanction"])
        imposed = RULES.sanctions.on(said["sanction"], LATER.date())
        assert imposed is not None
        assert said["sanction_version"] == imposed.version
        life.give("RecordDelivery", at=LATER, received_on=LATER.date())
        assert way(life, 1) == [("K36", "K37")]

    @pytest.mark.parametrize(
        ("level", "branch", "remedy"), [("heavy", "DS", "objection"), ("moral", "KE", None)]
    )
    def test_without_a_branch_the_level_tells_it(self, level: str, branch: str, remedy: str | None) -> None:
        life = self.examined()
        case = life.session.cases[CASE]  # recommended by a release that told neither branch nor levels
        facts = case.facts.model_copy(update={"branch": None, "level": None, "levels": (), "act": None})
        life.session.cases[CASE] = case._replace(facts=facts)
        decided = life.give("IssueDecision", at=LATER, level=level).facts
        assert (decided.decided_in, decided.remedy) == (branch, remedy)

    def test_a_decision_says_upon_whom_as_it_was_known(self) -> None:
        life = self.examined()
        unsaid: dict[str, Any] = dict.fromkeys(TEACHER)
        life.give("IssueDecision", at=LATER, level="heavy", **unsaid)
        assert TEACHER.items() <= told(life, 1)[0].items()

    def test_a_decision_names_who_was_not_there(self) -> None:
        life = self.examined(act="DS-08", level="medium")
        absent = ("administrator", "jpt-pratama")
        life.give("IssueDecision", at=LATER, level="medium", authority="ppk", vacant=absent,
                  conditions=("penunjukan-pejabat-lebih-tinggi",))  # fmt: skip
        assert told(life, 1)[0]["vacant"] == list(absent)

    def test_against_what_the_president_decides_there_is_the_court(self) -> None:
        life = self.examined(position="jpt_utama", tier="centre")
        upon: dict[str, Any] = {"position": "jpt_utama", "tier": "centre"}
        upon |= {"authority": "presiden", "conditions": ("usul-kepada-presiden",)}
        life.give("IssueDecision", at=LATER, level="heavy", **upon)
        assert told(life, 1)[0]["remedy"] == "court"

    def test_summonses_are_counted(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        life.give("IssueRecommendation")
        life.give("IssueSummons", examination_on=date(2026, 12, 2))
        assert told(life, 1)[0]["number"] == 1
        life.give("RecordAbsence", at=LATER)
        life.give("IssueSecondSummons", at=LATER, examination_on=date(2026, 12, 11))
        assert told(life, 1)[0]["number"] == 2
