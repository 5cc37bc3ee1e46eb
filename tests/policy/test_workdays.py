"""Working days: the golden vectors, time zones, and what must hold for every date and place."""

from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared import policy
from shared.policy.calendar import CalendarData, LocalDay
from shared.policy.workdays import WorkCalendar

RULES = policy.load()
CALENDAR = RULES.calendar

REGIONS = st.sampled_from(sorted(RULES.regions))
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-02-05", 7, "2024-02-19"),
        ("2024-04-05", 7, "2024-04-24"),
        ("2024-04-05", 14, "2024-05-06"),
        ("2024-09-13", 2, "2024-09-18"),
        ("2024-11-22", 7, "2024-12-04"),
        ("2024-12-20", 3, "2024-12-27"),
        ("2024-12-20", 14, "2025-01-14"),
        ("2024-12-20", 21, "2025-01-23"),
        ("2024-09-30", 65, "2025-01-03"),
    ],
)
def test_golden_vectors(start: str, days: int, end: str) -> None:
    assert CALENDAR.after(date.fromisoformat(start), days, "working", "00") == date.fromisoformat(end)


def test_calendar_days_know_no_holiday() -> None:
    assert CALENDAR.after(date(2024, 11, 22), 7, "calendar", "32.08") == date(2024, 11, 29)


@pytest.mark.parametrize(
    "free",
    ["2024-02-08", "2024-02-09", "2024-02-14", "2024-03-11", "2024-03-12", "2024-03-29", "2024-03-31",
     "2024-04-08", "2024-04-09", "2024-04-10", "2024-04-11", "2024-04-12", "2024-04-15", "2024-05-01",
     "2024-05-09", "2024-05-10", "2024-05-23", "2024-05-24", "2024-06-01", "2024-06-17", "2024-06-18",
     "2024-07-07", "2024-08-17", "2024-09-16", "2024-11-27", "2024-12-25", "2024-12-26",
     "2025-01-28", "2025-03-28", "2025-04-02", "2025-04-03", "2025-04-04", "2025-04-07", "2025-05-13",
     "2025-05-30", "2025-06-09", "2025-08-18", "2025-12-26",
     "2026-02-16", "2026-03-18", "2026-03-20", "2026-03-23", "2026-03-24", "2026-05-15", "2026-05-28",
     "2026-12-24"],
)  # fmt: skip
def test_announced_free_days(free: str) -> None:
    assert CALENDAR.free(date.fromisoformat(free), "00")


@given(start=DAYS, days=st.integers(1, 80), region=REGIONS)
def test_exactly_so_many_working_days_lie_after_the_start(start: date, days: int, region: str) -> None:
    end = CALENDAR.after(start, days, "working", region)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert CALENDAR.free(end, region) is None
    assert sum(CALENDAR.free(day, region) is None for day in passed) == days


@given(end=DAYS, days=st.integers(0, 20), region=REGIONS)
def test_before_goes_back_what_after_goes_forth(end: date, days: int, region: str) -> None:
    start = CALENDAR.before(end, days, "working", region)
    if CALENDAR.free(end, region) is None:
        assert CALENDAR.after(start, days, "working", region) == end


@given(day=DAYS, region=REGIONS)
def test_a_day_ends_when_the_next_begins_there(day: date, region: str) -> None:
    end = CALENDAR.end_of(day, region)
    assert CALENDAR.day_of(end, region) == day + timedelta(days=1)
    assert CALENDAR.day_of(end - timedelta(microseconds=1), region) == day


@pytest.mark.parametrize(
    ("region", "zone", "hour"), [("32.08", "WIB", 17), ("73", "WITA", 16), ("94.71", "WIT", 15)]
)
def test_days_end_at_midnight_of_the_office(region: str, zone: str, hour: int) -> None:
    assert CALENDAR.zone(region) == zone
    assert CALENDAR.end_of(date(2024, 9, 22), region) == datetime(2024, 9, 22, hour, tzinfo=UTC)


def test_a_moment_is_another_day_in_the_east() -> None:
    moment = datetime(2024, 9, 21, 15, 30, tzinfo=UTC)
    assert CALENDAR.day_of(moment, "32") == date(2024, 9, 21)
    assert CALENDAR.day_of(moment, "91") == date(2024, 9, 22)


def test_a_day_declared_free_in_one_place_is_free_there_alone() -> None:
    local = LocalDay(
        on=date(2025, 4, 16), region="63.72", indonesian="Pemungutan suara ulang", source="contoh"
    )
    data: CalendarData = CALENDAR.data.model_copy(update={"local": (local,)})
    calendar = WorkCalendar(data)
    assert calendar.free(local.on, "63.72") == "Pemungutan suara ulang"
    assert calendar.free(local.on, "63.71") is None
    assert calendar.free(local.on, "63") is None


def test_years_that_were_not_announced_are_said_to_be_estimates() -> None:
    assert CALENDAR.announced(date(2027, 12, 31))
    assert not CALENDAR.announced(date(2028, 1, 1))


def test_a_limit_of_fewer_than_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 0"):
        CALENDAR.after(date(2024, 1, 1), -1, "working", "00")


def test_the_day_of_a_regional_vote_is_free_where_it_is_held() -> None:
    votes = [(one.voting, region) for one in RULES.contests for region in one.regions if one.voting]
    assert (date(2025, 8, 27), "19.71") in votes
    assert [f"{day} {region}" for day, region in votes if CALENDAR.free(day, region) is None] == []
