"""How long a sanction lasts, from its effect to its last day, whatever lies in between; what waits before."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.sanctions.term import last_day
from shared.deadlines.steps import NoteOver
from tests.services.test_remedies import ANNULLED, UPHELD, clocks, day, dismissed
from tests.support.imposed import IMPOSED
from tests.support.life import CASE, MONDAY, Life


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2024, 7, 12), 12, date(2025, 7, 11)),
        (date(2024, 7, 1), 6, date(2024, 12, 31)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 5, 31), 9, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_the_last_day_lies_before_that_day_of_the_month(first: date, months: int, last: date) -> None:
    assert last_day(first, months) == last


def noted(life: Life) -> Life:
    """The time that runs is over, and the sweep says so."""
    due = life.session.cases[CASE].due
    assert due is not None
    life.note(NoteOver(case_id=CASE, limit=due.limit, on=due.on), due.until)
    return life


def lightened() -> Life:
    """Dismissed, and on 12 July 2024 BPASN made a removal for twelve months of it."""
    life = dismissed()
    life.give("FileAppeal", day(2024, 3, 25), filed_on=date(2024, 3, 25))
    removed: dict[str, Any] = {"ruling": "lightened", "level": "heavy", "sanction": "pembebasan-jabatan"}
    life.give("RecordAppealDecision", day(2024, 7, 12), **removed)
    return life


class TestMonths:
    def test_it_runs_for_its_months_and_is_completed_after_its_last_day(self) -> None:
        life = lightened()
        assert clocks(life) == {"masa-hukuman": date(2025, 7, 11)}
        assert life.refused("CompleteSanction", day(2025, 7, 11)) == "too-early"
        noted(life)
        assert life.types[-1] == "WaitingPeriodEnded"
        assert clocks(life) == {}
        assert life.give("CompleteSanction", day(2025, 7, 12)).state == "K95"

    def test_it_goes_on_while_a_court_that_stays_nothing_has_it(self) -> None:
        life = lightened()
        before = life.session.cases[CASE].due
        assert life.give("RecordCourtFiling", day(2024, 8, 1), stayed=False).due == before
        assert life.give("RecordCourtOutcome", day(2024, 12, 2), **UPHELD).due == before
        assert life.refused("CompleteSanction", day(2025, 7, 11)) == "too-early"

    def test_what_is_over_does_not_begin_again_before_a_court(self) -> None:
        life = noted(lightened())
        assert life.give("RecordCourtFiling", day(2025, 8, 1), stayed=False).due is None
        life.give("RecordCourtOutcome", day(2025, 9, 1), **UPHELD)
        assert life.give("CompleteSanction", day(2025, 9, 1)).state == "K95"

    def test_the_days_before_a_stay_count(self) -> None:
        life = lightened()
        stayed = life.give("RecordCourtFiling", day(2024, 8, 11), stayed=True)
        assert (stayed.due, stayed.facts.served) == (None, 30)
        life.give("RecordCourtOutcome", day(2024, 12, 2), **UPHELD)
        assert clocks(life) == {"masa-hukuman": date(2025, 12, 1) - timedelta(days=30)}

    def test_an_annulled_one_is_forgotten(self) -> None:
        life = lightened()
        life.give("RecordCourtFiling", day(2024, 8, 11), stayed=True)
        life.give("RecordCourtOutcome", day(2024, 12, 2), **ANNULLED)
        summons: dict[str, Any] = {"examination_on": date(2024, 12, 10), "reason": "urgent"}
        assert life.give("RepeatExamination", day(2024, 12, 3), **summons).facts.served is None


class TestWithoutMonths:
    def test_no_remedy_in_its_time_is_cut_off(self) -> None:
        """By calendar days a decision takes effect before the working days of an objection are over."""
        life = reprimanded()
        assert life.refused("CompleteSanction", MONDAY + timedelta(days=16)) == "too-early"
        later = MONDAY + timedelta(days=30)
        assert life.refused("CompleteSanction", later, none_filed=False) == "confirmation-needed"
        assert life.give("CompleteSanction", later, none_filed=True).state == "K95"

    def test_a_dismissal_is_completed_once_nobody_may_appeal(self) -> None:
        life = dismissed()
        life.give("PutIntoEffect", day(2024, 3, 27))
        assert clocks(life) == {}
        assert life.give("CompleteSanction", day(2024, 3, 27)).state == "K95"


def reprimanded() -> Life:
    """A written reprimand, in effect by calendar days."""
    life = Life("sanctions")
    life.give("QueueRecommendation")
    life.give("IssueRecommendation", level="light", override="minor")
    life.give("IssueSummons", examination_on=date(2026, 11, 24), reason="urgent")
    life.give("HoldExamination", MONDAY + timedelta(days=1))
    life.give("SignBap", MONDAY + timedelta(days=1))
    life.give("IssueDecision", MONDAY + timedelta(days=1), level="light")
    life.give("OverrideDefault", MONDAY + timedelta(days=1), default="effect-unit", option="calendar")
    life.give("RecordDelivery", MONDAY + timedelta(days=1), received_on=date(2026, 11, 24))
    life.give("PutIntoEffect", MONDAY + timedelta(days=16))
    return life


class TestMoralStatement:
    def judged(self, sanction: str) -> Life:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        life.give("IssueRecommendation", act="KE-04", level="moral", acted_on=date(2024, 9, 10))
        life.give("FormEthicsPanel")
        life.give("ConcludePanel")
        imposed: dict[str, Any] = {**IMPOSED["moral"], "sanction": sanction}
        life.give("IssueDecision", level="moral", **imposed)
        return life

    def test_one_in_public_waits_fourteen_working_days(self) -> None:
        life = self.judged("pernyataan-terbuka")
        assert life.give("RecordDelivery", received_on=date(2026, 11, 23)).state == "K37"
        assert clocks(life) == {"masa-tunggu-pernyataan-terbuka": date(2026, 12, 11)}
        assert life.refused("PutIntoEffect", day(2026, 12, 11)) == "too-early"
        noted(life)
        assert life.give("PutIntoEffect", day(2026, 12, 12)).state == "K60"
        assert life.give("CompleteSanction", day(2026, 12, 12)).state == "K95"

    def test_one_in_private_waits_for_nothing(self) -> None:
        life = self.judged("pernyataan-tertutup")
        assert life.give("RecordDelivery", received_on=date(2026, 11, 23)).state == "K36"
        assert clocks(life) == {}
        assert life.give("PutIntoEffect").state == "K60"
