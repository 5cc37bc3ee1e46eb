"""Nobody learns of a case of another office or region: it is answered as if it did not exist."""

from uuid import UUID, uuid4

import pytest

from deploy.provision.migrations import SERVICES
from tests.access.caller import FORM, RECOMMENDED, Caller
from tests.support.until import until

HERE = [
    ("bawaslu-officer", "bawaslu-32.08", "32.08"),
    ("bawaslu-officer", "bawaslu-32", "32"),
    "bawaslu-officer",
]
ELSEWHERE = [("bawaslu-officer", "bawaslu-32.09", "32.09"), ("bawaslu-officer", "bawaslu-73", "73")]
OTHER_PPK = ("ppk-officer", "ppk-73.71", "73.71")
NATIONAL_BUT_OTHER_PPK = ("ppk-officer", "ppk-73.71", "00")


def listed(call: Caller, who: object, service: str = "intake") -> list[str]:
    answer = call(who, "GET", "/v1/cases?limit=200", service=service)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return [case["case_id"] for case in answer.json()["cases"]]


@pytest.mark.parametrize("who", HERE, ids=str)
def test_an_officer_of_the_region_sees_the_case(call: Caller, case_path: str, who: object) -> None:
    assert call(who, "GET", case_path).status_code == 200  # type: ignore[arg-type]
    assert call(who, "GET", f"{case_path}/history").status_code == 200  # type: ignore[arg-type]
    assert case_path.rpartition("/")[2] in listed(call, who)


@pytest.mark.parametrize("who", ELSEWHERE, ids=str)
def test_an_officer_of_another_region_cannot_tell_it_from_none(
    call: Caller, case_path: str, who: tuple[str, str, str]
) -> None:
    nowhere = f"/v1/cases/{UUID(int=7)}"
    for method, path, body, version in (
        ("GET", "", None, None),
        ("GET", "/history", None, None),
        ("POST", "/readings", {"purpose": "ingin tahu"}, None),
        ("POST", "/begin-review", {}, 1),
        ("POST", "/begin-review", {}, 99),
    ):
        seen = call(who, method, case_path + path, body, version=version)
        none = call(who, method, nowhere + path, body, version=version)
        assert seen.status_code == none.status_code == 404, path
        assert {**seen.json(), "instance": ""} == {**none.json(), "instance": ""}, path
    assert case_path.rpartition("/")[2] not in listed(call, who)
    assert call("bawaslu-officer", "GET", f"{case_path}/history").json()["events"][0]["version"] == 1


def test_a_master_elsewhere_is_no_master(call: Caller, case_path: str) -> None:
    own = call(None, "POST", "/v1/reports", {**FORM, "region": "73.71"})
    path = f"/v1/cases/{own.json()['case_id']}/link-duplicate"
    there, nowhere = case_path.rpartition("/")[2], str(UUID(int=7))
    for version, status in ((1, 422), (99, 412)):
        answers = [
            call(("bawaslu-officer", "bawaslu-73", "73"), "POST", path, {"master": master}, version=version)
            for master in (there, nowhere)
        ]
        assert [each.status_code for each in answers] == [status, status]
        assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("who", [("auditor", None, "73"), ("notify-operator", None, "73")], ids=str)
def test_what_belongs_to_no_region_needs_the_whole_country(call: Caller, who: tuple[str, None, str]) -> None:
    service = "notify" if who[0] == "notify-operator" else "intake"
    paths = ["/v1/dead-letters", "/v1/discrepancies"]
    paths += ["/v1/notifications/counts"] if service == "notify" else ["/v1/events", "/v1/ledger/cases"]
    for path in paths:
        assert call(who, "GET", path, service=service).status_code == 403, path
        assert call(who[0], "GET", path, service=service).status_code == 200, path


@pytest.mark.parametrize("service", SERVICES)
def test_an_auditor_looks_on_and_gives_no_event_up(call: Caller, service: str) -> None:
    nothing, why = f"/v1/dead-letters/{UUID(int=7)}", {"reason": "ingin tahu"}
    operator = f"{service}-operator"
    for who in ("auditor", operator):
        assert call(who, "GET", "/v1/dead-letters", service=service).status_code == 200
    for how in ("replay", "drop"):
        assert call("auditor", "POST", f"{nothing}/{how}", why, service=service).status_code == 403
        assert call(operator, "POST", f"{nothing}/{how}", why, service=service).status_code == 404
        others = (f"{name}-operator" for name in SERVICES if name != service)
        for other in others:
            assert call(other, "POST", f"{nothing}/{how}", why, service=service).status_code == 403


def test_media_items_are_taken_from_importers_and_from_officers_of_the_country(call: Caller) -> None:
    item = {"id": uuid4().hex, "title": "Judul contoh", "text": "Isi contoh."}
    assert call(("bawaslu-officer", None, "73"), "POST", "/v1/media-items", item).status_code == 403
    assert call("bawaslu-officer", "POST", "/v1/media-items", item).status_code == 201
    assert call("importer", "POST", "/v1/media-items", item).status_code == 200


async def test_a_ppk_sees_its_own_cases_alone_and_only_once_they_are_its(
    call: Caller, case_path: str
) -> None:
    officer, own = "bawaslu-officer", ("ppk-officer", "ppk-32.08", "32.08")
    assert call(officer, "POST", f"{case_path}/begin-review", {}, version=1).status_code == 200
    assert call(officer, "POST", f"{case_path}/register-case", {}, version=2).status_code == 200

    async def arrived(service: str, who: str) -> bool:
        return call(who, "GET", case_path, service=service).status_code == 200

    await until(lambda: arrived("triage", officer), "the study has it")
    for version, step, who in (
        (1, "begin-study", officer),
        (2, "forward-to-bkn", officer),
        (5, "verify-report", "satgas-verifier"),
        (6, "validate-report", "bawaslu-validator"),
    ):
        given = call(who, "POST", f"{case_path}/{step}", {}, service="triage", version=version)
        assert given.status_code == 200, given.text
    await until(lambda: arrived("sanctions", "bkn-auditor"), "BKN has it")
    assert call(own, "GET", case_path, service="sanctions").status_code == 404, "it still lies at BKN"
    given = call(
        "bkn-auditor",
        "POST",
        f"{case_path}/issue-recommendation",
        RECOMMENDED,
        service="sanctions",
        version=1,
    )
    assert given.status_code == 200, given.text
    case_id = case_path.rpartition("/")[2]
    assert case_id in listed(call, own, "sanctions")
    assert case_id in listed(call, "bkn-auditor", "sanctions")
    for other in (OTHER_PPK, NATIONAL_BUT_OTHER_PPK):
        assert call(other, "GET", case_path, service="sanctions").status_code == 404
        assert case_id not in listed(call, other, "sanctions")
        summons = {"examination_on": "2026-12-01"}
        refused = call(other, "POST", f"{case_path}/issue-summons", summons, service="sanctions", version=3)
        assert refused.status_code == 404, refused.text
