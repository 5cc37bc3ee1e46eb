"""What one item makes on its way, in Netral and in the baseline alike; each run checks its counts by this.

An item is preliminary information (K00) that is established as a finding, studied, verified by the task force
and recommended on by BKN. Four notifications tell of it: the last, to the PPK of its region, is what
`items_per_s` and the latencies count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

EVENTS: Mapping[str, Mapping[str, int]] = {
    "intake": {"PreliminaryInfoLogged": 1, "CaseRegistered": 1, "ProgressNoted": 3},
    "triage": {
        "StudyQueued": 1,
        "StudyBegun": 1,
        "StudyConcluded": 1,
        "ForwardedToBkn": 1,
        "SatgasQueued": 1,
        "SatgasVerified": 1,
        "BawasluValidationWaived": 1,
    },
    "sanctions": {"RecommendationQueued": 1, "RecommendationIssued": 1, "PpkNotified": 1},
    "notify": {"NotificationQueued": 4},
}
"""Events of one item, by service and type."""

READS: Mapping[str, tuple[str, ...]] = {
    "intake": ("triage", "sanctions"),
    "triage": ("intake", "sanctions"),
    "sanctions": ("intake", "triage"),
    "notify": ("intake", "triage", "sanctions"),
}
"""Which services' events each service takes in."""

EVENTS_PER_ITEM = sum(sum(types.values()) for types in EVENTS.values())

REGION = "32.08"
"""Region of every item: a code of a regency that policy knows."""

STREAM_BATCH = 1000
"""The most events of one taking in and of one shipping, in both chains."""

ACCEPT_BATCH = 256
"""The most commands of one transaction at intake, in both chains."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far one service is: events taken in by source, events published."""

    applied: Mapping[str, int]
    published: int


def expected(service: str, items: int) -> Counts:
    """What a service has done when `items` items are through and nothing is under way."""
    return Counts(
        {source: items * sum(EVENTS[source].values()) for source in READS[service]},
        items * sum(EVENTS[service].values()),
    )
