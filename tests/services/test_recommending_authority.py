"""Who recommends follows the day of the step: KASN until 24 August 2024, then BKN, then any successor."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.notify.reactions import reactions
from services.sanctions.domain import procedure
from services.triage.domain import procedure as triage
from shared.outcome import Done
from shared.policy import Policy
from shared.policy.entry import Timeline
from shared.policy.institutions import RECOMMENDATION
from shared.write.session import Written
from tests.support.life import RULES, Life

LAST_OF_KASN = datetime(2024, 8, 24, 16, 59, 59, tzinfo=UTC)
"""The last second of that day in Jakarta."""
FIRST_OF_BKN = LAST_OF_KASN + timedelta(seconds=1)
BEFORE, AFTER = datetime(2024, 8, 15, 3, tzinfo=UTC), datetime(2024, 8, 27, 3, tzinfo=UTC)
BANNER: dict[str, Any] = {"act": "KE-01", "level": "moral", "acted_on": date(2024, 8, 5)}


def told(policy: Policy, written: Written) -> set[str]:
    """The offices that notify tells of an event."""
    react = reactions(policy).handlers[type(written.data)]
    outcome = react(written.event, written.data)
    assert isinstance(outcome, Done)
    return {command.recipient for command in outcome.commands}  # type: ignore[attr-defined]


def life(policy: Policy = RULES) -> Life:
    return Life("sanctions", procedure(policy))


def of(case: Life, type: str) -> Written:
    return next(written for written in case.session.written if written.event.type == type)


@pytest.mark.parametrize(
    ("at", "office", "version"),
    [
        (BEFORE, "kasn", "1"),
        (LAST_OF_KASN, "kasn", "1"),
        (FIRST_OF_BKN, "bkn", "2"),
        (AFTER, "bkn", "2"),
        (datetime(2013, 1, 7, tzinfo=UTC), "kasn", "1"),
    ],
)
def test_a_case_comes_to_whoever_recommends_on_that_day(at: datetime, office: str, version: str) -> None:
    case = life()
    assert case.give("QueueRecommendation", at).office == office
    queued = of(case, "RecommendationQueued")
    assert queued.event.legal_basis == f"penerusan@{version}"


@pytest.mark.parametrize(
    ("queued", "recommended", "authority"),
    [(BEFORE, LAST_OF_KASN, "kasn"), (BEFORE, AFTER, "bkn"), (AFTER, AFTER, "bkn")],
)
def test_whoever_had_the_case_first_it_is_recommended_by_the_law_of_the_step(
    queued: datetime, recommended: datetime, authority: str
) -> None:
    case = life()
    case.give("QueueRecommendation", queued, region="73.71")
    assert case.give("IssueRecommendation", recommended, **BANNER).office == "ppk-73.71"
    issued: Any = of(case, "RecommendationIssued")
    assert issued.data.authority == authority
    assert issued.event.legal_basis == f"rekomendasi@{1 if authority == 'kasn' else 2}"
    assert issued.data.act_version == "2022", "the substance is that of the day of the act"


def test_an_office_in_the_east_changes_with_the_capital() -> None:
    """Midnight comes two hours earlier there, but who recommends sits in Jakarta."""
    case = life()
    case.give("QueueRecommendation", LAST_OF_KASN, region="91.03")
    assert of(case, "RecommendationQueued").data.office == "kasn"


@pytest.mark.parametrize(("at", "authority"), [(BEFORE, "kasn"), (AFTER, "bkn")])
def test_mail_goes_to_whoever_recommends_on_the_day_of_the_event(at: datetime, authority: str) -> None:
    case = life()
    case.give("QueueRecommendation", BEFORE)
    case.give("IssueRecommendation", at, **BANNER)
    case.give("FormEthicsPanel", at)
    assert told(RULES, of(case, "EthicsPanelFormed")) == {authority}
    assert RULES.mailbox(authority) == f"netralitas@{authority}.example"


@pytest.mark.parametrize(("at", "version"), [(BEFORE, "1"), (AFTER, "2")])
def test_forwarding_rests_on_the_rule_of_its_day(at: datetime, version: str) -> None:
    case = Life("triage", triage(RULES))
    for step in ("QueueStudy", "BeginStudy", "ForwardToBkn"):
        case.give(step, at)
    forwarded = of(case, "ForwardedToBkn")
    assert forwarded.event.legal_basis == f"penerusan@{version}"
    assert told(RULES, forwarded) == {"reporter", "kasn" if version == "1" else "bkn"}


TAKES_OVER = date(2027, 10, 1)
"""The first day of a successor body, as policy may name one by then."""


def with_a_successor() -> Policy:
    """Policy with one institution, one rule and one mailbox more, as its files would have them."""
    eve = TAKES_OVER - timedelta(days=1)
    bkn = RULES.institutions.versions("bkn")[-1]
    over = bkn.model_copy(update={"valid_to": eve})
    without = {"version": "3", "valid_from": TAKES_OVER, "functions": bkn.functions - {RECOMMENDATION}}
    successor = bkn.model_copy(
        update={"id": "lembaga-baru", "version": "1", "valid_from": TAKES_OVER, "functions": {RECOMMENDATION}}
    )
    rule = RULES.rules.versions("rekomendasi")[-1]
    rules = [one for one in RULES.rules if one is not rule]
    institutions = [one for one in RULES.institutions if one is not bkn]
    mailboxes = {**RULES.notifications.mailboxes, "lembaga-baru": "netralitas@lembaga-baru.example"}
    return replace(
        RULES,
        institutions=Timeline([*institutions, over, bkn.model_copy(update=without), successor]),
        rules=Timeline([
            *rules,
            rule.model_copy(update={"valid_to": eve}),
            rule.model_copy(update={"version": "3", "valid_from": TAKES_OVER}),
        ]),
        notifications=RULES.notifications.model_copy(update={"mailboxes": mailboxes}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "office", "version"),
    [
        (date(2024, 8, 1), "kasn", "1"),
        (TAKES_OVER - timedelta(days=1), "bkn", "2"),
        (TAKES_OVER, "lembaga-baru", "3"),
    ],
)
def test_a_successor_takes_over_from_its_first_day_by_data_alone(
    day: date, office: str, version: str
) -> None:
    policy, at = with_a_successor(), datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    case = life(policy)
    assert case.give("QueueRecommendation", at).office == office
    case.give("IssueRecommendation", at, **{**BANNER, "acted_on": date(2023, 8, 5)})
    issued: Any = of(case, "RecommendationIssued")
    assert (issued.data.authority, issued.event.legal_basis) == (office, f"rekomendasi@{version}")
    case.give("FormEthicsPanel", at)
    assert told(policy, of(case, "EthicsPanelFormed")) == {office}
    assert policy.mailbox(office) == f"netralitas@{office}.example"
