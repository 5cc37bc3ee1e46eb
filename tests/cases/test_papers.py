"""Summons, minutes, decision and delivery receipt of played cases, as PDF over the API, have their hashes."""

import base64
import hashlib
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from deploy.cases.player import Difference
from deploy.stack import Stack
from tests.access.caller import Caller

PAPERS = ("surat-panggilan", "berita-acara-pemeriksaan", "keputusan", "tanda-terima-keputusan")
WHY = "memeriksa salinan naskah"


def _listed(call: Caller, case_id: str) -> list[dict[str, Any]]:
    answer = call("bkn-auditor", "GET", f"/v1/cases/{case_id}/documents", service="sanctions")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["documents"]
    return found


def test_every_paper_is_printed_once_and_has_the_hash_that_is_told(
    stack: Stack, ended: dict[str, Difference | None]
) -> None:
    call = Caller(stack)
    cases = call("auditor", "GET", "/v1/cases?state=K60&limit=200", service="sanctions").json()["cases"]
    whole = [case["case_id"] for case in cases if _kinds(call, case["case_id"]) >= set(PAPERS)]
    assert len(whole) >= 3, "cases of the worked files with every paper of an examination"
    for case_id in whole[:3]:
        decided = next(one["number"] for one in _listed(call, case_id) if one["kind"] == "keputusan")
        printed = {}
        for one in _listed(call, case_id):
            first, again = (
                call("bkn-auditor", "GET", one["link"], service="sanctions", purpose=WHY) for _ in range(2)
            )
            assert first.status_code == 200, first.text
            assert first.content == again.content
            digest = base64.b64encode(hashlib.sha256(first.content).digest()).decode()
            assert again.headers["Repr-Digest"] == f"sha-256=:{digest}:"
            printed[one["kind"]] = first.content
            told = _text(first.content)
            assert one["number"] in told
            if one["kind"] == "tanda-terima-keputusan":
                assert decided in told
        hashes = {one["kind"]: one["sha256"] for one in _listed(call, case_id)}
        assert hashes == {kind: hashlib.sha256(content).hexdigest() for kind, content in printed.items()}


def _kinds(call: Caller, case_id: str) -> set[str]:
    return {one["kind"] for one in _listed(call, case_id)}


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
