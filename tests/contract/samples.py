"""Golden events: one of every version of every type, written by `python -m tests.contract.samples`.

The committed bytes are what that version put on the stream, with invented ids. They are never written again
for a version that has them: later code must go on reading them.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.schemas import committed, contracts
from services.sanctions.contract import FurtherAct
from shared.contract import Altered, Due, EventData, Passed, StillNoted
from shared.event import GENESIS, Event, headers, key
from shared.inbox.message import Message

FOLDER = Path(__file__).parent / "golden"
AT = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
CASE = UUID("01930000-0000-7000-8000-000000000001")

VALUES: dict[str, Any] = {
    "state_from": "K01",
    "state": "K02",
    "office": "bawaslu-32.08",
    "region": "32.08",
    "channel": "public",
    "item": "a" * 64,
    "content": "b" * 64,
    "receipt": "c" * 64,
    "published": "2026-11",
    "date_known": date(2026, 11, 20),
    "reachable": True,
    "origin": "report",
    "reason": "late",
    "ministry": "mendagri",
    "decided_at": "gubernur-32",
    "taken_back": True,
    "moved_from": "ppk-32.08",
    "still_barred": ["presiden"],
    "days_left": 7,
    "corrects": 3,
    "event": "RecommendationIssued",
    "step": (3, 4),
    "altered": (Altered(field="acted_on", was="2024-09-01", now="2024-09-10"),),
    "reopened": (6, 7),
    "passed": (Passed(limit="tindak-lanjut-ppk@1", on=date(2026, 12, 1)),),
    "noted": (StillNoted(limit="kajian-awal@1", on=date(2026, 11, 25), noted="approaching"),),
    "facts": {"level": "moral", "team": False, "absent_in": None},
    "master": UUID("01930000-0000-7000-8000-000000000002"),
    "master_version": 2,
    "master_state": "K10",
    "stands": True,
    "absorbed": UUID("01930000-0000-7000-8000-000000000003"),
    "of": UUID("01930000-0000-7000-8000-000000000006"),
    "other": UUID("01930000-0000-7000-8000-000000000007"),
    "merged": (UUID("01930000-0000-7000-8000-000000000003"),),
    "link": "split-into",
    "ended_in": "K93",
    "evidence": ("video", "witness"),
    "stage": "triage",
    "progress": "K20",
    "outcome": "asn-violation",
    "ruling": "lightened",
    "ground": "procedure",
    "in_effect": False,
    "filed_on": date(2026, 11, 24),
    "stayed": True,
    "remedy": "objection",
    "effect": "stays-suspended",
    "file_by": date(2026, 12, 1),
    "late": False,
    "found_on": date(2026, 11, 20),
    "verification": "satgas",
    "studied_by": "officer-1",
    "verified_by": "officer-2",
    "branch": "KE",
    "suggested": "KE",
    "contest": "pilkada-2024",
    "acted_on": date(2024, 9, 10),
    "override": "determined-earlier",
    "escalation": "K80",
    "ended": "K60",
    "hearing": "heard",
    "number": 1,
    "by_team": True,
    "act": "KE-04",
    "act_version": "2022",
    "levels": ("moral",),
    "legal_basis": "pp-42-2004",
    "authority": "bkn",
    "default": "delivery-unit",
    "option": "calendar",
    "level": "moral",
    "examination_on": date(2026, 12, 1),
    "respondent_signed": False,
    "received_on": date(2026, 12, 5),
    "decided_on": date(2026, 12, 2),
    "missed_on": date(2026, 12, 1),
    "also": (FurtherAct(act="KE-05", act_version="2022", level="moral"),),
    "repeats": "teguran-tertulis",
    "examiner_signed": True,
    "refusal": "no-reason-given",
    "copy_given": True,
    "barred": "ppk",
    "upheld": True,
    "respondent_type": "pns",
    "position": "jf",
    "tier": "regency",
    "circumstances": ("leads_unit",),
    "sanction": "pernyataan-tertutup",
    "sanction_version": "1",
    "vacant": ("jpt-pratama",),
    "conditions": ("penunjukan-pejabat-lebih-tinggi",),
    "erasure": "due",
    "subject": "reporter",
    "kind": "access",
    "notification": UUID("01930000-0000-7000-8000-000000000004"),
    "of_event": UUID("01930000-0000-7000-8000-000000000005"),
    "of_source": "intake",
    "of_version": 1,
    "recipient": "reporter",
    "template": "default",
    "attempts": 1,
    "whom": "witness",
    "effective_on": date(2026, 11, 20),
    "ends_on": date(2027, 11, 19),
    "served": 12,
    "waits_as": "discipline",
    "formed_by": "gubernur",
    "criminal": "penyidikan",
    "registered_on": date(2026, 11, 20),
    "asn_act": False,
    "limit": "kajian-awal@1",
    "on": date(2026, 11, 25),
    "due": Due(
        limit="kajian-awal@1",
        on=date(2026, 11, 25),
        until=datetime(2026, 11, 25, 17, tzinfo=UTC),
        warn_from=datetime(2026, 11, 24, 17, tzinfo=UTC),
        since=date(2026, 11, 23),
    ),
    "beside": (
        Due(
            limit="keberatan@1",
            on=date(2026, 12, 11),
            until=datetime(2026, 12, 11, 17, tzinfo=UTC),
            warn_from=datetime(2026, 12, 8, 17, tzinfo=UTC),
            since=date(2026, 11, 23),
        ),
    ),
}


def versions(source: str, type: str) -> int:
    """How many versions of an event's schema are committed."""
    return len(committed(source, type))


def sample(source: str, model: type[EventData], version: int) -> EventData:
    """An event's data with a value for every field that this version knows, but the sealed parts."""
    schema = committed(source, model.__name__)[version - 1]
    known = schema["properties"]
    clear = [name for name in model.model_fields if name in known and name not in {"private", "reporter"}]
    values = {name: VALUES[name] for name in clear}
    if "due" in values:
        later = Due.model_fields.keys() - schema["$defs"]["Due"]["properties"].keys()
        values["due"] = VALUES["due"].model_copy(update=dict.fromkeys(later))
    return model(**values)


def event_of(source: str, number: int, data: EventData) -> Event:
    """A whole event around the data."""
    return Event(
        id=UUID(int=CASE.int + 0x1000 + number),
        source=source,
        type=type(data).__name__,
        case_id=CASE,
        version=1,
        occurred_at=AT,
        recorded_at=AT,
        actor="officer-1",
        legal_basis="kajian-awal@1",
        causation="",
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        data=data.written(),
        position=number,
    ).chained(GENESIS)


def main() -> None:
    """Add golden bytes for every type whose newest version has none yet."""
    for contract in contracts():
        path = FOLDER / f"{contract.source}.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        there = {(found["type"], found["version"]) for found in map(json.loads, lines)}
        for number, (name, model) in enumerate(contract.events.items(), 1):
            version = versions(contract.source, name)
            if (name, version) in there:
                continue
            event = event_of(contract.source, number, sample(contract.source, model, version))
            message = Message(headers(event), key(event.case_id), event.data)
            lines.append(
                json.dumps(
                    {
                        "type": name,
                        "version": version,
                        "headers": json.loads(message.headers_json()),
                        "value": event.data.decode(),
                    }
                )
            )
        path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
