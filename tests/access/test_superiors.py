"""Whoever decides for an authority comes from its office: no superior acts for another, nor does a PPK."""

from typing import Any

import httpx
import pytest

from tests.access.caller import Caller
from tests.access.test_duty import DUTY

Who = str | tuple[str, str | None, str | None]
GOVERNOR: Who = ("superior-official", "gubernur-32", None)
MINISTER: Who = ("superior-official", "mendagri", "00")
PRESIDENT: Who = ("superior-official", "presiden", "00")
ELSEWHERE: Who = ("superior-official", "gubernur-33", None)
A_PPK: Who = ("superior-official", "ppk-32.08", None)
CONFLICT = {"barred": "ppk", "reason": "is-candidate"}
DECISION = {"level": "medium", "sanction": "penurunan-pangkat", "authority": "gubernur", "vacant": []}


@pytest.fixture
def conflicted(call: Caller) -> str:
    """A case of 32.08 whose PPK is said to have a conflict of interest."""
    made = call("examiner", "POST", "/v1/duties", DUTY, service="sanctions")
    assert made.status_code == 201, made.text
    path = f"/v1/cases/{made.json()['case_id']}"
    declared = step(call, "bkn-auditor", f"{path}/declare-conflict", CONFLICT)
    assert declared.status_code == 200, declared.text
    return path


def step(call: Caller, who: Who, path: str, body: Any) -> httpx.Response:
    """A step at the version that the case has by now."""
    seen = call("auditor", "GET", path.rpartition("/")[0], service="sanctions").json()
    return call(who, "POST", path, body, service="sanctions", version=seen["version"])


def test_the_superior_of_another_region_cannot_tell_the_case_from_none(call: Caller, conflicted: str) -> None:
    for who in (ELSEWHERE, A_PPK):
        assert call(who, "GET", conflicted, service="sanctions").status_code == 404
        listed = call(who, "GET", "/v1/cases?limit=200", service="sanctions").json()["cases"]
        assert conflicted.rpartition("/")[2] not in {case["case_id"] for case in listed}
    upheld = {"authority": "gubernur", "upheld": True}
    assert step(call, ELSEWHERE, f"{conflicted}/decide-conflict", upheld).status_code == 404
    for who in (GOVERNOR, MINISTER, PRESIDENT):
        assert call(who, "GET", conflicted, service="sanctions").status_code == 200


def test_no_superior_acts_for_another(call: Caller, conflicted: str) -> None:
    for who, own in ((GOVERNOR, "gubernur"), (MINISTER, "mendagri"), (PRESIDENT, "presiden"), (A_PPK, "ppk")):
        for authority in {"gubernur", "mendagri", "presiden"} - {own}:
            body = {"authority": authority, "upheld": True}
            refused = step(call, who, f"{conflicted}/decide-conflict", body)
            assert refused.status_code == 403, refused.text
            assert "body.authority" in refused.json()["detail"]
    for who, own in ((MINISTER, "mendagri"), (PRESIDENT, "presiden")):
        body = {"authority": own, "upheld": True}
        refused = step(call, who, f"{conflicted}/decide-conflict", body)
        assert refused.status_code == 409, "for the own office, but the governor is the next above"
        assert refused.json()["type"].endswith("not-competent")
    given = step(call, GOVERNOR, f"{conflicted}/decide-conflict", {"authority": "gubernur", "upheld": True})
    assert given.status_code == 200, given.text


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("issue-decision", DECISION, "authority"),
        ("decide-not-proven", {"reason": "no-evidence", "authority": "gubernur"}, "authority"),
        ("decide-objection", {"ruling": "upheld", "authority": "gubernur"}, "authority"),
        ("form-ethics-panel", {"formed_by": "gubernur"}, "formed_by"),
    ],
)
def test_nobody_decides_in_the_name_of_another_office(
    call: Caller, conflicted: str, path: str, body: dict[str, Any], field: str
) -> None:
    for who in ("ppk-officer", MINISTER, PRESIDENT):
        refused = step(call, who, f"{conflicted}/{path}", body)
        assert refused.status_code == 403, refused.text
        assert f"body.{field}" in refused.json()["detail"]
    of_the_ppk = {**body, field: "ppk"}
    assert step(call, GOVERNOR, f"{conflicted}/{path}", of_the_ppk).status_code == 403
    assert step(call, GOVERNOR, f"{conflicted}/{path}", body).status_code == 409, "not in this state"
    if path in {"decide-not-proven", "decide-objection"}:
        unnamed = {name: value for name, value in body.items() if name != field}
        refused = step(call, GOVERNOR, f"{conflicted}/{path}", unnamed)
        assert refused.status_code == 403, "without a name it is the PPK"


def test_an_authority_that_is_none_is_told_apart_from_one_of_another_office(
    call: Caller, conflicted: str
) -> None:
    refused = step(call, GOVERNOR, f"{conflicted}/decide-conflict", {"authority": "bupati", "upheld": True})
    assert refused.status_code == 422


def test_a_conflict_of_somebody_within_an_agency_is_decided_at_its_ppk(call: Caller) -> None:
    made = call("examiner", "POST", "/v1/duties", DUTY, service="sanctions")
    path = f"/v1/cases/{made.json()['case_id']}"
    conflict = {"barred": "jpt-pratama", "reason": "named-in-case"}
    assert step(call, "bkn-auditor", f"{path}/declare-conflict", conflict).status_code == 200
    for who, authority in ((GOVERNOR, "ppk"), ("ppk-officer", "gubernur")):
        decided = {"authority": authority, "upheld": True}
        assert step(call, who, f"{path}/decide-conflict", decided).status_code == 403
    given = step(call, "ppk-officer", f"{path}/decide-conflict", {"authority": "ppk", "upheld": True})
    assert given.status_code == 200, given.text
