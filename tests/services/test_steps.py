"""What keeps a step from being taken, rule by rule."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.sanctions import contract as sanctions
from services.sanctions.acts import Acts
from services.sanctions.commands import PutIntoEffect
from services.sanctions.domain import fold
from services.sanctions.reactions import forwarded, validated
from services.triage import contract as triage
from shared.case import Refused
from shared.deadlines.steps import NoteOver
from shared.event import GENESIS, Event
from shared.outcome import Done
from shared.write.session import Stamp
from tests.support.life import CASE, MONDAY, RULES, Life

BEFORE, AFTER = date(2024, 9, 21), date(2024, 9, 22)
"""The last day without candidates in the Pilkada of 2024, and the day of their determination."""


def recommended(act: str = "DS-08", level: str = "medium", acted_on: date = AFTER) -> Life:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    life.give("IssueRecommendation", act=act, level=level, acted_on=acted_on)
    return life


def summoned() -> Life:
    life = recommended()
    life.give("IssueSummons")
    return life


def after(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


EXAMINATION = after(8)
"""The day of the summons: 1 December."""


def examined() -> Life:
    life = summoned()
    life.give("HoldExamination", EXAMINATION)
    life.give("SignBap", EXAMINATION)
    return life


class TestVerifierIsNotDecider:
    def forwarded(self, origin: str = "report") -> Life:
        life = Life("triage")
        life.give("QueueStudy", origin=origin)
        life.give("BeginStudy", actor="analyst")
        life.give("ForwardToBkn", actor="analyst")
        return life

    @pytest.mark.parametrize("step", ["VerifyReport", "RejectReport"])
    def test_whoever_studied_a_case_does_not_verify_it(self, step: str) -> None:
        life = self.forwarded()
        assert life.refused(step, actor="analyst") == "separation-of-duties"
        life.give(step, actor="verifier")

    @pytest.mark.parametrize("step", ["ValidateReport", "InvalidateReport"])
    @pytest.mark.parametrize("who", ["analyst", "verifier"])
    def test_whoever_studied_or_verified_it_does_not_validate_it(self, step: str, who: str) -> None:
        life = self.forwarded()
        life.give("VerifyReport", actor="verifier")
        assert life.refused(step, actor=who) == "separation-of-duties"
        life.give(step, actor="validator")

    @pytest.mark.parametrize("step", ["IssueRecommendation", "CloseNotProven"])
    @pytest.mark.parametrize("who", ["analyst", "verifier"])
    def test_neither_recommends_nor_closes_it_at_bkn(self, step: str, who: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        assert life.refused(step, actor=who) == "separation-of-duties"
        life.give(step, actor="auditor")

    @pytest.mark.parametrize(
        ("step", "given"), [("IssueDecision", {"level": "medium"}), ("DecideNotProven", {"authority": None})]
    )
    def test_neither_decides_it_at_the_ppk(self, step: str, given: dict[str, Any]) -> None:
        life = examined()
        for who in ("analyst", "verifier"):
            assert life.refused(step, actor=who, **given) == "separation-of-duties"
        life.give(step, actor="ppk", **given)

    def test_triage_hands_over_who_studied_and_who_verified(self) -> None:
        life = self.forwarded("finding")
        life.give("VerifyReport", actor="verifier")
        data: Any = life.session.written[-1].data
        assert (data.studied_by, data.verified_by, data.state) == ("analyst", "verifier", "K23")

    def test_reactions_act_for_nobody(self) -> None:
        life = Life("triage")
        life.give("QueueStudy")
        for step in ("BeginStudy", "ForwardToBkn", "VerifyReport", "ValidateReport"):
            life.give(step, actor="service:triage")


class TestStudy:
    def test_it_lapses_only_after_all_of_its_time(self) -> None:
        life = Life("triage")
        life.give("QueueStudy")
        due = life.give("BeginStudy").due
        assert due is not None
        assert (due.limit, due.on) == ("kajian@1", date(2026, 12, 2))
        assert life.refused("LapseStudy", due.until - timedelta(seconds=1)) == "too-early"
        assert life.give("LapseStudy", due.until).state == "K90"
        assert life.types[-2:] == ["DeadlineMissed", "StudyLapsed"]

    def test_it_lapses_after_the_miss_was_noted_and_never_where_no_limit_ran(self) -> None:
        life = Life("triage")
        life.give("QueueStudy")
        due = life.give("BeginStudy").due
        assert due is not None
        life.note(NoteOver(case_id=CASE, limit=due.limit, on=due.on))
        life.session.cases[CASE] = (case := life.session.cases[CASE])._replace(due=None)
        assert life.refused("LapseStudy", after(90)) == "conflict"
        life.session.cases[CASE] = case
        assert life.give("LapseStudy", due.until).state == "K90"


class TestHandOver:
    def test_a_report_is_validated_and_a_finding_is_not(self) -> None:
        for origin, state in (("report", "K22"), ("finding", "K23")):
            life = TestVerifierIsNotDecider().forwarded(origin)
            assert life.give("VerifyReport", actor="verifier").state == state

    def test_sanctions_takes_a_case_of_the_first_release_at_once_and_a_new_one_when_validated(self) -> None:
        here = {"office": "bawaslu-32.08", "region": "32.08", "channel": "public"}
        old = triage.ForwardedToBkn(state_from="K11", state="K20", **here)
        new = triage.ForwardedToBkn(state_from="K20", state="K20", **here, verification="satgas")
        end = triage.BawasluValidated(state_from="K22", state="K23", **here, studied_by="a", verified_by="b")
        commands = [len(outcome.commands) for outcome in (_done(forwarded, old), _done(forwarded, new))]
        assert commands == [1, 0]
        (queued,) = _done(validated, end).commands
        assert (queued.studied_by, queued.verified_by) == ("a", "b")  # type: ignore[attr-defined]

    def test_a_case_of_the_first_release_is_decided_by_the_rules_that_it_began_under(self) -> None:
        """Its events have no branch: nothing is known of it but its state, and it goes on from there."""
        facts = Life("sanctions")._procedure.opening()
        here = {"office": "ppk-32.08", "region": "32.08", "channel": "public"}
        old = sanctions.RecommendationIssued(
            state_from="K23", state="K30", **here, act="KE-04", level="moral"
        )
        assert fold(facts, old) == facts
        summons = sanctions.SummonsIssued(state_from="K30", state="K32", **here, examination_on=AFTER)
        assert fold(facts, summons) == facts

    def test_a_recommendation_that_told_no_levels_leaves_those_of_its_branch(self) -> None:
        facts = Life("sanctions")._procedure.opening()
        here = {"office": "ppk-32.08", "region": "32.08", "channel": "public"}
        for act, level, left in (("KE-04", "moral", 1), ("DS-06", "light", 3)):
            old = sanctions.RecommendationIssued(
                state_from="K23", state="K30", **here, act=act, level=level, branch=act[:2]
            )
            assert len(Acts(RULES).may_be_decided(fold(facts, old), AFTER)) == left


def _done(react: Any, data: Any) -> Done:
    event = Event(
        CASE, "triage", type(data).__name__, CASE, 1, MONDAY, MONDAY, "analyst", "x@1", "", "", b"{}"
    ).chained(GENESIS)
    outcome = react(event, data)
    assert isinstance(outcome, Done)
    return outcome


class TestEthicsOrDiscipline:
    @pytest.mark.parametrize(
        ("acted_on", "act", "level"), [(BEFORE, "KE-04", "moral"), (AFTER, "DS-06", "heavy")]
    )
    def test_the_code_that_the_day_suggests_is_taken(self, acted_on: date, act: str, level: str) -> None:
        life = recommended(act, level, acted_on)
        data: Any = life.session.written[-2].data
        assert (data.branch, data.suggested, data.override) == (act[:2], act[:2], None)

    @pytest.mark.parametrize(
        ("acted_on", "act", "level"),
        [(AFTER, "KE-04", "moral"), (BEFORE, "DS-06", "heavy"), (BEFORE, "PD-N2", "medium")],
    )
    def test_another_needs_a_reason_which_is_kept(self, acted_on: date, act: str, level: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        given: dict[str, Any] = {"act": act, "level": level, "acted_on": acted_on}
        assert life.refused("IssueRecommendation", **given) == "branch-differs"
        life.give("IssueRecommendation", **given, override="earlier-hour")
        data: Any = life.session.written[-2].data
        assert data.suggested != data.branch
        assert data.override == "earlier-hour"

    def test_without_the_day_an_officer_must_say_why(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        assert life.refused("IssueRecommendation", acted_on=None) == "branch-unknown"
        life.give("IssueRecommendation", acted_on=None, override="day-not-known")

    @pytest.mark.parametrize(("act", "level"), [("DS-03", "medium"), ("DS-05", "ptdh"), ("DS-10", "heavy")])
    def test_what_has_no_twin_is_discipline_on_every_day(self, act: str, level: str) -> None:
        recommended(act, level, BEFORE)

    @pytest.mark.parametrize(("act", "level"), [("KE-04", "light"), ("DS-06", "moral"), ("PD-N2", "moral")])
    def test_a_level_of_another_branch_is_refused(self, act: str, level: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        day = BEFORE if act.startswith("KE") else AFTER
        assert life.refused("IssueRecommendation", act=act, level=level, acted_on=day) == "level-does-not-fit"

    @pytest.mark.parametrize(
        "field", [{"act": "XX-01"}, {"act": "DS-1986"}, {"contest": "none"}, {"acted_on": date(2031, 1, 1)}]
    )
    def test_what_is_nowhere_in_policy_is_bad_input(self, field: dict[str, Any]) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        assert life.refused("IssueRecommendation", **field) == "invalid-input"

    def test_ethics_goes_to_a_panel_and_discipline_to_an_examination(self) -> None:
        ethics = recommended("KE-04", "moral", BEFORE)
        assert ethics.refused("IssueSummons") == "wrong-branch"
        assert recommended().refused("FormEthicsPanel") == "wrong-branch"
        ethics.give("FormEthicsPanel")
        ethics.give("ConcludePanel")
        assert ethics.refused("IssueDecision", level="light") == "level-does-not-fit"
        ethics.give("IssueDecision", level="moral")
        assert ethics.give("RecordDelivery").state == "K36"
        assert ethics.give("PutIntoEffect").state == "K60", "a moral sanction waits for no day"


class TestSummons:
    def test_the_day_of_the_examination_is_held_to_the_letter(self) -> None:
        life = recommended()
        for day in (date(2026, 11, 23), date(2026, 12, 3)):
            assert life.refused("IssueSummons", examination_on=day) == "invalid-input"
        assert life.refused("IssueSummons", examination_on=date(2026, 11, 30), reason=None) == "reason-needed"
        life.give("IssueSummons", examination_on=date(2026, 12, 2), reason=None)

    def test_nobody_is_examined_before_the_day_of_the_summons(self) -> None:
        life = summoned()
        assert life.refused("HoldExamination", EXAMINATION - timedelta(days=1)) == "too-early"
        life.give("RecordAbsence", EXAMINATION)
        life.give("IssueSecondSummons", EXAMINATION, examination_on=date(2026, 12, 4))
        assert life.refused("HoldExamination", after(10)) == "too-early"
        assert life.give("HoldExamination", after(11)).state == "K34"

    def test_nobody_is_absent_early_and_the_second_summons_needs_an_absence(self) -> None:
        life = summoned()
        assert life.refused("RecordAbsence", after(1)) == "too-early"
        assert life.refused("IssueSecondSummons", after(1)) == "conflict"
        life.give("RecordAbsence", after(8))
        assert life.refused("RecordAbsence", after(8)) == "conflict"

    def test_an_excused_absence_is_none_and_moves_the_examination(self) -> None:
        life = summoned()
        excused: dict[str, Any] = {"examination_on": date(2026, 12, 8), "reason": "ill"}
        assert life.refused("ExcuseAbsence", EXAMINATION, **{**excused, "examination_on": EXAMINATION.date()})
        late: dict[str, Any] = {**excused, "examination_on": date(2026, 12, 15)}
        assert life.refused("ExcuseAbsence", EXAMINATION, **late) == "invalid-input"
        case = life.give("ExcuseAbsence", EXAMINATION, **excused)
        assert case.due is not None
        assert (case.state, case.due.on, case.facts.absent_in) == ("K32", date(2026, 12, 10), None)
        assert life.refused("HoldExamination", after(14)) == "too-early"
        assert life.refused("RecordAbsence", after(14)) == "too-early"
        assert life.give("RecordAbsence", after(15)).state == "K32"
        assert life.refused("ExcuseAbsence", after(15), **excused) == "conflict"

    def test_absent_twice_it_is_decided_without_examination(self) -> None:
        life = summoned()
        life.give("RecordAbsence", after(8))
        life.give("IssueSecondSummons", after(8), examination_on=date(2026, 12, 4))
        assert life.give("RecordAbsence", after(11)).state == "K35"
        assert life.give("IssueDecision", after(11), level="medium").state == "K36"
        assert "ExaminationHeld" not in life.types

    def test_who_comes_to_the_second_summons_is_examined(self) -> None:
        life = summoned()
        life.give("RecordAbsence", after(8))
        life.give("IssueSecondSummons", after(8), examination_on=date(2026, 12, 4))
        assert life.give("HoldExamination", after(11)).state == "K34"


class TestMinutes:
    def examined(self) -> Life:
        life = summoned()
        life.give("HoldExamination", EXAMINATION)
        return life

    def test_whoever_does_not_sign_says_why_and_blocks_nothing(self) -> None:
        life = self.examined()
        assert life.refused("SignBap", EXAMINATION, respondent_signed=False) == "reason-needed"
        said: dict[str, Any] = {"refusal": "disagrees-with-minutes", "copy_given": False}
        assert life.give("SignBap", EXAMINATION, respondent_signed=False, **said).state == "K35"
        data: Any = life.session.written[-1].data
        assert (data.examiner_signed, data.refusal, data.copy_given) == (True, *said.values())

    def test_whoever_signed_refused_nothing(self) -> None:
        assert self.examined().refused("SignBap", EXAMINATION, refusal="no-reason-given") == "invalid-input"

    def test_whoever_examined_signs(self) -> None:
        with pytest.raises(ValidationError, match="examiner_signed"):
            self.examined().give("SignBap", EXAMINATION, examiner_signed=False)


class TestHeavySanction:
    def test_a_team_examines(self) -> None:
        life = recommended("DS-08", "heavy")
        life.give("IssueSummons")
        assert life.refused("HoldExamination", EXAMINATION) == "team-needed"
        life.give("FormExaminationTeam")
        assert life.refused("FormExaminationTeam") == "conflict"
        life.give("HoldExamination", EXAMINATION)
        life.give("SignBap")
        life.give("IssueDecision", level="heavy")

    def test_when_it_emerges_in_the_examination_a_team_examines_again(self) -> None:
        life = summoned()
        life.give("HoldExamination", EXAMINATION)
        assert life.refused("HoldExamination", EXAMINATION) == "conflict"
        life.give("FormExaminationTeam")
        life.give("HoldExamination", EXAMINATION)
        life.give("SignBap")
        life.give("IssueDecision", level="heavy")

    def test_without_it_no_heavy_sanction_is_decided(self) -> None:
        assert examined().refused("IssueDecision", level="heavy") == "team-needed"


class TestEffect:
    def test_nothing_is_completed_before_it_is_delivered(self) -> None:
        life = examined()
        life.give("IssueDecision", level="medium")
        assert life.refused("CompleteSanction") == "wrong-state"

    def test_on_the_fifteenth_working_day_after_the_receipt(self) -> None:
        life = examined()
        life.give("IssueDecision", level="medium")
        assert life.refused("PutIntoEffect") == "conflict", "nobody has received it"
        assert life.refused("RecordDelivery", received_on=date(2026, 11, 24)) == "invalid-input"
        waiting = life.give("RecordDelivery", received_on=date(2026, 11, 23))
        assert (waiting.state, waiting.due and waiting.due.on) == ("K37", date(2026, 12, 11))
        assert waiting.due is not None
        assert life.refused("PutIntoEffect", waiting.due.until - timedelta(seconds=1)) == "too-early"
        assert life.give("PutIntoEffect", waiting.due.until).state == "K60"
        assert life.types[-3:] == ["WaitingPeriodEnded", "RemedyPeriodEnded", "DecisionEffective"], (
            "nothing was missed"
        )

    @pytest.mark.parametrize("received_on", [date(2026, 11, 22), date(2026, 10, 1), date(2020, 8, 28)])
    def test_nobody_received_a_decision_before_it_was_there(self, received_on: date) -> None:
        life = examined()
        life.give("IssueDecision", level="medium")
        assert life.refused("RecordDelivery", received_on=received_on) == "invalid-input"

    def test_a_decision_for_which_no_wait_ever_ran_takes_no_effect(self) -> None:
        life = examined()
        life.give("IssueDecision", level="medium")
        life.give("RecordDelivery")
        life.session.cases[CASE] = life.session.cases[CASE]._replace(due=None)
        assert life.refused("PutIntoEffect", after(90)) == "conflict"

    def test_after_the_wait_no_limit_runs_and_the_decision_takes_effect_on_any_day(self) -> None:
        life = examined()
        life.give("IssueDecision", level="medium")
        due = life.give("RecordDelivery", received_on=date(2026, 11, 23)).due
        assert due is not None
        noted = life.note(NoteOver(case_id=CASE, limit=due.limit, on=due.on), due.until)
        assert (noted.state, noted.due, noted.noted) == ("K37", None, None)
        told = Stamp("officer", due.until - timedelta(seconds=1), told=True)
        assert isinstance(life.session.carry_out(PutIntoEffect(case_id=CASE), told), Refused)
        assert life.give("PutIntoEffect", due.until + timedelta(days=30)).state == "K60"
        assert life.types[-3:] == ["WaitingPeriodEnded", "RemedyPeriodEnded", "DecisionEffective"]
