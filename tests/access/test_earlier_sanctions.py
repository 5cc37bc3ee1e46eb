"""Whoever recommends or decides sees what the respondent was sanctioned with, which is on record."""

import httpx

from tests.access.caller import NOTES, Caller
from tests.support import ways


def test_nothing_is_compared_before_a_nip_is_sealed_and_every_look_is_on_record(
    call: Caller, at_bkn: str
) -> None:
    path = f"{at_bkn}/earlier-sanctions"
    before = call("bkn-auditor", "GET", path, service="sanctions")
    assert before.json() == {"compared": False, "sanctions": []}
    recommended = {**ways.AT_PPK[0].body, "private": NOTES}
    step = f"{at_bkn}/issue-recommendation"
    given = call("bkn-auditor", "POST", step, recommended, service="sanctions", version=1)
    assert given.status_code == httpx.codes.OK, given.text
    after = call("ppk-officer", "GET", path, service="sanctions")
    assert after.json()["compared"]
    assert NOTES["respondent"]["nip"][-5:] not in after.text  # type: ignore[index]
    record = call("auditor", "GET", f"{at_bkn}/access", service="sanctions").json()["readings"]
    looked = [(one["subject"], one["parts"]) for one in record if one["kind"] == "search"]
    assert looked == [("bkn-auditor", ["nip"]), ("ppk-officer", ["nip"])]


def test_a_client_cannot_say_what_was_looked_up(call: Caller, at_bkn: str) -> None:
    body = {"level": "heavy", "sanction": "penurunan-jabatan", "authority": "ppk", "repetition": []}
    refused = call("ppk-officer", "POST", f"{at_bkn}/issue-decision", body, service="sanctions", version=1)
    assert refused.status_code == httpx.codes.UNPROCESSABLE_ENTITY
    assert "repetition" in refused.text


def test_who_may_decide_is_shown_in_words(call: Caller, at_bkn: str) -> None:
    path = f"{at_bkn}/competence"
    unknown = call("bkn-auditor", "GET", path, service="sanctions")
    assert unknown.status_code == httpx.codes.CONFLICT
    assert unknown.json()["type"] == "urn:netral:problem:position-unknown"
    step = f"{at_bkn}/issue-recommendation"
    call("bkn-auditor", "POST", step, ways.AT_PPK[0].body, service="sanctions", version=1)
    shown = call("ppk-officer", "GET", f"{path}?level=medium", service="sanctions").json()
    assert {one["level"] for one in shown["types"]} == {"medium"}
    assert [one["id"] for one in shown["types"][0]["deciders"]] == ["administrator", "jpt-pratama"]
    nobody = f"{path}?level=medium&vacant=administrator&vacant=jpt-pratama"
    (decider,) = call("ppk-officer", "GET", nobody, service="sanctions").json()["types"][0]["deciders"]
    assert decider["id"] == "ppk"
    assert [one["id"] for one in decider["needs"]] == ["penunjukan-pejabat-lebih-tinggi"]
    assert call("ppk-officer", "GET", f"{path}?vacant=camat", service="sanctions").status_code == 422
