"""A step rests on the version of its rule that counts on its day, by the calendar of the case's office."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.triage.domain import procedure
from shared.case import Procedure
from shared.policy.entry import Timeline
from tests.support.life import MONDAY, RULES, Life

CHANGE = date(2026, 11, 20)
"""The first day of the second version."""
RULE = "kajian"


def changed(last: date | None = None, **given: Any) -> Procedure[Any]:
    """Triage where the rule of the study has a second version, which may have a last day."""
    (first,) = RULES.rules.versions(RULE)
    eve = CHANGE - timedelta(days=1)
    second = first.model_copy(update={"version": "2", "valid_from": CHANGE, "valid_to": last, **given})
    others = [rule for rule in RULES.rules if rule.id != RULE]
    rules = Timeline([*others, first.model_copy(update={"valid_to": eve}), second])
    return procedure(replace(RULES, rules=rules))


def begun(at: datetime, region: str = "32.08", law: Procedure[Any] | None = None) -> str:
    """What the study of a case of this region rests on that is begun at this moment."""
    life = Life("triage", law or changed())
    life.give("QueueStudy", at, region=region, office=f"bawaslu-{region}")
    life.give("BeginStudy", at)
    return life.session.written[-1].event.legal_basis


@pytest.mark.parametrize(
    ("at", "region", "version"),
    [
        (datetime(2026, 11, 19, 16, 59, 59, tzinfo=UTC), "32.08", "1"),
        (datetime(2026, 11, 19, 17, tzinfo=UTC), "32.08", "2"),
        (datetime(2026, 11, 19, 14, 59, 59, tzinfo=UTC), "91.03", "1"),
        (datetime(2026, 11, 19, 15, tzinfo=UTC), "91.03", "2"),
    ],
)
def test_the_version_changes_at_midnight_by_the_clocks_of_the_office(
    at: datetime, region: str, version: str
) -> None:
    assert begun(at, region) == f"{RULE}@{version}"


def test_a_step_told_later_rests_on_the_version_of_its_own_day() -> None:
    life = Life("triage", changed())
    life.give("QueueStudy", MONDAY - timedelta(days=5))
    life.give("BeginStudy", MONDAY - timedelta(days=5))
    told = life.session.written[-1].event
    assert RULES.calendar.day_of(told.recorded_at, "32.08") > CHANGE
    assert told.legal_basis == f"{RULE}@1"


def test_before_all_versions_the_earliest_counts() -> None:
    """A report may be about what is older than the data; it is not without any procedure for that."""
    first = RULES.rules.versions(RULE)[0].valid_from
    assert begun(datetime.combine(first - timedelta(days=400), datetime.min.time(), UTC)) == f"{RULE}@1"


def test_a_rule_that_ended_without_a_successor_carries_no_step() -> None:
    life = Life("triage", changed(last=CHANGE))
    life.give("QueueStudy")
    assert life.refused("BeginStudy") == "no-rule"
    assert life.types == ["StudyQueued"], "nothing was written"
