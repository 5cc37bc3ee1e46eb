"""What is sealed opens for an officer's reading alone, each is on record, and auditors see who read what."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.stack import Stack
from shared.sealing import new_key, seal
from tests.access.caller import NOTES, RECOMMENDED, Caller
from tests.support import ways
from tests.support.ledger import superuser
from tests.support.until import until
from tests.support.ways import Step

PURPOSE = {"purpose": "kajian awal"}
Record = dict[str, Any]


def on_record(call: Caller, case_path: str, service: str = "intake", kind: str = "reading") -> list[Record]:
    """What is on record of that kind, page by page."""
    found: list[Record] = []
    after = ""
    while True:
        page = call("auditor", "GET", f"{case_path}/access?limit=2{after}", service=service).json()
        found += page["readings"]
        if page["next"] is None:
            return [one for one in found if one["kind"] == kind]
        after = f"&after={page['next']}"


def opened(answer: Any) -> dict[str, Any]:
    """What a reading opened, by place."""
    assert answer.status_code == 200, answer.text
    return {f"{p['source']}/{p['part']}": (p["state"], p["content"]) for p in answer.json()["parts"]}


def test_a_reading_opens_the_report_and_stays_on_record(call: Caller, case_path: str) -> None:
    assert on_record(call, case_path) == []
    plain = opened(call("bawaslu-officer", "POST", f"{case_path}/readings", PURPOSE))
    assert "ajakan" in plain["intake/private"][1]["account"]
    assert plain["intake/reporter"] == ("withheld", None), "who reads the account need not know the reporter"
    body = {"purpose": "menghubungi pelapor", "reporter": True}
    whole = opened(call("bawaslu-officer", "POST", f"{case_path}/readings", body))
    assert whole["intake/reporter"][1]["name"] == "Pelapor Contoh"
    listed = on_record(call, case_path)
    assert [(one["purpose"], one["parts"]) for one in listed] == [
        ("kajian awal", ["intake/1/private"]),
        ("menghubungi pelapor", ["intake/1/private", "intake/1/reporter"]),
    ]
    assert {one["subject"] for one in listed} == {"bawaslu-officer"}
    assert "bawaslu" not in listed[0]["actor"], "an opaque id says nothing about whose it is"


def test_who_may_not_read_reads_nothing_and_leaves_no_record(call: Caller, case_path: str) -> None:
    for who in (None, "auditor", "bkn-auditor", "ppk-officer", "importer", "service-triage"):
        refused = call(who, "POST", f"{case_path}/readings", {"purpose": "ingin tahu"})
        assert refused.status_code in (401, 403), who
        assert "Pelapor Contoh" not in refused.text
    for purpose in ("x", "atas nama 199001012015041001", "kirim ke a@contoh.example", "telp 0812-3456-789"):
        refused = call("bawaslu-officer", "POST", f"{case_path}/readings", {"purpose": purpose})
        assert refused.status_code == 422, purpose
        assert purpose == "x" or purpose not in refused.text
    assert on_record(call, case_path) == []


def test_only_auditors_see_who_read(call: Caller, case_path: str) -> None:
    assert call(None, "GET", f"{case_path}/access").status_code == 401
    assert call("bawaslu-officer", "GET", f"{case_path}/access").status_code == 403
    assert call("auditor", "GET", f"/v1/cases/{uuid4()}/access").status_code == 404


def test_records_come_in_pages(call: Caller, case_path: str) -> None:
    purposes = ["kajian pertama", "kajian kedua", "kajian ketiga"]
    for purpose in purposes:
        call("bawaslu-officer", "POST", f"{case_path}/readings", {"purpose": purpose})
    assert [one["purpose"] for one in on_record(call, case_path)] == purposes


def test_a_stage_reads_what_the_ones_before_it_sealed_but_never_the_reporter(
    call: Caller, at_bkn: str
) -> None:
    body = {"purpose": "menyusun rekomendasi", "reporter": True}
    answer = call("bkn-auditor", "POST", f"{at_bkn}/readings", body, service="sanctions")
    found = opened(answer)
    assert "ajakan" in found["intake/private"][1]["account"]
    assert found["intake/reporter"] == ("withheld", None)
    assert found["triage/private"][1]["text"] == NOTES["text"]
    assert "Pelapor Contoh" not in answer.text
    mine = on_record(call, at_bkn, "sanctions")
    assert [one["parts"] for one in mine] == [["intake/1/private", "triage/3/private"]]
    for publisher in ("intake", "triage"):
        handed = on_record(call, at_bkn, publisher, "key")
        assert [(one["actor"], one["purpose"]) for one in handed] == [
            ("service-sanctions", "menyusun rekomendasi")
        ]
        assert handed[0]["officer"] == mine[0]["actor"]


async def test_a_desk_that_is_away_is_told_and_stops_nothing_else(
    call: Caller, at_bkn: str, stack: Stack
) -> None:
    stack.stop_service("triage")
    try:
        away = call("bkn-auditor", "POST", f"{at_bkn}/readings", PURPOSE, service="sanctions")
        assert away.status_code == 503
        assert "triage" in away.json()["detail"]
        assert on_record(call, at_bkn, "sanctions") == [], "nothing was opened"
        only = {**PURPOSE, "sources": ["intake"]}
        found = opened(call("bkn-auditor", "POST", f"{at_bkn}/readings", only, service="sanctions"))
        assert found["intake/private"][0] == "opened"
        step = f"{at_bkn}/issue-recommendation"
        given = call("bkn-auditor", "POST", step, RECOMMENDED, service="sanctions", version=1)
        assert given.status_code == 200, given.text
    finally:
        stack.start_service("triage")


def test_the_key_desk_answers_entitled_services_about_cases_that_it_handed_over(
    call: Caller, case_path: str, at_bkn: str
) -> None:
    body = {"officer": "act-1", "purpose": "kajian"}
    path = f"/v1/keys/{at_bkn.rpartition('/')[2]}"
    for who in (None, "bawaslu-officer", "auditor", "service-notify", "bkn-auditor"):
        assert call(who, "POST", path, body).status_code in (401, 403), who
    assert call("service-triage", "POST", path, body, service="triage").status_code == 403
    assert call("service-sanctions", "POST", path, body).json()["key"]


async def test_intakes_key_of_a_case_that_is_studied_is_not_for_bkn(call: Caller, case_path: str) -> None:
    case_id = UUID(case_path.rpartition("/")[2])
    ended = Step("triage", "bawaslu-officer", "discontinue-study", {"reason": "no-evidence"})
    body = {"officer": "act-1", "purpose": "menyusun rekomendasi"}

    def asked(who: str) -> int:
        return call(who, "POST", f"/v1/keys/{case_id}", body).status_code

    for way in (ways.REGISTERED, ways.STUDIED, (ended,)):
        ways.go(call, case_id, way)
        ways.arrived(call, case_path, "triage")
        assert asked("service-triage") == 200, way
        assert asked("service-sanctions") == 409, way

    async def told() -> bool:
        events = call("auditor", "GET", f"{case_path}/history").json()["events"]
        return bool(events[-1]["type"] == "ProgressNoted")

    await until(told, "intake knows that the study ended it")
    assert asked("service-sanctions") == 409
    handed = on_record(call, case_path, kind="key")
    assert {one["actor"] for one in handed} == {"service-triage"}


def test_a_case_that_was_not_handed_over_has_no_key_for_others(call: Caller, case_path: str) -> None:
    path = f"/v1/keys/{case_path.rpartition('/')[2]}"
    refused = call("service-triage", "POST", path, {"officer": "act-1", "purpose": "kajian"})
    assert refused.status_code == 404
    assert on_record(call, case_path, kind="key") == []


@pytest.mark.parametrize("reporter", [True, False])
async def test_a_report_that_was_sealed_as_one_stays_readable(
    call: Caller, case_path: str, stack: Stack, reporter: bool
) -> None:
    """The former way: one key, reporter and account together, bound to the case. That key never leaves."""
    case_id, key = UUID(case_path.rpartition("/")[2]), new_key()
    clear = b'{"account": "Isi lama", "reporter": {"name": "Pelapor Lama", "email": "lama@contoh.example"}}'
    conn = await superuser(stack, "intake")
    try:
        await conn.execute("delete from keys.case_key where case_id = $1", case_id)
        await conn.execute("insert into keys.case_key values ($1, 'former', $2, now())", case_id, key)
        await conn.execute(
            """update ledger set data = convert_to(((convert_from(data, 'UTF8')::jsonb - 'reporter')
                   || jsonb_build_object('private', $2::text))::text, 'UTF8') where case_id = $1""",
            case_id,
            seal(key, case_id, clear),
        )
        await conn.execute(
            """update ledger set data = convert_to(replace(convert_from(data, 'UTF8'), '": "', '":"'), 'UTF8')
               where case_id = $1""",
            case_id,
        )
    finally:
        await conn.close()
    body = {**PURPOSE, "reporter": reporter}
    state, content = opened(call("bawaslu-officer", "POST", f"{case_path}/readings", body))["intake/private"]
    assert (state, content["account"]) == ("opened", "Isi lama")
    assert ("reporter" in content) == reporter
    contact = call("service-notify", "GET", f"/v1/contacts/{case_id}")
    assert contact.json()["email"] == "lama@contoh.example"
