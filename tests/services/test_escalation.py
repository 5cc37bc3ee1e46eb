"""A PPK that does not follow up, or disputes the recommendation, with the days that the law gives."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.life import CASE, MONDAY, Life

AFTER = date(2024, 9, 22)
ALL = "K23", "K24", "K30", "K31", "K32", "K34", "K35", "K36", "K37"


def day(year: int, month: int, day: int, hour: int = 3) -> datetime:
    """Ten in the morning in West Java."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def after(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


def recommended(at: datetime = MONDAY, act: str = "DS-08", level: str = "medium") -> Life:
    life = Life("sanctions")
    life.give("QueueRecommendation", at)
    acted_on = date(2024, 9, 21) if act.startswith("KE") else AFTER
    fields = {"acted_on": acted_on} if acted_on <= at.date() else {"acted_on": None, "override": "impact"}
    life.give("IssueRecommendation", at, act=act, level=level, **fields)
    return life


def limit(life: Life) -> tuple[str, date] | None:
    due = life.session.cases[CASE].due
    return (due.limit, due.on) if due else None


class TestEscalation:
    def test_the_ppk_is_warned_once_when_its_limit_has_passed(self) -> None:
        life = recommended()
        assert life.refused("WarnPpk") == "limit-runs"
        warned = life.give("WarnPpk", after(20))
        assert life.types[-2:] == ["DeadlineMissed", "WarningSent"], "whether a sweep came before or not"
        assert (warned.state, warned.facts.escalation) == ("K30", "K80")
        assert life.refused("WarnPpk", after(20)) == "conflict"

    def test_each_step_waits_for_the_time_that_the_one_before_left(self) -> None:
        life = recommended()
        assert life.refused("BlockService", after(20)) == "conflict", "nobody has warned the PPK"
        warned = life.give("WarnPpk", day(2026, 12, 14))
        (clock,) = warned.beside
        assert (clock.due.limit, clock.due.on) == ("teguran-ppk@1", date(2026, 12, 30)), "25 and 26 are free"
        assert limit(life) == ("tindak-lanjut-ppk@1", date(2026, 12, 7)), "the PPK's own duty goes on"
        assert life.refused("BlockService", clock.due.until - timedelta(seconds=1)) == "limit-runs"
        assert life.refused("ReportToMinistry", clock.due.until) == "conflict", "nothing is blocked"
        blocked = life.give("BlockService", clock.due.until)
        assert (blocked.facts.escalation, blocked.facts.blocked) == ("K81", True)
        assert life.types.count("DeadlineMissed") == 2
        reported = life.give("ReportToMinistry", clock.due.until, ministry="mendagri")
        assert reported.facts.escalation == "K82"
        assert life.refused("ReportToPresident", after(90)) == "not-competent", "KASN is no more"

    def test_what_escalates_starts_no_further_step_once_the_ppk_acts(self) -> None:
        life = recommended()
        life.give("WarnPpk", after(21))
        summoned = life.give("IssueSummons", after(22), examination_on=date(2026, 12, 24))
        assert (summoned.facts.escalation, summoned.beside) == ("K80", ())
        assert life.refused("BlockService", after(60)) == "wrong-state"

    def test_its_decision_ends_the_escalation_and_lifts_the_block(self) -> None:
        life = recommended(act="KE-04", level="moral")
        life.give("WarnPpk", after(20))
        life.give("BlockService", after(45))
        life.give("FormEthicsPanel", after(45))
        concluded = life.give("ConcludePanel", after(45))
        assert (concluded.facts.escalation, concluded.facts.blocked) == ("K81", True)
        decided = life.give("IssueDecision", after(45), level="moral")
        assert (decided.state, decided.facts.escalation, decided.facts.blocked) == ("K36", None, False)
        assert life.types[-2:] == ["DecisionIssued", "ServiceUnblocked"]

    def test_the_president_heard_of_it_as_long_as_kasn_recommended(self) -> None:
        life = recommended(day(2024, 3, 1))
        life.give("WarnPpk", day(2024, 3, 25))
        life.give("BlockService", day(2024, 5, 2))
        life.give("ReportToMinistry", day(2024, 5, 2))
        assert life.refused("ReportToPresident", day(2024, 5, 7)) == "limit-runs"
        assert life.give("ReportToPresident", day(2024, 5, 8)).facts.escalation == "K83"


class TestDispute:
    def test_the_ppks_time_stands_still_and_goes_on_with_what_was_left(self) -> None:
        """Worked with the working days of May and June 2024."""
        life = recommended(day(2024, 5, 3))
        assert limit(life) == ("tindak-lanjut-ppk@1", date(2024, 5, 21))
        life.give("DisputeRecommendation", day(2024, 5, 13))
        assert limit(life) == ("klarifikasi-rekomendasi@1", date(2024, 5, 20))
        assert life.refused("WarnPpk", day(2024, 5, 31)) == "limit-runs"
        life.give("WarnPpk", day(2024, 6, 3))
        assert life.types[-3:] == ["DisputeUnanswered", "DeadlineMissed", "WarningSent"]
        assert limit(life) == ("tindak-lanjut-ppk-sisa@1", date(2024, 5, 31))
        assert life.refused("BlockService", day(2024, 6, 19, 16)) == "limit-runs"
        life.give("BlockService", day(2024, 6, 20))
        summoned = life.give("IssueSummons", day(2024, 6, 24), examination_on=date(2024, 7, 3))
        assert (summoned.state, summoned.facts.blocked) == ("K32", True), "still blocked until it decides"

    def test_an_answer_lets_it_go_on_from_the_day_after(self) -> None:
        life = recommended(day(2024, 5, 3))
        life.give("DisputeRecommendation", day(2024, 5, 13))
        answered = life.give("AnswerDispute", day(2024, 5, 15), actor="kasn")
        assert answered.state == "K30"
        assert limit(life) == ("tindak-lanjut-ppk-sisa@1", date(2024, 5, 28)), "seven of ten days were left"
        assert life.refused("DisputeRecommendation", day(2024, 5, 16)) == "conflict", "once"

    def test_an_answer_that_comes_late_starts_nothing_anew(self) -> None:
        life = recommended(day(2024, 5, 3))
        life.give("DisputeRecommendation", day(2024, 5, 13))
        life.give("AnswerDispute", day(2024, 5, 22), actor="kasn")
        assert limit(life) == ("tindak-lanjut-ppk-sisa@1", date(2024, 5, 31))

    def test_a_changed_recommendation_is_the_one_that_counts(self) -> None:
        life = recommended()
        life.give("DisputeRecommendation")
        changed = life.give("ChangeRecommendation", act="DS-06", level="heavy", acted_on=AFTER)
        assert (changed.state, changed.facts.act, changed.facts.level) == ("K30", "DS-06", "heavy")
        assert life.types[-2:] == ["RecommendationIssued", "DisputeAnswered"]
        assert life.types.count("PpkNotified") == 1, "its time does not begin anew"

    def test_a_withdrawn_recommendation_ends_the_case(self) -> None:
        life = recommended()
        life.give("DisputeRecommendation")
        assert life.give("CloseNotProven").state == "K93"

    def test_after_its_time_the_ppk_disputes_nothing(self) -> None:
        assert recommended().refused("DisputeRecommendation", after(30)) == "too-late"

    def test_the_ppk_may_go_on_all_along(self) -> None:
        life = recommended()
        life.give("DisputeRecommendation")
        assert life.give("IssueSummons").state == "K32"


@pytest.mark.parametrize("blocked", [False, True])
def test_the_loss_of_status_ends_a_case_and_what_was_blocked(blocked: bool) -> None:
    life = recommended()
    if blocked:
        life.give("WarnPpk", after(20))
        life.give("BlockService", after(45))
    lost = life.give("ConfirmStatusLoss", after(45), effective_on=after(45).date())
    assert (lost.state, lost.due, lost.beside, lost.facts.escalation) == ("K94", None, (), None)
    assert (life.types[-1] == "ServiceUnblocked") is blocked
    assert life.refused("ConfirmStatusLoss", after(45), effective_on=MONDAY.date()) == "wrong-state"


def test_nothing_falls_by_a_resignation_that_is_pending() -> None:
    life = recommended()
    assert life.refused("ConfirmStatusLoss", effective_on=after(1).date(), reason="resigned") == "too-early"


def test_a_warning_of_an_earlier_release_without_a_clock_is_followed_too() -> None:
    life = recommended()
    life.give("WarnPpk", after(20))
    case = life.session.cases[CASE]
    life.session.cases[CASE] = case._replace(beside=())
    assert life.refused("BlockService", after(10)) == "limit-runs", "since it was recorded"
    assert life.give("BlockService", after(45)).facts.blocked
