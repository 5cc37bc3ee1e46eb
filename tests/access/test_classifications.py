"""A classification over HTTP is the one of `netral classify`, at every stage."""

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from shared import policy
from shared.api.classifications import ClassificationDocument, SuggestionDocument
from shared.classification import Answer, FactSet, Suggestion
from shared.classification.asking import Asking, Refused, written
from tests.access.caller import Caller

ON = "2026-11-23"
FACTS: dict[str, Any] = {
    "id": "laporan-17",
    "respondent_type": "pns",
    "acts": ["social_media_support", "attend_declaration"],
    "act_date": "2024-09-30",
    "supported": {"kind": "person", "relation": "other", "contest": "pilbup", "region_code": "32.08"},
}
OFFICERS = [("intake", "bawaslu-officer"), ("triage", "satgas-verifier"), ("sanctions", "ppk-officer")]
PATH = f"/v1/classifications?on={ON}"


@pytest.mark.parametrize(("service", "who"), OFFICERS)
def test_every_stage_gives_the_answer_of_the_command(call: Caller, service: str, who: str) -> None:
    answer = call(who, "POST", PATH, FACTS, service=service)
    assert answer.status_code == 200, answer.text
    expected = Asking(policy.load()).line(json.dumps(FACTS).encode(), date.fromisoformat(ON), "id")
    assert not isinstance(expected, Refused)
    assert answer.content == written(expected)
    assert answer.json()["suggestions"][0]["branch"] == "discipline"


def test_what_is_documented_is_what_is_answered() -> None:
    for document, answer in ((ClassificationDocument, Answer), (SuggestionDocument, Suggestion)):
        assert list(document.model_fields) == [field.name for field in fields(answer)]


def test_texts_come_in_the_language_asked_for(call: Caller) -> None:
    english = call("auditor", "POST", f"{PATH}&language=en", FACTS).json()
    indonesian = call("auditor", "POST", PATH, FACTS).json()
    assert english["suggestions"][0]["text"] != indonesian["suggestions"][0]["text"]
    assert [one["code"] for one in english["suggestions"]] == [
        one["code"] for one in indonesian["suggestions"]
    ]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"acts": ["flying"]}, "body.acts.0"),
        ({"act_date": 1726876800}, "body.act_date"),
        ({"party_attributes": "yes"}, "body.party_attributes"),
        ({"supported": {"region_code": "99"}}, "body.supported.region_code"),
        ({"name": "Terlapor Contoh"}, "body.name"),
    ],
)
def test_what_is_no_set_of_facts_is_refused_by_field(call: Caller, wrong: dict[str, Any], path: str) -> None:
    answer = call("auditor", "POST", PATH, {**FACTS, **wrong})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["path"] for one in answer.json()["errors"]] == [path]


def test_the_document_shows_facts_that_can_be_classified(call: Caller) -> None:
    document = call(None, "GET", "/openapi.json").json()
    schema = document["components"]["schemas"]["FactSet"]["properties"]
    shown = {name: of["examples"][0] for name, of in schema.items() if "examples" in of}
    assert FactSet.model_validate(shown).acts
    assert call("auditor", "POST", PATH, shown).status_code == 200
