"""A supervisor corrects over HTTP what an officer recorded; nobody else does, and nothing else."""

from typing import Any

import httpx

from tests.access.caller import Caller
from tests.support import ways

BODY: dict[str, Any] = {
    "corrects": 2,
    "changes": [{"field": "acted_on", "value": "2024-10-02"}],
    "reason": "document-says-otherwise",
}


def test_only_a_supervisor_corrects_and_what_was_stays(call: Caller, at_bkn: str) -> None:
    recommended = ways.AT_PPK[0].body
    given = call(
        "bkn-auditor", "POST", f"{at_bkn}/issue-recommendation", recommended, service="sanctions", version=1
    )
    assert given.status_code == httpx.codes.OK, given.text
    version = given.json()["version"]
    path = f"{at_bkn}/correct"

    def correct(who: str, **other: object) -> httpx.Response:
        return call(who, "POST", path, {**BODY, **other}, service="sanctions", version=version)

    for who in ("bkn-auditor", "ppk-officer", "auditor"):
        assert correct(who).status_code == httpx.codes.FORBIDDEN
    for wrong in (
        {"reason": "because"},
        {"corrects": 99},
        {"changes": [{"field": "acted_on", "value": "soon"}]},
    ):
        assert correct("bkn-supervisor", **wrong).status_code == httpx.codes.UNPROCESSABLE_ENTITY
    unlisted = correct("bkn-supervisor", changes=[{"field": "position", "value": "jf"}])
    assert unlisted.json()["type"] == "urn:netral:problem:not-correctable"
    told = correct("bkn-supervisor", told={})
    assert told.status_code == httpx.codes.UNPROCESSABLE_ENTITY

    corrected = correct("bkn-supervisor")
    assert corrected.status_code == httpx.codes.OK, corrected.text
    assert corrected.json()["state"] == given.json()["state"]
    history = call("bkn-supervisor", "GET", f"{at_bkn}/history", service="sanctions").json()
    types = [one["type"] for one in history["events"]]
    assert types == ["RecommendationQueued", "RecommendationIssued", "PpkNotified", "CaseCorrected"]
