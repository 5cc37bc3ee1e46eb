"""A case's days are counted by the law of its contest: Pemilu working days, Pilkada calendar days."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.support.life import RULES, Life

PILKADA, PEMILU = "pilkada-2024", "pemilu-2024-legislatif"


def at(year: int, month: int, day: int, hour: int = 3) -> datetime:
    """A moment of that day at the offices, in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def due(life: Life, step: str, when: datetime, **fields: Any) -> tuple[str, date] | None:
    found = life.give(step, when, **fields).due
    return (found.limit, found.on) if found else None


def registered(contest: str | None, when: datetime, region: str = "32.08") -> tuple[str, date] | None:
    return due(Life("triage"), "QueueStudy", when, contest=contest, region=region)


def test_a_teacher_in_papua_known_on_a_sunday_before_the_pilkada() -> None:
    """Known 22 Sep 2024: filed by 30 Sep, reviewed and registered on 2 Oct, studied by 5 Oct."""
    life = Life("intake")
    about: dict[str, Any] = {"contest": PILKADA, "date_known": date(2024, 9, 22), "region": "94.71"}
    assert due(life, "ReceiveReport", at(2024, 9, 30), **about) == (
        "kajian-awal-pilkada@1",
        date(2024, 10, 2),
    )
    received: Any = life.session.written[0].data
    assert (received.file_by, received.late) == (date(2024, 9, 30), False), "29 Sep is a Sunday"
    life.give("BeginReview", at(2024, 9, 30))
    assert life.give("RegisterCase", at(2024, 10, 2)).facts.contest == PILKADA
    assert registered(PILKADA, at(2024, 10, 2), "94.71") == ("kajian-pilkada@1", date(2024, 10, 5))


def test_a_report_of_the_pemilu_over_christmas() -> None:
    """Known 15 Dec 2023: filed by 28 Dec, reviewed by 2 Jan; registered on 29 Dec, studied by 10 Jan."""
    life = Life("intake")
    about: dict[str, Any] = {"contest": PEMILU, "date_known": date(2023, 12, 15)}
    assert due(life, "ReceiveReport", at(2023, 12, 28), **about) == ("kajian-awal@1", date(2024, 1, 2))
    received: Any = life.session.written[0].data
    assert (received.file_by, received.late) == (date(2023, 12, 28), False)
    assert registered(PEMILU, at(2023, 12, 29)) == ("kajian@1", date(2024, 1, 10))


def test_a_camat_in_the_campaign_of_the_pilkada() -> None:
    """Filed 14 Oct 2024: reviewed by 16 Oct, studied by 19 Oct, a Saturday that moves nothing."""
    about: dict[str, Any] = {"contest": PILKADA, "date_known": date(2024, 10, 10)}
    review = due(Life("intake"), "ReceiveReport", at(2024, 10, 14), **about)
    assert review == ("kajian-awal-pilkada@1", date(2024, 10, 16))
    assert registered(PILKADA, at(2024, 10, 16)) == ("kajian-pilkada@1", date(2024, 10, 19))


def test_a_reporter_completes_over_holidays_to_the_last_minute() -> None:
    """Asked on 7 Feb 2024, before two free days and a weekend: 13 Feb at 23:40 is in time."""
    life = Life("intake")
    about: dict[str, Any] = {"contest": PEMILU, "date_known": date(2024, 2, 6)}
    life.give("ReceiveReport", at(2024, 2, 6), **about)
    life.give("BeginReview", at(2024, 2, 6))
    assert due(life, "RequestCompletion", at(2024, 2, 7)) == ("kelengkapan@1", date(2024, 2, 13))
    assert life.refused("DiscontinueReport", datetime(2024, 2, 13, 16, 40, tzinfo=UTC)) == "too-early"
    assert life.give("CompleteReport", datetime(2024, 2, 13, 16, 40, tzinfo=UTC)).state == "K02"


@pytest.mark.parametrize(
    ("unit", "days"), [("penyampaian-laporan", 7), ("penetapan-temuan", 7), ("penelusuran", 7)]
)
def test_each_regime_has_its_own_unit(unit: str, days: int) -> None:
    day = date(2024, 10, 7)
    for contest, counted in ((PEMILU, "working"), (PILKADA, "calendar")):
        (limit,) = RULES.limits(unit, day, RULES.terms(day, contest))
        assert (limit.days, limit.unit, limit.family) == (days, counted, unit)


def test_while_nobody_knows_the_contest_the_longer_limit_stands() -> None:
    assert registered(None, at(2024, 10, 16)) == ("kajian@1", date(2024, 10, 25))
    late: dict[str, Any] = {"date_known": date(2024, 10, 7)}
    for contest, day, too_late in ((None, 16, False), (PILKADA, 14, False), (PILKADA, 15, True)):
        life = Life("intake")
        life.give("ReceiveReport", at(2024, 10, day), contest=contest, **late)
        received: Any = life.session.written[0].data
        assert received.late is too_late


def test_information_that_was_a_report_is_traced_by_the_law_of_its_contest() -> None:
    life = Life("intake")
    life.give("ReceiveReport", at(2024, 10, 7), contest=PILKADA, date_known=date(2024, 10, 7))
    converted = due(life, "ConvertToInformation", at(2024, 10, 8))
    assert converted == ("penelusuran-pilkada@1", date(2024, 10, 15))
    assert life.give("EstablishFinding", at(2024, 10, 9)).facts.contest == PILKADA


def test_an_officer_corrects_the_contest_at_registration_and_with_it_whether_it_came_in_time() -> None:
    """On the eighth calendar day, within seven working days: late for a Pilkada, in time for a Pemilu."""
    for told, corrected, refused in (
        (PILKADA, PEMILU, False),
        (PEMILU, PILKADA, True),
        (None, PILKADA, True),
    ):
        life = Life("intake")
        life.give("ReceiveReport", at(2024, 10, 15), contest=told, date_known=date(2024, 10, 7))
        life.give("BeginReview", at(2024, 10, 15))
        if refused:
            assert life.refused("RegisterCase", at(2024, 10, 16), contest=corrected) == "late"
        else:
            assert life.refused("RegisterCase", at(2024, 10, 16)) == "late"
            assert life.give("RegisterCase", at(2024, 10, 16), contest=corrected).facts.contest == corrected


def test_an_own_finding_is_established_by_the_law_of_its_contest() -> None:
    found: dict[str, Any] = {"found_on": date(2024, 10, 7)}
    assert Life("intake").refused("RecordFinding", at(2024, 10, 15), contest=PILKADA, **found) == "too-late"
    life = Life("intake")
    assert life.give("RecordFinding", at(2024, 10, 15), contest=PEMILU, **found).state == "K10"
    assert [written.data.contest for written in life.session.written] == [PEMILU, PEMILU]  # type: ignore[attr-defined]


def test_no_contest_is_taken_that_policy_does_not_know() -> None:
    life = Life("intake")
    life.give("LogPreliminaryInfo", at(2024, 10, 7))
    assert life.refused("EstablishFinding", at(2024, 10, 7), contest="pilkada-1999") == "invalid-input"
    assert Life("intake").refused("RecordFinding", contest="pilkada-1999") == "invalid-input"


def test_no_contest_is_taken_that_is_held_elsewhere_or_on_other_days() -> None:
    found: dict[str, Any] = {"found_on": date(2025, 4, 2), "region": "32.08"}
    life = Life("intake")
    assert life.refused("RecordFinding", at(2025, 4, 3), contest=PILKADA, **found) == "invalid-input"
    assert life.refused("RecordFinding", at(2025, 4, 3), contest="psu-2025-03-22", **found) == "invalid-input"
    assert life.give("RecordFinding", at(2025, 4, 3), contest="pilkada-berikutnya", **found).state == "K10"
    report = Life("intake")
    report.give("ReceiveReport", at(2024, 10, 8), date_known=date(2024, 10, 7))
    report.give("BeginReview", at(2024, 10, 8))
    assert report.refused("RegisterCase", at(2024, 10, 8), contest="pemilu-2029") == "invalid-input"
    assert report.give("RegisterCase", at(2024, 10, 8), contest=PILKADA).facts.contest == PILKADA
