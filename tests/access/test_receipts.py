"""What a reporter does and learns with the receipt number alone, and an officer's own finding."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from shared import policy
from shared.clock import system_clock
from tests.access.caller import FORM, Caller

OFFICER = "bawaslu-officer"


def handed_in(call: Caller) -> tuple[str, str]:
    """The path of a new report's case, and its receipt number."""
    given = call(None, "POST", "/v1/reports", FORM).json()
    return f"/v1/cases/{given['case_id']}", given["receipt"]


def stands(call: Caller, receipt: str) -> dict[str, Any]:
    answer: dict[str, Any] = call(None, "GET", f"/v1/receipts/{receipt}").json()
    return answer


def test_a_report_is_withdrawn_by_its_number_once_and_closed_by_an_officer(call: Caller) -> None:
    path, receipt = handed_in(call)
    for _ in range(2):
        answer = call(None, "POST", f"/v1/receipts/{receipt.lower()}/withdrawal")
        assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    history = call("auditor", "GET", f"{path}/history").json()["events"]
    assert [(event["type"], event["actor"]) for event in history][1:] == [("ReporterWithdrew", "public")]
    assert call(OFFICER, "POST", f"{path}/close-withdrawn", {}, version=2).status_code == 200
    assert stands(call, receipt)["state"] == "K96"
    assert call(None, "POST", f"/v1/receipts/{receipt}/withdrawal").status_code == 200, "it was before"


def test_a_registered_report_goes_on_though_it_was_withdrawn(call: Caller) -> None:
    path, receipt = handed_in(call)
    for version, step in ((1, "begin-review"), (2, "register-case")):
        assert call(OFFICER, "POST", f"{path}/{step}", {}, version=version).status_code == 200
    answer = call(None, "POST", f"/v1/receipts/{receipt}/withdrawal").json()
    assert (answer["state"], answer["withdrawn"]) == ("K10", True)


def test_nobody_withdraws_with_a_number_that_is_none(call: Caller) -> None:
    assert call(None, "POST", "/v1/receipts/NTR-AAAA-AAAA-AAAA-AAAA/withdrawal").status_code == 404
    path, _ = handed_in(call)
    assert call(None, "POST", f"{path}/withdraw-report", {}, version=1).status_code == 404, "no such route"


def test_whoever_is_out_of_scope_the_reporter_learns_where_to_go(call: Caller) -> None:
    path, receipt = handed_in(call)
    assert call(OFFICER, "POST", f"{path}/begin-review", {}, version=1).status_code == 200
    elsewhere = call(OFFICER, "POST", f"{path}/declare-out-of-scope", {"reason": "evidence"}, version=2)
    assert elsewhere.status_code == 422
    assert elsewhere.json()["errors"][0]["path"] == "body.reason"
    given = {"reason": "village-head"}
    assert call(OFFICER, "POST", f"{path}/declare-out-of-scope", given, version=2).status_code == 200
    told = stands(call, receipt)
    assert told["state"] == "K91"
    words = policy.load().reasons.latest("village-head")
    assert words
    assert told["advice_indonesian"] == words.indonesian


def test_an_officer_records_a_finding_of_the_own_region_alone(call: Caller) -> None:
    yesterday = (system_clock() - timedelta(days=1)).date().isoformat()
    finding = {"region": "32.08", "found_on": yesterday, "account": "Pengawas melihat pembagian alat peraga."}
    for place in ("73", "73.71"):
        assert call((OFFICER, None, place), "POST", "/v1/findings", finding).status_code == 403
    made = call((OFFICER, None, "32"), "POST", "/v1/findings", finding)
    assert made.status_code == 201
    case = call("auditor", "GET", f"/v1/cases/{made.json()['case_id']}").json()
    assert (case["state"], case["channel"], case["office"]) == ("K10", "bawaslu", "bawaslu-32.08")
    assert call(OFFICER, "POST", "/v1/findings", {**finding, "found_on": "2023-01-02"}).status_code == 409
    assert call(OFFICER, "POST", "/v1/findings", {**finding, "region": uuid4().hex}).status_code == 422
