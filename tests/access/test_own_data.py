"""Whom a case has data about may ask for a copy, a correction, a restriction, and gets a reasoned answer."""

import json
from typing import Any

import httpx
from typer.testing import CliRunner

from deploy.cli.main import app
from tests.access.caller import FORM, NOTES, Caller
from tests.access.test_readings import PURPOSE, on_record, opened
from tests.access.test_receipts import handed_in

DPO = "privacy-officer"
OFFICER = "bawaslu-officer"
GRANTED = {"reason": "granted-as-asked"}
HANDING_OVER = {"purpose": "salinan bagi terlapor"}


def asked(call: Caller, receipt: str, kind: str, **more: str) -> httpx.Response:
    return call(None, "POST", f"/v1/receipts/{receipt}/data-requests", {"kind": kind, **more})


def answered(call: Caller, path: str, step: str, kind: str, subject: str, **more: Any) -> httpx.Response:
    version = int(call("auditor", "GET", path).headers["ETag"].strip('"'))
    return call(DPO, "POST", f"{path}/{step}", {"subject": subject, "kind": kind, **more}, version=version)


def taken(call: Caller, path: str, kind: str) -> httpx.Response:
    """A respondent asks at the counter."""
    return answered(call, path, "data-requests", kind, "respondent", private="Saya minta data saya.")


def test_a_reporter_gets_the_copy_that_was_granted_and_it_is_on_record(call: Caller) -> None:
    path, receipt = handed_in(call)
    copy = f"/v1/receipts/{receipt}/copy"
    assert call(None, "GET", copy).status_code == 409
    got = asked(call, receipt, "access", private="Mohon salinan data saya.")
    assert (got.status_code, got.json()["requests"][0]["outcome"]) == (200, "received")
    assert asked(call, receipt, "access").status_code == 409, "one of a kind waits at a time"
    assert call(None, "GET", copy).status_code == 409, "asked is not granted"
    assert answered(call, path, "grant-data-request", "access", "reporter", **GRANTED).status_code == 200
    held = call(None, "GET", copy)
    assert held.headers["Cache-Control"] == "no-store"
    plain = [part["content"] for part in held.json()["parts"]]
    assert plain[0]["account"] == FORM["account"]
    assert plain[1]["name"] == "Pelapor Contoh"
    assert plain[2] == {"text": "Mohon salinan data saya."}
    (record,) = on_record(call, path)
    assert (record["actor"], record["purpose"]) == ("public", "salinan bagi pelapor")
    told = call(None, "GET", f"/v1/receipts/{receipt}/data-requests").json()["requests"]
    assert [(one["kind"], one["outcome"]) for one in told] == [("access", "granted")]
    assert told[0]["reason_indonesian"].startswith("Permintaan dikabulkan")


def test_a_respondent_never_learns_who_reported_by_asking_for_a_copy(call: Caller) -> None:
    path, _ = handed_in(call)
    noted = call(OFFICER, "POST", f"{path}/begin-review", {"private": NOTES}, version=1)
    assert noted.status_code == 200, noted.text
    reading = f"{path}/respondent/readings"
    assert call(DPO, "POST", reading, HANDING_OVER).status_code == 409
    assert taken(call, path, "access").status_code == 200
    assert answered(call, path, "grant-data-request", "access", "respondent", **GRANTED).status_code == 200
    held = call(DPO, "POST", reading, HANDING_OVER)
    assert held.status_code == 200, held.text
    shown = [part["content"]["respondent"] for part in held.json()["parts"] if part["content"]["respondent"]]
    assert [one["name"] for one in shown] == ["Terlapor Contoh"]
    for hidden in ("Pelapor", "pelapor@", str(FORM["account"]), str(NOTES["text"])):
        assert hidden not in held.text
    assert [one["purpose"] for one in on_record(call, path)] == [HANDING_OVER["purpose"]]


def test_a_correction_is_sealed_and_from_then_on_reaches_the_reporter(call: Caller) -> None:
    path, receipt = handed_in(call)
    assert asked(call, receipt, "correction", private="Alamat surel saya salah.").status_code == 200
    right = {"name": "Pelapor Contoh", "email": "yang-benar@contoh.example"}
    empty = answered(call, path, "grant-data-request", "correction", "reporter", **GRANTED)
    assert empty.status_code == 422, "what is right is missing"
    mixed = {"respondent": {"name": "Terlapor Contoh"}, **GRANTED}
    assert answered(call, path, "grant-data-request", "correction", "reporter", **mixed).status_code == 422
    done = answered(call, path, "grant-data-request", "correction", "reporter", reporter=right, **GRANTED)
    assert done.status_code == 200, done.text
    contact = call("service-notify", "GET", f"/v1/contacts/{path.rpartition('/')[2]}")
    assert contact.json()["email"] == "yang-benar@contoh.example"
    found = call(OFFICER, "POST", f"{path}/readings", {**PURPOSE, "reporter": True}).json()["parts"]
    said = [part["content"] for part in found if part["part"] == "reporter"]
    assert said[0]["email"] == "pelapor@contoh.example", "what was said before stays as it was"
    assert said[2]["email"] == "yang-benar@contoh.example"


def test_a_restriction_waits_for_the_end_of_the_case_and_then_bars_readings(call: Caller) -> None:
    path, receipt = handed_in(call)
    assert asked(call, receipt, "restriction").status_code == 200
    early = answered(call, path, "grant-data-request", "restriction", "reporter", **GRANTED)
    assert (early.status_code, early.json()["type"]) == (409, "urn:netral:problem:legal-hold")
    why = {"reason": "case-still-open"}
    assert answered(call, path, "refuse-data-request", "restriction", "reporter", **why).status_code == 200
    for version, step, body in (
        (4, "begin-review", {}),
        (5, "discontinue-report", {"reason": "no-evidence"}),
    ):
        moved = call(OFFICER, "POST", f"{path}/{step}", body, version=version - 1)
        assert moved.status_code == 200, moved.text
    assert asked(call, receipt, "restriction").status_code == 200, "refused once, asked again"
    assert answered(call, path, "grant-data-request", "restriction", "reporter", **GRANTED).status_code == 200
    barred = call(OFFICER, "POST", f"{path}/readings", PURPOSE)
    assert (barred.status_code, barred.json()["type"]) == (409, "urn:netral:problem:restricted")
    version = int(call("auditor", "GET", path).headers["ETag"].strip('"'))
    hold = {"reason": "court-proceedings"}
    assert call("auditor", "POST", f"{path}/place-legal-hold", hold, version=version).status_code == 200
    assert opened(call(OFFICER, "POST", f"{path}/readings", PURPOSE)), "the court needs it"
    assert call("auditor", "POST", f"{path}/lift-legal-hold", {}, version=version + 1).status_code == 200
    assert call(OFFICER, "POST", f"{path}/readings", PURPOSE).status_code == 409
    lifted = call(DPO, "POST", f"{path}/lift-restriction", {"subject": "reporter"}, version=version + 2)
    assert lifted.status_code == 200, lifted.text
    assert opened(call(OFFICER, "POST", f"{path}/readings", PURPOSE))


def test_nobody_else_takes_or_decides_what_a_person_asks(call: Caller) -> None:
    path, receipt = handed_in(call)
    assert asked(call, receipt, "access").status_code == 200
    body = {"subject": "reporter", "kind": "access", **GRANTED}
    for who in (OFFICER, "auditor", "ppk-officer", "service-notify"):
        for step in ("grant-data-request", "refuse-data-request", "data-requests"):
            assert call(who, "POST", f"{path}/{step}", body, version=2).status_code == 403, (who, step)
    far = (DPO, None, "73.71")
    assert call(far, "POST", f"{path}/grant-data-request", body, version=2).status_code == 404
    assert asked(call, "NTR-AAAA-AAAA-AAAA-AAAA", "access").status_code == 404
    odd = answered(call, path, "grant-data-request", "access", "reporter", reason="whim")
    assert odd.status_code == 422


def test_the_worklist_about_personal_data_shows_requests_and_times_of_keeping(call: Caller) -> None:
    path, receipt = handed_in(call)
    assert asked(call, receipt, "correction").status_code == 200
    case_id = path.rpartition("/")[2]

    def listed(who: str | tuple[str, None, str]) -> dict[str, dict[str, Any]]:
        answer = call(who, "GET", "/v1/data-duties?limit=1000")
        assert answer.status_code == 200, answer.text
        return {one["limit"]: one for one in answer.json()["duties"] if one["case_id"] == case_id}

    wanted = listed(DPO)["perbaikan-data-pelapor@1"]
    assert (wanted["overdue"], wanted["region"], wanted["confidence"]) == (False, "32.08", "known")
    assert listed((DPO, None, "73.71")) == {}
    assert call(OFFICER, "GET", "/v1/data-duties").status_code == 403
    why = {"reason": "data-is-right"}
    assert answered(call, path, "refuse-data-request", "correction", "reporter", **why).status_code == 200
    assert listed(DPO) == {}
    for version, step, body in (
        (3, "begin-review", {}),
        (4, "discontinue-report", {"reason": "no-evidence"}),
    ):
        assert call(OFFICER, "POST", f"{path}/{step}", body, version=version).status_code == 200
    ((limit, kept),) = listed("auditor").items()
    assert limit.startswith("retensi-k91@")
    assert kept["source"].startswith("UU 27/2022")
    shown = CliRunner().invoke(app, ["retention", "--json", "--home", str(call.stack.home.root)])
    assert shown.exit_code == 0, shown.output
    assert (case_id, limit) in {(one["case_id"], one["limit"]) for one in json.loads(shown.output)["duties"]}
