"""What was recorded wrongly is corrected by a record of its own, and all that hung on it follows."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.case import Case
from shared.deadlines.steps import NoteOver
from shared.policy.corrections import Correctable
from tests.services.test_remedies import HEAD, clocks, day, decided
from tests.support.life import CASE, PROCEDURES, RULES, Life


def version(life: Life, event: str, nth: int = -1) -> int:
    """That of an event of this type."""
    found = [one.event.version for one in life.session.written if one.event.type == event]
    return found[nth]


def as_said(life: Life, event: str, nth: int = -1, **wanted: str | None) -> dict[str, Any]:
    """The fields of the last such event, or its whole step where none are given."""
    changes = tuple({"field": field, "value": value} for field, value in wanted.items())
    return {"corrects": version(life, event, nth), "changes": changes, "reason": "typing-error"}


def correct(life: Life, event: str, at: datetime, nth: int = -1, **wanted: str | None) -> Case[Any]:
    """By a supervisor, who recorded none of it."""
    return life.give("Correct", at, "supervisor", **as_said(life, event, nth, **wanted))


def refused(life: Life, event: str, at: datetime, **wanted: str | None) -> str:
    return life.refused("Correct", at, "supervisor", **as_said(life, event, -1, **wanted))


def said(life: Life) -> Any:
    """What the last event says, which is a correction."""
    assert life.types[-1] == "CaseCorrected"
    return life.session.written[-1].data


def received(on: date = date(2024, 6, 14)) -> Life:
    """A decision of 3 June 2024 whose receipt was recorded on 20 June."""
    life = decided(day(2024, 6, 3), HEAD, "pembebasan-jabatan")
    life.give("RecordDelivery", day(2024, 6, 20), received_on=on)
    return life


class TestReceipt:
    """Typed 14 June 2024, and it was the 19th: two days of Idul Adha lie between."""

    def test_the_limits_that_count_from_it_are_measured_anew(self) -> None:
        life = received()
        assert clocks(life) == {"masa-tunggu-berlaku": date(2024, 7, 8), "keberatan": date(2024, 7, 8)}
        case = correct(life, "DecisionDelivered", day(2024, 6, 24), received_on="2024-06-19")
        assert (case.state, case.facts.delivered) == ("K37", date(2024, 6, 19))
        assert clocks(life) == clocks(received(date(2024, 6, 19)))
        assert clocks(life) == {"masa-tunggu-berlaku": date(2024, 7, 9), "keberatan": date(2024, 7, 9)}

    def test_both_days_stand_in_the_event_and_nothing_is_rewritten(self) -> None:
        life = received()
        before = [(one.event, one.data) for one in life.session.written]
        correct(life, "DecisionDelivered", day(2024, 6, 24), received_on="2024-06-19")
        assert [(one.event, one.data) for one in life.session.written[:-1]] == before
        data = said(life)
        (altered,) = data.altered
        assert (altered.field, altered.was, altered.now) == ("received_on", "2024-06-14", "2024-06-19")
        assert (data.event, data.corrects, data.reason) == (
            "DecisionDelivered",
            version(life, "DecisionDelivered"),
            "typing-error",
        )
        assert data.reopened is None

    def test_what_took_effect_too_early_waits_again(self) -> None:
        life = received()
        life.give("PutIntoEffect", day(2024, 7, 9))
        case = correct(life, "DecisionDelivered", day(2024, 7, 9), received_on="2024-06-20")
        assert case.state == "K37"
        undone = [life.session.written[number - 1].event.type for number in said(life).reopened]
        assert undone == ["WaitingPeriodEnded", "RemedyPeriodEnded", "DecisionEffective"]
        assert life.refused("PutIntoEffect", day(2024, 7, 9)) == "too-early"
        assert life.give("PutIntoEffect", day(2024, 7, 11)).state == "K60"

    def test_an_admitted_objection_is_not_taken_away(self) -> None:
        life = received()
        life.give("FileObjection", day(2024, 7, 8), filed_on=date(2024, 7, 8))
        assert refused(life, "DecisionDelivered", day(2024, 7, 9), received_on="2024-06-05") == "lasting"

    @pytest.mark.parametrize("on", ["2024-06-02", "2024-06-21", "2024-06-31", "lately", None])
    def test_a_day_that_could_not_have_been_recorded_is_refused(self, on: str | None) -> None:
        assert refused(received(), "DecisionDelivered", day(2024, 6, 24), received_on=on) == "invalid-input"

    def test_a_second_correction_builds_on_the_first(self) -> None:
        life = received()
        correct(life, "DecisionDelivered", day(2024, 6, 24), received_on="2024-06-19")
        case = correct(life, "DecisionDelivered", day(2024, 6, 25), received_on="2024-06-20")
        (altered,) = said(life).altered
        assert (altered.was, altered.now) == ("2024-06-19", "2024-06-20")
        assert case.due == received(date(2024, 6, 20)).session.cases[CASE].due


def summoned(on: date = date(2024, 6, 12)) -> Life:
    """Summoned on 3 June 2024."""
    life = Life("sanctions")
    life.give("QueueRecommendation", day(2024, 6, 3))
    recommended: dict[str, Any] = {"act": "DS-06", "level": "heavy", "acted_on": date(2024, 2, 8), **HEAD}
    life.give("IssueRecommendation", day(2024, 6, 3), contest="pemilu-2024-legislatif", **recommended)
    life.give("FormExaminationTeam", day(2024, 6, 3))
    life.give("IssueSummons", day(2024, 6, 3), examination_on=on, reason="urgent")
    return life


class TestSummons:
    def test_an_absence_before_the_true_day_is_none(self) -> None:
        life = summoned(date(2024, 6, 10))
        life.give("RecordAbsence", day(2024, 6, 10))
        life.give("IssueSecondSummons", day(2024, 6, 11), examination_on=date(2024, 6, 19), reason="urgent")
        case = correct(life, "SummonsIssued", day(2024, 6, 11), nth=0, examination_on="2024-06-12")
        assert (case.state, case.facts.examination_on, case.facts.absent_in) == (
            "K32",
            date(2024, 6, 12),
            None,
        )
        undone = [life.session.written[number - 1].event.type for number in said(life).reopened]
        assert undone == ["RespondentAbsent", "SummonsIssued"]
        assert case.due == summoned().session.cases[CASE].due
        life.give("RecordAbsence", day(2024, 6, 12))

    def test_an_absence_recorded_by_mistake_is_taken_back(self) -> None:
        life = summoned()
        life.give("RecordAbsence", day(2024, 6, 12))
        case = correct(life, "RespondentAbsent", day(2024, 6, 13))
        assert (case.state, case.facts.absent_in) == ("K32", None)
        assert said(life).reopened == (version(life, "RespondentAbsent"),)
        # it was held that day, which is before the correction
        assert life.give("HoldExamination", day(2024, 6, 12)).state == "K34"

    def test_with_the_first_of_two_absences_the_way_to_a_decision_is_closed_again(self) -> None:
        life = summoned()
        life.give("RecordAbsence", day(2024, 6, 12))
        life.give("IssueSecondSummons", day(2024, 6, 12), examination_on=date(2024, 6, 20), reason="urgent")
        assert life.give("RecordAbsence", day(2024, 6, 20)).state == "K35"
        case = correct(life, "RespondentAbsent", day(2024, 6, 21), nth=0)
        assert case.state == "K32"
        assert life.refused("IssueDecision", day(2024, 6, 21), **HEAD) == "wrong-state"

    def test_a_delivered_decision_is_not_taken_back(self) -> None:
        life = received()
        assert refused(life, "BapSigned", day(2024, 6, 21)) == "lasting"

    def test_a_decision_that_nobody_received_is_to_be_taken_again(self) -> None:
        life = decided(day(2024, 6, 3), HEAD, "pembebasan-jabatan")
        case = correct(life, "BapSigned", day(2024, 6, 4))
        assert (case.state, case.facts.sanction) == ("K34", None)
        assert case.facts.decided_on is None


class TestRecommendation:
    def test_another_act_and_level_go_together(self) -> None:
        life = summoned()
        assert refused(life, "RecommendationIssued", day(2024, 6, 4), act="DS-08") == "level-does-not-fit"
        case = correct(life, "RecommendationIssued", day(2024, 6, 4), act="DS-08", level="medium")
        assert (case.facts.act, case.facts.level) == ("DS-08", "medium")
        assert case.facts.levels == ("medium",)
        assert case.state == "K32"

    def test_an_act_of_ethics_re_opens_what_discipline_alone_has(self) -> None:
        life = summoned()
        life.give("HoldExamination", day(2024, 6, 12))
        at = day(2024, 6, 13)
        case = correct(life, "RecommendationIssued", at, act="KE-04", level="moral", acted_on="2023-09-10")
        assert (case.state, case.facts.branch, case.facts.team) == ("K30", "KE", False)
        assert case.due is not None
        assert case.due.limit.startswith("tindak-lanjut-ppk")
        assert life.give("FormEthicsPanel", day(2024, 6, 13)).state == "K31"

    def test_its_moment_moves_the_time_of_the_ppk(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", day(2024, 6, 3))
        recommended: dict[str, Any] = {"act": "DS-06", "level": "heavy", "acted_on": date(2024, 2, 8), **HEAD}
        before = life.give(
            "IssueRecommendation", day(2024, 6, 3), contest="pemilu-2024-legislatif", **recommended
        ).due
        case = correct(life, "RecommendationIssued", day(2024, 6, 10), occurred_at="2024-06-06T03:00:00Z")
        assert before is not None
        assert case.due is not None
        assert (before.since, case.due.since) == (date(2024, 6, 3), date(2024, 6, 6))
        assert case.due.on > before.on
        (altered,) = said(life).altered
        assert (altered.was, altered.now) == ("2024-06-03T03:00:00Z", "2024-06-06T03:00:00Z")

    def test_no_step_moves_into_the_time_after_its_correction(self) -> None:
        life = summoned()
        moment = "2024-06-04T03:00:01Z"
        assert refused(life, "SummonsIssued", day(2024, 6, 4), occurred_at=moment) == "invalid-input"
        correct(life, "SummonsIssued", day(2024, 6, 5), occurred_at=moment)
        assert life.refused("HoldExamination", day(2024, 6, 4)) == "too-early"

    def test_a_step_does_not_move_before_the_one_before_it(self) -> None:
        life = summoned()
        for moment in ("2024-06-02T03:00:00Z", "2024-06-04T03:00:00Z"):
            assert (
                refused(life, "RecommendationIssued", day(2024, 6, 10), occurred_at=moment) == "invalid-input"
            )


class TestStudy:
    """At triage: the law of the contest says how the days of a study count."""

    def test_another_contest_counts_the_days_by_another_law(self) -> None:
        life = Life("triage")
        life.give("QueueStudy", day(2024, 10, 7), actor="service:triage", contest="pemilu-2024-legislatif")
        longer = life.give("BeginStudy", day(2024, 10, 7)).due
        case = correct(life, "StudyQueued", day(2024, 10, 8), contest="pilkada-2024")
        assert longer is not None
        assert case.due is not None
        assert (longer.limit, case.due.limit) == ("kajian@1", "kajian-pilkada@1")
        assert case.due.on == date(2024, 10, 10)

    def test_an_extension_that_never_was_gives_no_longer_time(self) -> None:
        life = Life("triage")
        life.give("QueueStudy", day(2024, 10, 7))
        short = life.give("BeginStudy", day(2024, 10, 7)).due
        life.give("ExtendStudy", day(2024, 10, 8), reason="statements-needed")
        case = correct(life, "StudyExtended", day(2024, 10, 9))
        assert (case.facts.extended, case.due) == (False, short)

    def test_a_limit_that_by_what_stands_now_had_passed_is_told(self) -> None:
        life = Life("triage")
        life.give("QueueStudy", day(2024, 10, 7), contest="pemilu-2024-legislatif")
        life.give("BeginStudy", day(2024, 10, 7))
        life.give("ForwardToBkn", day(2024, 10, 14))
        correct(life, "StudyQueued", day(2024, 10, 15), contest="pilkada-2024")
        assert [(one.limit, one.on) for one in said(life).passed] == [
            ("kajian-pilkada@1", date(2024, 10, 10))
        ]

    def test_what_is_on_its_way_at_gakkumdu_is_not_taken_back(self) -> None:
        life = Life("triage")
        life.give("QueueStudy", day(2024, 10, 7))
        life.give("BeginStudy", day(2024, 10, 7))
        life.give("ReferToGakkumdu", day(2024, 10, 8), act="PID-188")
        assert refused(life, "StudyBegun", day(2024, 10, 9)) == "lasting"


class TestFrontDesk:
    def test_the_day_on_which_it_was_known_decides_whether_a_report_came_in_time(self) -> None:
        life = Life("intake")
        life.give("ReceiveReport", day(2024, 10, 7), date_known=date(2024, 9, 6), contest="pilkada-2024")
        life.give("BeginReview", day(2024, 10, 7))
        assert life.refused("RegisterCase", day(2024, 10, 8)) == "late"
        case = correct(life, "ReportReceived", day(2024, 10, 8), date_known="2024-10-06")
        assert (case.facts.late, case.facts.known_on) == (False, date(2024, 10, 6))
        assert life.give("RegisterCase", day(2024, 10, 8)).state == "K10"

    def test_a_case_that_was_handed_over_is_not_corrected_here(self) -> None:
        life = Life("intake")
        life.give("ReceiveReport", day(2024, 10, 7), date_known=date(2024, 10, 6))
        life.give("BeginReview", day(2024, 10, 7))
        life.give("RegisterCase", day(2024, 10, 8))
        assert refused(life, "ReportReceived", day(2024, 10, 8), date_known="2024-10-05") == "wrong-state"


class TestWhoAndWhat:
    def test_whoever_recorded_a_step_does_not_correct_it(self) -> None:
        life = received()
        given = as_said(life, "DecisionDelivered", received_on="2024-06-19")
        assert life.refused("Correct", day(2024, 6, 24), **given) == "separation-of-duties"

    @pytest.mark.parametrize("wanted", [{}, {"remedy": "appeal"}, {"office": "bkn"}])
    def test_what_policy_does_not_list_is_not_corrected(self, wanted: dict[str, str]) -> None:
        code = refused(received(), "DecisionDelivered", day(2024, 6, 24), **wanted)
        assert code in {"not-correctable", "invalid-input", "lasting"}

    def test_an_ended_case_is_not_corrected(self) -> None:
        life = received()
        life.give("PutIntoEffect", day(2024, 7, 9))
        life.give("CompleteSanction", day(2025, 7, 9), none_filed=True)
        assert refused(life, "DecisionDelivered", day(2025, 7, 9), received_on="2024-06-19") == "wrong-state"

    def test_what_stands_already_is_known(self) -> None:
        life = received()
        version_before = life.session.cases[CASE].version
        with pytest.raises(AssertionError, match="Known"):
            correct(life, "DecisionDelivered", day(2024, 6, 24), received_on="2024-06-14")
        assert life.session.cases[CASE].version == version_before

    def test_notes_of_the_clock_are_not_corrected(self) -> None:
        life = Life("triage")
        life.give("QueueStudy", day(2024, 10, 7))
        due = life.give("BeginStudy", day(2024, 10, 7)).due
        assert due is not None
        life.note(NoteOver(case_id=CASE, limit=due.limit, on=due.on), due.until)
        assert refused(life, "DeadlineMissed", datetime(2024, 10, 30, tzinfo=UTC)) == "invalid-input"


@pytest.mark.parametrize("one", RULES.corrections, ids=lambda one: one.id)
def test_what_policy_lists_is_what_whoever_takes_the_step_says(one: Correctable) -> None:
    stage, event = one.event.split(".")
    rows = [
        row for row in PROCEDURES[stage].rows if event in {each.__name__ for each in row.events.publishes}
    ]
    assert rows
    if one.field and one.field != "occurred_at":
        assert any(one.field in row.command.model_fields for row in rows)
