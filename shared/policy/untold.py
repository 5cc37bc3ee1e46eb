"""Whether somebody is told of every limit that passes, and of one beside a case's way the right ones."""

from collections.abc import Iterator

from shared.policy.deadlines import Deadline
from shared.policy.entries import Entries
from shared.policy.faults import Finding
from shared.policy.notifications import Notifications

MISSED = "DeadlineMissed"


def untold(deadlines: Entries, notifications: Notifications) -> Iterator[Finding]:
    """Limits that run for a case and of which nobody would hear, or by the case's state the wrong ones."""
    for one in deadlines.placed:
        limit = one.entry
        if not isinstance(limit, Deadline) or limit.kind == "waiting" or limit.family in notifications.limits:
            continue
        if limit.beside:
            reason = (
                f"notifications.yaml has no {limit.family} under limits, and its case's state says nothing"
            )
            words = (reason, "say there who is told of it")
            yield deadlines.document.finding(one.place, ("beside",), words)
        sources = {start.partition(".")[0] for start in limit.starts}
        silent = sorted(
            state
            for source in sources
            for state in limit.states
            if not notifications.recipients(source, MISSED, state)
        )
        if silent:
            words = (f"nobody is told that it was missed in {', '.join(silent)}", "name somebody there")
            yield deadlines.document.finding(one.place, ("states",), words)
