"""What each agency sees of a case: what may be done next and by whom, what is missing, clocks, history."""

from typing import Any
from uuid import UUID

import httpx

from tests.access.caller import Caller

OTHER_PPK = ("ppk-officer", "ppk-73.71", "73.71")


def seen(call: Caller, who: str, path: str, service: str) -> dict[str, Any]:
    answer = call(who, "GET", path, service=service)
    assert answer.status_code == httpx.codes.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def actions(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["step"]: one for one in case["allowed_actions"]}


def test_the_desk_sees_its_next_steps(call: Caller, case_path: str) -> None:
    told = actions(seen(call, "bawaslu-officer", case_path, "intake"))
    begin = told["BeginReview"]
    assert (begin["path"], begin["enters"], begin["missing"]) == ("begin-review", ["K02"], [])
    assert begin["roles"] == ["intake.officer"]
    assert begin["yours"]
    assert told["WithdrawReport"]["path"] is None, "under its receipt"
    assert [one["code"] for one in told["LapseReport"]["missing"]] == ["in-time"]
    assert [one["code"] for one in told["CloseWithdrawn"]["missing"]] == ["conflict"]
    assert "RegisterCase" not in told
    assert "NoteOver" not in told, "no person takes it"
    looking_on = actions(seen(call, "auditor", case_path, "intake"))
    assert not looking_on["BeginReview"]["yours"]
    assert looking_on["PlaceLegalHold"]["yours"]
    after = call("bawaslu-officer", "POST", f"{case_path}/begin-review", {}, version=1).json()
    assert {"RegisterCase", "RequestCompletion"} <= actions(after).keys()


def test_what_is_shown_as_missing_is_what_refuses_it(call: Caller, everywhere: UUID) -> None:
    path = f"/v1/cases/{everywhere}"
    case = seen(call, "bkn-auditor", path, "sanctions")
    warn = actions(case)["WarnPpk"]
    assert [one["code"] for one in warn["missing"]] == ["limit-runs"]
    assert warn["yours"]
    assert warn["legal_basis"].startswith("teguran-bkn@")
    assert warn["indonesian"]
    refused = call(
        "bkn-auditor", "POST", f"{path}/warn-ppk", {}, service="sanctions", version=case["version"]
    )
    assert refused.status_code == httpx.codes.CONFLICT
    assert refused.json()["detail"] == warn["missing"][0]["detail"]


def test_the_clocks_say_on_what_they_rest(call: Caller, everywhere: UUID) -> None:
    case = seen(call, "ppk-officer", f"/v1/cases/{everywhere}", "sanctions")
    (clock,) = case["clocks"]
    assert clock["limit"] == case["due"]["limit"]
    assert clock["legal_basis"]
    assert (clock["noted"], clock["beside"]) == (None, False)
    assert clock["since"] < clock["on"]


def test_the_history_says_from_where_to_where_and_why(call: Caller, everywhere: UUID) -> None:
    events = seen(call, "ppk-officer", f"/v1/cases/{everywhere}/history", "sanctions")["events"]
    issued = next(one for one in events if one["type"] == "RecommendationIssued")
    assert (issued["state_from"], issued["state"]) == ("K23", "K30")
    assert issued["state_indonesian"]
    assert issued["actor"].startswith("act-")


def test_another_ppk_sees_nothing_of_it(call: Caller, everywhere: UUID) -> None:
    for path in (f"/v1/cases/{everywhere}", f"/v1/cases/{everywhere}/history"):
        assert call(OTHER_PPK, "GET", path, service="sanctions").status_code == httpx.codes.NOT_FOUND


def test_notify_tells_of_cases_and_lets_nobody_step(call: Caller, everywhere: UUID) -> None:
    assert seen(call, "auditor", f"/v1/cases/{everywhere}", "notify")["allowed_actions"] == []
