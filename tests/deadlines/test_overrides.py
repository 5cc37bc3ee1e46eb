"""An officer overrides what stands for a provision that is not confirmed, and limits follow."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.policy.defaults import Default
from tests.support.life import MONDAY, RULES, Life

DECIDED = datetime(2024, 5, 2, 3, tzinfo=UTC)


def defaults() -> list[Default]:
    return list(RULES.defaults)


def override(life: Life, default: str, option: str, when: datetime = MONDAY) -> tuple[str, date] | None:
    found = life.give("OverrideDefault", when, default=default, option=option, reason="official-text").due
    return (found.limit, found.on) if found else None


def decided() -> Life:
    """A case that was decided on 2 May 2024, a Thursday before two long weekends."""
    life = Life("sanctions")
    early = DECIDED - timedelta(days=30)
    life.give("QueueRecommendation", early)
    life.give("IssueRecommendation", early, acted_on=date(2024, 1, 1), contest="pemilu-2024-presiden")
    life.give("FormExaminationTeam", early)
    life.give("IssueSummons", early, examination_on=date(2024, 4, 5), reason="urgent")
    for step in ("HoldExamination", "SignBap", "IssueDecision"):
        life.give(step, DECIDED)
    return life


def test_the_limit_that_runs_is_measured_anew_from_the_same_day() -> None:
    life = decided()
    limit = life.session.cases[next(iter(life.session.cases))].due
    assert limit is not None
    assert (limit.limit, limit.on, limit.since) == ("penyampaian@1", date(2024, 5, 28), date(2024, 5, 2))
    later = DECIDED + timedelta(days=5)
    assert override(life, "delivery-unit", "calendar", later) == (
        "penyampaian-kalender@1",
        date(2024, 5, 16),
    )
    assert override(life, "delivery-unit", "working", later) == ("penyampaian@1", date(2024, 5, 28))


def test_a_limit_that_starts_later_starts_by_what_was_chosen() -> None:
    life = decided()
    delivery = override(life, "effect-unit", "calendar", DECIDED)
    assert delivery == ("penyampaian@1", date(2024, 5, 28)), "the limit that runs does not hang on it"
    waiting = life.give("RecordDelivery", DECIDED + timedelta(days=1), received_on=date(2024, 5, 3)).due
    assert waiting is not None
    assert (waiting.limit, waiting.on) == ("masa-tunggu-berlaku-kalender@1", date(2024, 5, 17))
    assert life.refused("PutIntoEffect", waiting.until - timedelta(seconds=1)) == "too-early"
    assert life.give("PutIntoEffect", waiting.until).state == "K60"


def test_the_reporters_days_follow_by_contest_and_option() -> None:
    for contest, limit, on in (
        (None, "kelengkapan-tiga@1", date(2026, 12, 1)),
        ("pilkada-berikutnya", "kelengkapan-tiga-pilkada@1", date(2026, 11, 30)),
    ):
        life = Life("intake")
        life.give("ReceiveReport", contest=contest)
        life.give("BeginReview")
        override(life, "completion-days", "three")
        asked = life.give("RequestCompletion", MONDAY + timedelta(days=3)).due
        assert asked is not None
        assert (asked.limit, asked.on) == (limit, on)


def test_the_day_of_the_event_may_count_as_the_first() -> None:
    life = Life("triage")
    life.give("QueueStudy")
    assert override(life, "start-day", "same-day") == ("kajian@1", date(2026, 12, 1))
    assert override(life, "start-day", "next-day") == ("kajian@1", date(2026, 12, 2))


def test_the_ppk_is_warned_by_the_limit_that_was_chosen() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    life.give("IssueRecommendation")
    assert override(life, "ppk-limit", "ten-calendar") == ("tindak-lanjut-ppk-kalender@1", date(2026, 12, 3))
    assert life.give("WarnPpk", MONDAY + timedelta(days=11)).facts.escalation == "K80"


def test_no_override_cuts_a_citizens_time_short() -> None:
    life = Life("intake")
    life.give("ReceiveReport")
    life.give("BeginReview")
    asked = life.give("RequestCompletion").due
    assert asked is not None
    assert asked.on == date(2026, 11, 25)
    late = MONDAY + timedelta(days=2)
    assert override(life, "start-day", "same-day", late) == ("kelengkapan@1", date(2026, 11, 25))
    assert life.refused("DiscontinueReport", late) == "too-early"
    assert override(life, "start-day", "next-day", late) == ("kelengkapan@1", date(2026, 11, 25))
    longer = override(life, "completion-days", "three", late)
    assert longer is not None
    assert longer[1] == date(2026, 11, 26)
    assert override(life, "completion-days", "two", late) == ("kelengkapan@1", date(2026, 11, 26))


def test_who_is_bound_by_a_limit_does_not_choose_it() -> None:
    assert RULES.permissions("sanctions")["OverrideDefault"].roles == {"sanctions.bkn"}


def test_no_override_shortens_a_wait_that_runs() -> None:
    life = decided()
    wait = life.give("RecordDelivery", DECIDED + timedelta(days=1), received_on=date(2024, 5, 3)).due
    assert wait is not None
    later = DECIDED + timedelta(days=20)
    found = override(life, "effect-unit", "calendar", later)
    assert found == ("masa-tunggu-berlaku-kalender@1", wait.on)
    assert life.refused("PutIntoEffect", wait.until - timedelta(seconds=1)) == "too-early"
    assert life.give("PutIntoEffect", wait.until).state == "K60"


def test_no_override_makes_a_duty_overdue_at_once() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    life.give("IssueRecommendation")
    later = MONDAY + timedelta(days=11)
    assert override(life, "ppk-limit", "ten-calendar", later) == (
        "tindak-lanjut-ppk-kalender@1",
        date(2026, 12, 4),
    )
    assert life.refused("WarnPpk", later) == "limit-runs"


def test_no_override_gives_a_duty_that_is_over_another_day() -> None:
    life = Life("sanctions")
    life.give("QueueRecommendation")
    over = life.give("IssueRecommendation").due
    assert over is not None
    later = over.until + timedelta(days=3)
    found = override(life, "ppk-limit", "ten-calendar", later)
    assert found == ("tindak-lanjut-ppk-kalender@1", over.on)


def test_who_chose_what_and_why_stands_in_the_ledger_once() -> None:
    life = decided()
    override(life, "delivery-unit", "calendar", DECIDED)
    again: dict[str, Any] = {"default": "delivery-unit", "option": "calendar", "reason": "official-text"}
    with pytest.raises(AssertionError, match="Known"):
        life.give("OverrideDefault", DECIDED, **again)
    event = life.session.written[-1]
    said: Any = event.data
    assert (event.event.type, event.event.actor) == ("DefaultOverridden", "officer")
    assert (said.default, said.option, said.reason) == ("delivery-unit", "calendar", "official-text")
    assert event.case.facts.overrides == {"delivery-unit": "calendar"}
    assert event.data.state == event.data.state_from == "K36"


@pytest.mark.parametrize(
    ("default", "option", "code"),
    [
        ("no-such-default", "calendar", "invalid-input"),
        ("delivery-unit", "lunar", "invalid-input"),
        ("ppk-limit", "ten-calendar", "wrong-state"),
        ("agency-codes", "configured", "not-in-a-case"),
    ],
)
def test_nothing_is_overridden_that_the_case_does_not_hang_on(default: str, option: str, code: str) -> None:
    given: dict[str, Any] = {"default": default, "option": option, "reason": "official-text"}
    assert decided().refused("OverrideDefault", DECIDED, **given) == code


def test_a_limit_without_its_first_day_stays_as_it_is() -> None:
    """One that began in an earlier release, which did not keep that day."""
    life = decided()
    (case_id,) = life.session.cases
    case = life.session.cases[case_id]
    assert case.due is not None
    life.session.cases[case_id] = case._replace(due=case.due.model_copy(update={"since": None}))
    assert override(life, "delivery-unit", "calendar", DECIDED) == ("penyampaian@1", date(2024, 5, 28))


GAPS = {
    "ds-12-text", "ds-03-level", "ds-08-level", "pd-n1-level", "ds-01-basis", "ds-02-basis", "ds-04-basis",
    "ds-07-basis", "ds-09-basis", "completion-days", "form-numbers", "delivery-unit", "effect-unit",
    "objection-silence", "ppk-limit", "successor-body", "pppk-digits", "start-day", "agency-codes",
    "determination-day",
}  # fmt: skip


def test_everything_that_is_not_confirmed_has_a_default_and_another_option() -> None:
    assert set(RULES.defaults.ids) == GAPS
    for default in defaults():
        assert default.confidence == "unsure"
        assert len(default.options) > 1


def test_every_option_of_a_default_that_governs_limits_has_a_limit_of_its_own() -> None:
    for default in defaults():
        for family in default.limits:
            chosen = {
                limit.option.option for limit in RULES.deadlines if limit.family == family and limit.option
            }
            assert chosen == {option.id for option in default.options}
    for limit in RULES.deadlines:
        if limit.option:
            default = next(one for one in defaults() if one.id == limit.option.default)
            assert limit.family in default.limits


def test_an_option_that_policy_has_no_more_falls_back_to_what_stands() -> None:
    terms = RULES.terms(date(2027, 2, 1), None, {"delivery-unit": "gone", "effect-unit": "calendar"})
    assert (terms.options["delivery-unit"], terms.options["effect-unit"]) == ("working", "calendar")


def test_whatever_is_known_of_a_case_at_most_one_limit_of_a_kind_counts() -> None:
    day = date(2024, 10, 7)
    for default in defaults():
        for option in default.options:
            for contest in ("pilkada-2024", "pemilu-2024-legislatif"):
                terms = RULES.terms(day, contest, {default.id: option.id})
                for family in {limit.family for limit in RULES.deadlines}:
                    assert len(RULES.limits(family, day, terms)) <= 1
