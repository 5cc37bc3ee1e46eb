"""A document is printed for whoever may ask, stays as it is, and is gone with the key of its case."""

import base64
import hashlib
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
from pypdf import PdfReader

from deploy.stack import Stack
from tests.access.caller import RECOMMENDED, Caller
from tests.access.test_readings import on_record
from tests.support import ways
from tests.support.ledger import superuser

OFFICER, WHY = "bawaslu-officer", "melengkapi berkas"


def listed(call: Caller, case_path: str, who: str = OFFICER, service: str = "intake") -> list[dict[str, Any]]:
    answer = call(who, "GET", f"{case_path}/documents", service=service)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["documents"]
    return found


def asked(
    call: Caller, case_path: str, who: Any = OFFICER, service: str = "intake", place: int = 1
) -> httpx.Response:
    return call(who, "GET", f"{case_path}/documents/{place}", service=service, purpose=WHY)


def text_of(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split()
    )


def test_a_receipt_is_printed_once_and_stays_as_it_is(call: Caller, case_path: str) -> None:
    (before,) = listed(call, case_path)
    assert (before["kind"], before["office"], before["sha256"]) == (
        "tanda-terima-laporan",
        "bawaslu-32.08",
        None,
    )
    assert before["link"] == f"{case_path}/documents/1"
    first = asked(call, case_path)
    told = text_of(first)
    for said in ("Pelapor Contoh", "membagikan ajakan memilih calon", "Kabupaten Kuningan", before["number"]):
        assert said in told
    again = asked(call, case_path)
    assert again.content == first.content
    (after,) = listed(call, case_path)
    assert after == {**before, "sha256": hashlib.sha256(first.content).hexdigest()}
    digest = base64.b64encode(bytes.fromhex(after["sha256"])).decode()
    assert again.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_every_reading_of_a_document_is_on_record(call: Caller, case_path: str) -> None:
    listed(call, case_path)
    assert on_record(call, case_path) == [], "what there is says nothing about anybody"
    for _ in range(2):
        assert asked(call, case_path).status_code == 200
    records = on_record(call, case_path)
    assert [one["parts"] for one in records] == [
        ["intake/1/private", "intake/1/reporter"],
        ["intake/1/tanda-terima-laporan"],
        ["intake/1/tanda-terima-laporan"],
    ]
    assert {(one["purpose"], one["subject"]) for one in records} == {(WHY, OFFICER)}


def test_who_may_not_see_it_sees_nothing_and_leaves_no_record(call: Caller, case_path: str) -> None:
    for who in (None, "auditor", "bkn-auditor", "ppk-officer", "importer", "service-triage"):
        for path in (f"{case_path}/documents", f"{case_path}/documents/1"):
            assert call(who, "GET", path, purpose=WHY).status_code in (401, 403), who
    elsewhere = (OFFICER, "bawaslu-32.09", "32.09")
    for path in (f"{case_path}/documents", f"{case_path}/documents/1"):
        assert call(elsewhere, "GET", path, purpose=WHY).status_code == 404
    assert asked(call, f"/v1/cases/{uuid4()}").status_code == 404
    assert asked(call, case_path, place=2).status_code == 404
    for purpose in (None, "x", "atas nama 199001012015041001", "kirim ke a@contoh.example"):
        refused = call(OFFICER, "GET", f"{case_path}/documents/1", purpose=purpose)
        assert refused.status_code == 422, purpose
    assert on_record(call, case_path) == []


async def test_what_was_printed_is_sealed_where_it_lies(call: Caller, case_path: str, stack: Stack) -> None:
    case_id = UUID(case_path.rpartition("/")[2])
    content = asked(call, case_path).content
    conn = await superuser(stack, "intake")
    row = await conn.fetchrow(
        "select * from rendering join document on id = document_id where case_id = $1", case_id
    )
    await conn.close()
    assert row
    assert (row["part"], row["sha256"]) == ("reporter", hashlib.sha256(content).digest())
    raw = base64.b64decode(row["sealed"])
    assert len(raw) > len(content)
    assert b"PDF" not in raw[:64]
    assert content[100:200] not in raw


def test_what_bkn_and_the_ppk_issue_names_the_respondent_and_never_the_reporter(
    call: Caller, at_bkn: str
) -> None:
    letter = text_of(asked(call, at_bkn, service="triage"))
    assert "Terlapor Contoh" in letter
    assert "mengakui unggahan itu" in letter
    given = call(
        "bkn-auditor", "POST", f"{at_bkn}/issue-recommendation", RECOMMENDED, service="sanctions", version=1
    )
    assert given.status_code == 200, given.text
    case_id = UUID(at_bkn.rpartition("/")[2])
    ways.go(call, case_id, ways.SUMMONED[len(ways.AT_PPK) :])
    kinds = [one["kind"] for one in listed(call, at_bkn, "ppk-officer", "sanctions")]
    assert kinds == ["rekomendasi", "surat-panggilan"]
    recommended = text_of(asked(call, at_bkn, "ppk-officer", "sanctions"))
    summons = text_of(asked(call, at_bkn, "examiner", "sanctions", place=2))
    number = listed(call, at_bkn, "ppk-officer", "sanctions")[0]["number"]
    assert "/REK/BKN/" in number
    assert number in recommended
    assert number in summons, "a summons names the recommendation that it follows"
    for said in (letter, recommended, summons):
        assert "Terlapor Contoh" in said
        assert "Pelapor Contoh" not in said
    handed = on_record(call, at_bkn, "intake", "key")
    assert {one["purpose"] for one in handed} == {WHY}


def test_a_desk_that_is_away_leaves_nothing_half_printed(call: Caller, at_bkn: str, stack: Stack) -> None:
    given = call(
        "bkn-auditor", "POST", f"{at_bkn}/issue-recommendation", RECOMMENDED, service="sanctions", version=1
    )
    assert given.status_code == 200, given.text
    stack.stop_service("triage")
    try:
        assert asked(call, at_bkn, "ppk-officer", "sanctions").status_code == 503
        assert listed(call, at_bkn, "ppk-officer", "sanctions")[0]["sha256"] is None
        assert on_record(call, at_bkn, "sanctions") == []
    finally:
        stack.start_service("triage")


def test_once_the_case_is_erased_number_and_hash_stay_and_nobody_can_read_it(
    call: Caller, case_path: str
) -> None:
    content = asked(call, case_path).content
    for version, step, body in (
        (1, "begin-review", {}),
        (2, "discontinue-report", {"reason": "no-evidence"}),
    ):
        ended = call(OFFICER, "POST", f"{case_path}/{step}", body, version=version)
        assert ended.status_code == 200, ended.text
    before = listed(call, case_path)
    done = call("auditor", "POST", f"{case_path}/erase-personal-data", {"reason": "court-order"}, version=3)
    assert done.status_code == 200, done.text
    gone = asked(call, case_path)
    assert (gone.status_code, gone.json()["type"]) == (410, "urn:netral:problem:erased")
    assert listed(call, case_path) == before
    assert before[0]["sha256"] == hashlib.sha256(content).hexdigest()


def test_what_nobody_printed_before_the_erasure_is_never_printed(call: Caller, case_path: str) -> None:
    for version, step, body in (
        (1, "begin-review", {}),
        (2, "discontinue-report", {"reason": "no-evidence"}),
    ):
        assert call(OFFICER, "POST", f"{case_path}/{step}", body, version=version).status_code == 200
    done = call("auditor", "POST", f"{case_path}/erase-personal-data", {"reason": "court-order"}, version=3)
    assert done.status_code == 200, done.text
    assert asked(call, case_path).status_code == 410
    assert listed(call, case_path)[0]["sha256"] is None
