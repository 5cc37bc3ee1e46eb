"""An officer of the desk says when something came there; nobody else does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deploy.stack import Stack
from tests.access.caller import Caller

THEN = "2024-10-01T03:00:00Z"
REPORT = {
    "region": "32.08",
    "date_known": "2024-09-30",
    "account": "Terlapor membagikan ajakan memilih calon di grup kantor.",
    "reporter": {"name": "Pelapor Contoh"},
    "occurred_at": THEN,
}
FINDING = {
    "region": "32.08",
    "found_on": "2024-09-30",
    "account": "Terlapor memasang spanduk seorang calon.",
    "occurred_at": THEN,
}
DESK = ("bawaslu-officer", "bawaslu-32.08", "32.08")
ANOTHER = ("bawaslu-officer", "bawaslu-33.18", "33.18")


def _refused(answer: httpx.Response) -> Any:
    assert answer.status_code == 422, answer.text
    return answer.json()["errors"]


def test_legal_clocks_start_when_the_desk_took_it(stack: Stack) -> None:
    call = Caller(stack)
    made = call(DESK, "POST", "/v1/reports", REPORT).json()
    case = call("auditor", "GET", f"/v1/cases/{made['case_id']}").json()
    assert case["due"]["on"] == "2024-10-03"
    event = call("auditor", "GET", f"/v1/cases/{made['case_id']}/history").json()["events"][0]
    assert datetime.fromisoformat(event["occurred_at"]) == datetime.fromisoformat(THEN)
    assert datetime.fromisoformat(event["recorded_at"]) > datetime.fromisoformat(THEN)
    assert event["actor"].startswith("act-"), "an officer answers for the day"


@pytest.mark.parametrize("who", [None, "auditor", ANOTHER])
def test_nobody_else_dates_a_report(stack: Stack, who: Any) -> None:
    errors = _refused(Caller(stack)(who, "POST", "/v1/reports", REPORT))
    assert errors[0]["path"] == "body.occurred_at"


def test_what_is_handed_in_was_known_by_then(stack: Stack) -> None:
    late = {**REPORT, "date_known": "2024-10-03"}
    assert _refused(Caller(stack)(DESK, "POST", "/v1/reports", late))[0]["path"] == "body.date_known"


def test_nothing_comes_to_the_desk_in_the_future(stack: Stack) -> None:
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    errors = _refused(Caller(stack)(DESK, "POST", "/v1/findings", {**FINDING, "occurred_at": soon}))
    assert errors == [{"path": "body.occurred_at", "reason": "lies in the future"}]


def test_an_item_is_the_same_whenever_somebody_came_upon_it(stack: Stack) -> None:
    call = Caller(stack)
    item = {"id": "contoh-1", "title": "Berita contoh", "text": "Seorang pejabat diduga berkampanye."}
    first = call("bawaslu-officer", "POST", "/v1/media-items", {**item, "occurred_at": THEN})
    again = call("bawaslu-officer", "POST", "/v1/media-items", item)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["case_id"] == again.json()["case_id"]
    assert _refused(call("importer", "POST", "/v1/media-items", {**item, "id": "2", "occurred_at": THEN}))


def test_an_officer_notes_a_withdrawal_and_the_public_withdraws_now(stack: Stack) -> None:
    call = Caller(stack)
    made = call(DESK, "POST", "/v1/reports", REPORT).json()
    path, later = f"/v1/receipts/{made['receipt']}/withdrawal", {"occurred_at": "2024-10-02T03:00:00Z"}
    assert _refused(call(None, "POST", path, later))
    assert _refused(call(ANOTHER, "POST", path, later))
    assert call(DESK, "POST", path, later).json()["withdrawn"] is True
    assert call(None, "POST", path).json()["withdrawn"] is True
    events = call("auditor", "GET", f"/v1/cases/{made['case_id']}/history").json()["events"]
    assert [event["type"] for event in events] == ["ReportReceived", "ReporterWithdrew"]
    assert events[1]["actor"].startswith("act-")
