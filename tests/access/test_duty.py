"""A superior's own duty over HTTP: in a case that begins at sanctions, or in one that waits at BKN."""

from uuid import uuid4

from deploy.stack import Stack
from tests.access.caller import NOTES, RECOMMENDED, Caller
from tests.support.desk import day
from tests.support.until import until

DUTY = {
    **RECOMMENDED,
    "region": "32.08",
    "examination_on": "2024-10-10",
    "occurred_at": "2024-10-01T03:00:00Z",
}
EXAMINER, ELSEWHERE = "examiner", ("examiner", "ppk-33.18", "33.18")


async def test_it_opens_a_case_once_and_everybody_concerned_hears_of_it(call: Caller, stack: Stack) -> None:
    key = uuid4().hex
    first, again = (
        call(EXAMINER, "POST", "/v1/duties", {**DUTY, "private": NOTES}, service="sanctions", key=key)
        for _ in range(2)
    )
    assert first.status_code == 201, first.text
    made = first.json()
    assert (made["state"], made["office"], made["channel"]) == ("K32", "ppk-32.08", "superior")
    assert again.json() == made
    path = f"/v1/cases/{made['case_id']}"
    assert first.headers["Location"] == path
    read = call(EXAMINER, "POST", f"{path}/readings", {"purpose": "pemeriksaan"}, service="sanctions")
    assert "mengakui unggahan itu" in read.text, read.text

    async def told() -> bool:
        listed = call("auditor", "GET", f"{path}/notifications", service="notify")
        recipients = [one["recipient"] for one in listed.json().get("notifications", ())]
        return sorted(recipients) == ["bkn", "ppk-32.08"]

    await until(told, "BKN and the PPK are told")
    assert call("auditor", "GET", path).status_code == 404, "nobody reported it"
    for service in ("intake", "triage", "notify"):
        ready = call("auditor", "GET", "/v1/dead-letters", service=service).json()
        assert ready["dead_letters"] == [], service


async def test_it_takes_up_a_case_at_bkn_which_its_ppk_cannot_see(call: Caller, at_bkn: str) -> None:
    case_id = at_bkn.rpartition("/")[2]
    assert call(EXAMINER, "GET", at_bkn, service="sanctions").status_code == 404
    tomorrow = {"examination_on": day(call.stack, 1), "reason": "urgent", "occurred_at": None}
    now = {**DUTY, **tomorrow, "case": case_id}
    elsewhere = call(ELSEWHERE, "POST", "/v1/duties", {**now, "region": "33.18"}, service="sanctions")
    assert elsewhere.status_code == 404, "it is of another region"
    taken = call(EXAMINER, "POST", "/v1/duties", now, service="sanctions")
    assert (taken.status_code, taken.json()["state"]) == (201, "K32"), taken.text
    assert taken.json()["case_id"] == case_id
    refused = call(EXAMINER, "POST", "/v1/duties", now, service="sanctions")
    assert refused.status_code == 409, "it is at its PPK by now, and summoned for"

    async def noted() -> bool:
        events = call("auditor", "GET", f"{at_bkn}/history").json()["events"]
        return [event["type"] for event in events].count("ProgressNoted") == 3

    await until(noted, "the reporter sees it")


def test_nobody_opens_one_for_another_office_or_about_a_case_that_is_not_there(call: Caller) -> None:
    assert call(ELSEWHERE, "POST", "/v1/duties", DUTY, service="sanctions").status_code == 403
    unknown = {**DUTY, "case": str(uuid4())}
    assert call(EXAMINER, "POST", "/v1/duties", unknown, service="sanctions").status_code == 404
    without = call(EXAMINER, "POST", "/v1/duties", {**DUTY, "region": "3208"}, service="sanctions")
    assert (without.status_code, without.json()["errors"][0]["path"]) == (422, "body.region")


def test_of_a_ministry_its_own_office_alone_begins_and_sees_it(call: Caller) -> None:
    ministry, body = ("examiner", "ppk-kemenag", "00"), {**DUTY, "agency": "kemenag", "tier": "centre"}
    refused = call(EXAMINER, "POST", "/v1/duties", body, service="sanctions")
    assert refused.status_code == 403, refused.text
    assert call(ministry, "POST", "/v1/duties", DUTY, service="sanctions").status_code == 403
    unknown = call(ministry, "POST", "/v1/duties", {**body, "agency": "emperor"}, service="sanctions")
    assert unknown.status_code == 403, "nobody acts for what there is not"
    made = call(ministry, "POST", "/v1/duties", body, service="sanctions")
    assert (made.status_code, made.json()["office"]) == (201, "ppk-kemenag"), made.text
    path = f"/v1/cases/{made.json()['case_id']}"
    for who, status in (
        (("ppk-officer", "ppk-kemenag", "00"), 200),
        (("superior-official", "presiden", "00"), 200),
        (("superior-official", "mendagri", "00"), 404),
        (("superior-official", "gubernur-32", None), 404),
        (("ppk-officer", "ppk-32.08", "32.08"), 404),
        (("ppk-officer", "ppk-kemenkeu", "00"), 404),
    ):
        assert call(who, "GET", path, service="sanctions").status_code == status, who
