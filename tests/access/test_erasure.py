"""What was erased is unreadable everywhere; states, codes, dates and chains stay whole. A hold keeps it."""

from uuid import UUID

import httpx

from deploy.stack import Stack
from tests.access.caller import Caller
from tests.access.test_readings import PURPOSE, on_record, opened
from tests.support import ledger
from tests.support.until import until

OVER = {"reason": "retention-over"}
ORDERED = {"reason": "court-order"}


def erase(call: Caller, case_path: str, body: dict[str, str], version: int) -> httpx.Response:
    return call("auditor", "POST", f"{case_path}/erase-personal-data", body, version=version)


def test_a_case_that_has_not_ended_is_not_erased(call: Caller, case_path: str) -> None:
    for body in (OVER, ORDERED):
        refused = erase(call, case_path, body, 1)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:netral:problem:legal-hold")
    assert erase(call, case_path, {"reason": "whim"}, 1).status_code == 422
    body = {"reason": "court-order"}
    for who in (None, "bawaslu-officer", "service-triage"):
        refused = call(who, "POST", f"{case_path}/erase-personal-data", body, version=1)
        assert refused.status_code in (401, 403), who
    assert opened(call("bawaslu-officer", "POST", f"{case_path}/readings", PURPOSE))


def test_a_case_that_ended_is_kept_for_its_time_and_while_a_hold_is_placed(
    call: Caller, case_path: str
) -> None:
    reason = {"reason": "no-evidence"}
    for version, step, body in ((1, "begin-review", {}), (2, "discontinue-report", reason)):
        ended = call("bawaslu-officer", "POST", f"{case_path}/{step}", body, version=version)
        assert ended.status_code == 200, ended.text
    kept = erase(call, case_path, OVER, 3)
    assert kept.status_code == 409
    assert "K91" in kept.json()["detail"]
    hold = {"reason": "court-proceedings"}
    assert call("auditor", "POST", f"{case_path}/place-legal-hold", hold, version=3).status_code == 200
    held = erase(call, case_path, ORDERED, 4)
    assert held.status_code == 409
    assert "court-proceedings" in held.json()["detail"]
    assert call("auditor", "POST", f"{case_path}/lift-legal-hold", {}, version=4).status_code == 200
    done = erase(call, case_path, ORDERED, 5)
    assert done.status_code == 200, done.text
    assert done.json()["state"] == "K91"
    assert opened(call("bawaslu-officer", "POST", f"{case_path}/readings", PURPOSE)) == {
        "intake/private": ("erased", None),
        "intake/reporter": ("erased", None),
    }
    contact = call("service-notify", "GET", f"/v1/contacts/{case_path.rpartition('/')[2]}")
    assert contact.json() == {"email": None, "erased": True}
    again = erase(call, case_path, ORDERED, 6)
    assert (again.status_code, again.headers["ETag"]) == (200, '"6"')
    noted = on_record(call, case_path, kind="erasure")
    assert [(one["subject"], one["purpose"]) for one in noted] == [("auditor", "court-order")]


async def test_an_erasure_reaches_every_stage(call: Caller, stack: Stack, at_bkn: str) -> None:
    """From the report to BKN's closing; then nobody can read it at any stage, and no key is left."""
    reading = {"purpose": "menyusun rekomendasi"}
    before = call("bkn-auditor", "POST", f"{at_bkn}/readings", reading, service="sanctions")
    assert opened(before)["triage/private"][0] == "opened"
    closing = {"reason": "no-evidence", "private": {"text": "Terlapor Contoh tidak terbukti."}}
    closed = call(
        "bkn-auditor", "POST", f"{at_bkn}/close-not-proven", closing, service="sanctions", version=1
    )
    assert closed.status_code == 200, closed.text
    case_id = UUID(at_bkn.rpartition("/")[2])

    async def ended() -> int:
        types = (await ledger.read(stack, "intake")).types(case_id)
        return sum(types.values()) if types["ProgressNoted"] == 3 else 0

    version = await until(ended, "intake knows the end")
    done = erase(call, at_bkn, ORDERED, version)
    assert done.status_code == 200, done.text

    async def everywhere() -> bool:
        return all([(await ledger.read(stack, name)).types(case_id)["PersonalDataErased"] for name in STAGES])

    await until(everywhere, "every stage has erased")
    after = call("bkn-auditor", "POST", f"{at_bkn}/readings", reading, service="sanctions")
    assert after.json()["erased"] is True
    assert {state for state, _ in opened(after).values()} == {"erased"}
    for name in STAGES:
        assert await keys_of(stack, name, case_id) == 0, name
        assert on_record(call, at_bkn, name, "erasure"), name
    wanted = {"kind": "nip", "value": "199001012015041001", "purpose": "mencari laporan ganda"}
    found = call("bawaslu-officer", "POST", "/v1/searches", wanted, service="triage").json()["cases"]
    assert str(case_id) not in [one["case_id"] for one in found]


STAGES = ("intake", "triage", "sanctions")


async def keys_of(stack: Stack, service: str, case_id: UUID) -> int:
    conn = await ledger.superuser(stack, service)
    try:
        count: int = await conn.fetchval(
            """select (select count(*) from keys.case_key where case_id = $1)
                    + (select count(*) from keys.fingerprint where case_id = $1)""",
            case_id,
        )
        return count
    finally:
        await conn.close()
