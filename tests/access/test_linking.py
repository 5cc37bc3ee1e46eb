"""Linked cases over HTTP: the reporter follows all parts, whose sealed data lies under keys of their own."""

from typing import Any
from uuid import uuid4

import httpx

from tests.access.caller import FORM, Caller
from tests.access.test_readings import on_record, opened
from tests.support.desk import TODAY
from tests.support.ledger import superuser
from tests.support.until import until

OFFICER, ELSEWHERE = "bawaslu-officer", ("bawaslu-officer", "bawaslu-33.18", "33.18")
SECOND = {"name": "Terlapor Contoh Kedua", "nip": "199001012015041002"}


def report(call: Caller) -> tuple[str, str]:
    """The case of a report under review, and its receipt."""
    made = call(None, "POST", "/v1/reports", FORM).json()
    path = f"/v1/cases/{made['case_id']}"
    assert call(OFFICER, "POST", f"{path}/begin-review", {}, version=1).status_code == 200
    return made["case_id"], made["receipt"]


def split(call: Caller, of: str, **more: Any) -> httpx.Response:
    body = {"of": of, "reason": "several-persons", "respondent": SECOND}
    return call(OFFICER, "POST", "/v1/splits", body, **more)


def status(call: Caller, receipt: str) -> dict[str, Any]:
    seen: dict[str, Any] = call(None, "GET", f"/v1/receipts/{receipt}").json()
    return seen


async def test_a_part_has_the_account_and_the_reporter_and_its_own_respondent(call: Caller) -> None:
    of, receipt = report(call)
    made = split(call, of)
    assert made.status_code == 201, made.text
    part = f"/v1/cases/{made.json()['case_id']}"
    read = opened(call(OFFICER, "POST", f"{part}/readings", {"purpose": "kajian awal", "reporter": True}))
    account, reporter = read["intake/private"][1], read["intake/reporter"][1]
    assert (account["account"], account["respondent"]) == (FORM["account"], SECOND)
    assert reporter == FORM["reporter"]
    (copied,) = on_record(call, f"/v1/cases/{of}")
    assert (copied["purpose"], copied["subject"]) == ("pemisahan berkas / split", OFFICER)

    async def told() -> bool:
        listed = call("auditor", "GET", f"{part}/notifications", service="notify").json()
        return [one["recipient"] for one in listed.get("notifications", ())] == ["reporter"]

    await until(told, "the reporter is told of the part")
    assert [one["state"] for one in status(call, receipt)["linked"]] == ["K02"]


async def test_every_part_is_sealed_with_a_key_of_its_own(call: Caller) -> None:
    of, _ = report(call)
    part = split(call, of).json()["case_id"]
    conn = await superuser(call.stack, "intake")
    try:
        rows = await conn.fetch(
            "select case_id::text as id, part, key from keys.case_key where case_id = any($1::uuid[])",
            [of, part],
        )
        written = await conn.fetchval(
            "select string_agg(data, '') from ledger where case_id = $1::uuid", part
        )
    finally:
        await conn.close()
    keys = {(row["id"], row["part"]): row["key"] for row in rows}
    assert keys.keys() == {(one, name) for one in (of, part) for name in ("private", "reporter")}
    assert len(set(keys.values())) == len(keys)
    assert not [one for one in (b"Contoh", SECOND["nip"].encode()) if one in written]


def test_a_split_is_made_once_by_an_officer_of_the_region(call: Caller) -> None:
    of, _ = report(call)
    key = uuid4().hex
    first, again = split(call, of, key=key), split(call, of, key=key)
    assert first.json() == again.json()
    body = {"of": of, "reason": "several-persons"}
    assert call(ELSEWHERE, "POST", "/v1/splits", body).status_code == 404
    wrong = call(OFFICER, "POST", "/v1/splits", {**body, "reason": "whatever"})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "body.reason")


def test_a_withdrawal_withdraws_every_part(call: Caller) -> None:
    of, receipt = report(call)
    part = split(call, of).json()["case_id"]
    assert call(None, "POST", f"/v1/receipts/{receipt}/withdrawal").status_code == 200
    for one in (of, part):
        events = call("auditor", "GET", f"/v1/cases/{one}/history").json()["events"]
        assert events[-1]["type"] == "ReporterWithdrew"
    assert split(call, of).json()["type"].endswith("withdrawn")


def test_new_evidence_begins_a_case_that_the_first_reporter_sees(call: Caller) -> None:
    of, receipt = report(call)
    new = {
        "of": of, "region": "32.08", "found_on": TODAY, "reason": "new-evidence", "evidence": ["video"],
        "account": "Rekaman video memperlihatkan terlapor di panggung.", "respondent": SECOND,
    }  # fmt: skip
    early = call(OFFICER, "POST", "/v1/reopenings", new)
    assert (early.status_code, early.json()["type"].rpartition(":")[2]) == (409, "conflict")
    path = f"/v1/cases/{of}"
    given = call(OFFICER, "POST", f"{path}/declare-out-of-scope", {"reason": "village-head"}, version=2)
    assert given.status_code == 200, given.text
    assert call(ELSEWHERE, "POST", "/v1/reopenings", new).status_code == 403
    made = call(OFFICER, "POST", "/v1/reopenings", new)
    assert made.status_code == 201, made.text
    read = opened(call(OFFICER, "POST", f"{made.headers['Location']}/readings", {"purpose": "kajian awal"}))
    assert read["intake/private"][1]["respondent"] == SECOND
    seen = status(call, receipt)
    assert (seen["state"], [one["state"] for one in seen["linked"]]) == ("K91", ["K02"])
    assert call("auditor", "GET", path).json()["state"] == "K91", "it stays as it ended"
