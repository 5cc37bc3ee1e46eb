"""The stories of the demo. Everything that happens here to a case is invented, whatever the press reported.

Regions of media items are the officer's entry, fixed here; the labels of the file are not read.
"""

from datetime import UTC, datetime

from deploy.demo.reports import REPORTS
from deploy.demo.steps import (
    ANALYST,
    BKN,
    COMPLETE,
    DESK,
    EXAMINED,
    FOUND,
    PPK,
    STUDY,
    Steps,
    discipline,
    ethics,
    finding,
    recommended,
)
from deploy.demo.story import Agency, Give, Item, Pass, Story

BEGINS_AT = datetime(2024, 10, 7, 2, tzinfo=UTC)
"""Monday morning in Jakarta, two weeks after the candidates of Pilkada 2024 were determined."""

NOT_PROVEN_BKN: Steps = (
    *FOUND,
    Give("sanctions", BKN, "close-not-proven", "NotProven", {"reason": "no-grounds"}),
)
NOT_PROVEN_PPK: Steps = (
    *FOUND,
    recommended("PD-N2", "medium"),
    *EXAMINED,
    Give("sanctions", PPK, "decide-not-proven", "NotProven", {"reason": "evidence-refuted"}),
)
NO_VIOLATION: Steps = (
    STUDY,
    Give("triage", ANALYST, "discontinue-study", "StudyConcluded", {"reason": "no-violation"}),
)
STUDY_LAPSED: Steps = (
    STUDY,
    Pass("triage", "over"),
    Give("triage", ANALYST, "lapse-study", "StudyLapsed", {"reason": "time-ran-out", "asn_act": False}),
)
DISCONTINUED = Give("intake", DESK, "discontinue-report", "ReportDiscontinued", {"reason": "no-evidence"})


def _found(item: str, region: str, steps: Steps, ends_at: Agency, ends_in: str) -> Story:
    return Story(item, Item(item), (finding(region), *steps), ends_at, ends_in)


def _disciplined(act: str, level: str) -> Steps:
    return (*FOUND, *discipline(act, level))


def _moral(act: str) -> Steps:
    return (*FOUND, *ethics(act))


FINDINGS = (
    _found("mc-001", "32.08", _disciplined("DS-06", "heavy"), "sanctions", "K60"),
    _found("mc-008", "15.08", _disciplined("DS-02", "heavy"), "sanctions", "K60"),
    _found("mc-012", "14.05", _disciplined("PD-N2", "medium"), "sanctions", "K60"),
    _found("mc-029", "17.06", _disciplined("DS-02", "heavy"), "sanctions", "K60"),
    _found("mc-051", "31.73", _disciplined("DS-06", "heavy"), "sanctions", "K60"),
    _found("mc-136", "33.29", (*_moral("KE-02"), COMPLETE), "sanctions", "K95"),
    _found("mc-031", "35.73", _disciplined("DS-06", "heavy"), "sanctions", "K60"),
    _found("mc-071", "74.13", _disciplined("DS-04", "heavy"), "sanctions", "K60"),
    _found("mc-095", "33.74", _moral("KE-01"), "sanctions", "K60"),
    _found("mc-019", "32.03", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-039", "36.73", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-067", "21.71", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-042", "34.02", NOT_PROVEN_PPK, "sanctions", "K93"),
    _found("mc-061", "51.01", NOT_PROVEN_PPK, "sanctions", "K93"),
    _found("mc-027", "33.74", NO_VIOLATION, "triage", "K91"),
    _found("mc-072", "33.18", NO_VIOLATION, "triage", "K91"),
    _found("mc-142", "82.03", NO_VIOLATION, "triage", "K91"),
    _found("mc-091", "33.09", STUDY_LAPSED, "triage", "K90"),
    _found("mc-114", "51.01", STUDY_LAPSED, "triage", "K90"),
    _found("mc-044", "32.04", STUDY_LAPSED, "triage", "K90"),
)
"""Twenty media items that become cases."""

SET_ASIDE = tuple(
    Story(item, Item(item), (DISCONTINUED,), "intake", "K91", told=False)
    for item in ("mc-149", "mc-171", "mc-192")
)
"""Media items that report no act of anybody. Nobody filed them, so nobody is told."""

STORIES = (*REPORTS, *FINDINGS, *SET_ASIDE)
