"""What is sealed opens for an officer's reading alone, each is on record, and auditors see who read what."""

from uuid import uuid4

from tests.access.caller import Caller


def read_by_people(call: Caller, case_path: str) -> list[dict[str, str]]:
    """The readings but notify's own, which asks for the reporter's address when it sends; page by page."""
    found: list[dict[str, str]] = []
    after = ""
    while True:
        page = call("auditor", "GET", f"{case_path}/access?limit=2{after}").json()
        found += page["readings"]
        if page["next"] is None:
            return [one for one in found if one["actor"] != "service-notify"]
        after = f"&after={page['next']}"


def test_a_reading_opens_the_report_and_stays_on_record(call: Caller, case_path: str) -> None:
    assert read_by_people(call, case_path) == []
    for purpose in ("kajian awal", "kajian ulang"):
        read = call("bawaslu-officer", "POST", f"{case_path}/readings", {"purpose": purpose})
        assert read.status_code == 200, read.text
        assert read.json()["content"]["reporter"]["name"] == "Pelapor Contoh"
    listed = read_by_people(call, case_path)
    assert [one["purpose"] for one in listed] == ["kajian awal", "kajian ulang"]
    assert {(one["actor"], one["part"]) for one in listed} == {("bawaslu-officer", "report")}


def test_who_may_not_read_reads_nothing_and_leaves_no_record(call: Caller, case_path: str) -> None:
    for who in (None, "auditor", "bkn-auditor", "ppk-officer"):
        refused = call(who, "POST", f"{case_path}/readings", {"purpose": "ingin tahu"})
        assert refused.status_code in (401, 403), who
        assert "Pelapor Contoh" not in refused.text
    assert call("bawaslu-officer", "POST", f"{case_path}/readings", {"purpose": "x"}).status_code == 422
    assert read_by_people(call, case_path) == []


def test_only_auditors_see_who_read(call: Caller, case_path: str) -> None:
    assert call(None, "GET", f"{case_path}/access").status_code == 401
    assert call("bawaslu-officer", "GET", f"{case_path}/access").status_code == 403
    assert call("auditor", "GET", f"/v1/cases/{uuid4()}/access").status_code == 404


def test_readings_come_in_pages(call: Caller, case_path: str) -> None:
    for number in range(3):
        call("bawaslu-officer", "POST", f"{case_path}/readings", {"purpose": f"kajian {number}"})
    purposes = [one["purpose"] for one in read_by_people(call, case_path)]
    assert purposes == ["kajian 0", "kajian 1", "kajian 2"]
