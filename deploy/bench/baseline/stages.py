"""What each stage does about a batch, in four functions: the commands and reactions of the bench, by hand."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy.bench.baseline.rows import Seen, Work
from shared.identifiers import uuid7

CaseRow = tuple[int, str, str, str]
"""version, office, region, channel of a case that is here already."""

Cases = dict[str, CaseRow]
React = Callable[[Work, Sequence[Seen], Cases], None]


def _cause(seen: Seen) -> str:
    return f"{seen.source}/{seen.case_id}/{seen.version}"


def intake(work: Work, batch: Sequence[Seen], cases: Cases) -> None:
    """Note for the reporter where the case is."""
    for seen in batch:
        version, office, region, channel = cases[seen.case_id]
        progress = json.loads(seen.data)["state"]
        data = {
            "state_from": "K10",
            "state": "K10",
            "office": office,
            "region": region,
            "channel": channel,
            "stage": seen.source,
            "progress": progress,
        }
        at, version = seen.occurred_at, version + 1
        cases[seen.case_id] = (version, office, region, channel)
        work.event("ProgressNoted", seen.case_id, version, at, "kabar-pelapor@2026-11", _cause(seen), data)
        facts = f'{{"content":null,"receipt":null,"progress":"{progress}"}}'
        work.case(seen.case_id, version, "K10", (office, region, channel), at, facts)


def triage(work: Work, batch: Sequence[Seen], _: Cases) -> None:
    """Queue, begin, conclude and forward the study, and verify it."""
    for seen in batch:
        given = json.loads(seen.data)
        place = {name: given[name] for name in ("office", "region", "channel")}
        at, cause, case_id = seen.occurred_at, _cause(seen), seen.case_id
        for version, (type, basis, own) in enumerate(
            (
                ("StudyQueued", "registrasi@2026-11", {"state": "K10"}),
                ("StudyBegun", "kajian@2026-11", {"state_from": "K10", "state": "K11"}),
                (
                    "StudyConcluded",
                    "penerusan-bkn@2026-11",
                    {"state_from": "K11", "state": "K20", "outcome": "asn-violation"},
                ),
                (
                    "ForwardedToBkn",
                    "penerusan-bkn@2026-11",
                    {"state_from": "K20", "state": "K20", "verification": "satgas"},
                ),
                ("SatgasQueued", "penerusan-bkn@2026-11", {"state_from": "K20", "state": "K21"}),
                ("SatgasVerified", "verifikasi-satgas@2026-11", {"state_from": "K21", "state": "K22"}),
                (
                    "BawasluValidationWaived",
                    "verifikasi-satgas@2026-11",
                    {"state_from": "K22", "state": "K23", "studied_by": "a", "verified_by": "a"},
                ),
            ),
            1,
        ):
            work.event(type, case_id, version, at, basis, cause, {**own, **place})
        work.case(case_id, 7, "K23", (*place.values(),), at, '{"absorbed":[]}')


def sanctions(work: Work, batch: Sequence[Seen], _: Cases) -> None:
    """Queue and issue the recommendation, and tell the PPK."""
    for seen in batch:
        given = json.loads(seen.data)
        region, channel = given["region"], given["channel"]
        at, cause, case_id, office = seen.occurred_at, _cause(seen), seen.case_id, f"ppk-{region}"
        queued = {"state": "K23", "office": "bkn", "region": region, "channel": channel}
        there = {"office": office, "region": region, "channel": channel}
        issued = {"state_from": "K23", "state": "K30", **there, "act": "DS-08", "level": "heavy"}
        told = {"state_from": "K30", "state": "K30", **there}
        work.event("RecommendationQueued", case_id, 1, at, "rekomendasi@2026-11", cause, queued)
        work.event("RecommendationIssued", case_id, 2, at, "rekomendasi@2026-11", cause, issued)
        work.event("PpkNotified", case_id, 3, at, "rekomendasi@2026-11", cause, told)
        work.case(case_id, 3, "K30", (office, region, channel), at, '{"delivered":null}')


def notify(work: Work, batch: Sequence[Seen], cases: Cases) -> None:
    """Queue one notification to whoever is told of such an event."""
    for seen in batch:
        given = json.loads(seen.data)
        office, region, channel, state = given["office"], given["region"], given["channel"], given["state"]
        recipient = TOLD[seen.type].format(region=region)
        version = cases[seen.case_id][0] + 1 if seen.case_id in cases else 1
        cases[seen.case_id] = (version, office, region, channel)
        id, at = uuid7(), seen.occurred_at
        data: dict[str, Any] = {
            "state": state,
            "office": office,
            "region": region,
            "channel": channel,
            "notification": str(id),
            "of_event": seen.id,
            "of_source": seen.source,
            "of_version": seen.version,
            "recipient": recipient,
            "template": "default",
        }
        cause = _cause(seen)
        work.event("NotificationQueued", seen.case_id, version, at, "pemberitahuan@2026-11", cause, data)
        work.case(seen.case_id, version, state, (office, region, channel), at, f'{{"open":["{id}"]}}')
        work.notifications.append(
            (id, seen.case_id, seen.id, recipient, "default", state, work.now, work.now)
        )


TOLD = {
    "ForwardedToBkn": "bkn",
    "SatgasVerified": "bawaslu-{region}",
    "BawasluValidationWaived": "bkn",
    "PpkNotified": "ppk-{region}",
}
"""Who is told of which event."""
REACT: Mapping[str, tuple[frozenset[str], bool, React]] = {
    "intake": (frozenset({"ForwardedToBkn", "BawasluValidationWaived", "PpkNotified"}), True, intake),
    "triage": (frozenset({"CaseRegistered"}), False, triage),
    "sanctions": (frozenset({"BawasluValidationWaived"}), False, sanctions),
    "notify": (frozenset(TOLD), True, notify),
}
"""For each stage: the types that it acts on, whether it needs the case's row, and what it does."""
