"""The four OpenAPI documents are complete: whoever reads one can use the API without asking."""

import importlib
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from shared import policy
from shared.api.reference import page
from shared.clock import system_clock
from shared.identifiers import uuid7
from shared.runtime import Runtime
from shared.settings import Settings

STAGES = ("intake", "triage", "sanctions", "notify")
PUBLIC = {"/healthz", "/readyz", "/metrics"}

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(params=STAGES, scope="module")
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    tmp_path: Path = tmp_path_factory.mktemp("openapi")
    token = tmp_path / "token"
    token.write_text("token")
    url = "http://127.0.0.1:1"
    settings = Settings(
        kafka_bootstrap="127.0.0.1:1",
        database="postgresql://nobody@/nothing",
        listen="127.0.0.1:1",
        intake_url=url,
        triage_url=url,
        sanctions_url=url,
        notify_url=url,
        issuer="netral-trial",
        jwks=str(tmp_path / "jwks.json"),
        service_token_file=token,
        work_dir=tmp_path,
    )
    main = importlib.import_module(f"services.{request.param}.main")
    rules = policy.load()
    runtime = Runtime(main.blueprint(rules), settings, rules, system_clock, uuid7)
    found: dict[str, Any] = main.assemble(runtime).openapi()
    return found


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        assert operation.get("summary"), f"{method} {path}"
        assert operation.get("tags"), f"{method} {path}"


def test_every_error_is_a_problem_document(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400 and path not in PUBLIC:
                assert list(answer["content"]) == ["application/problem+json"], f"{method} {path}"
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "ProblemDocument" in document["components"]["schemas"]


def test_every_protected_operation_documents_the_refusals(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if operation.get("security"):
            assert {"401", "403"} <= operation["responses"].keys(), f"{method} {path}"
        if operation.get("requestBody"):
            assert {"400", "413", "422"} <= operation["responses"].keys(), f"{method} {path}"


def test_every_creating_call_takes_an_idempotency_key_and_every_command_an_if_match(
    document: dict[str, Any],
) -> None:
    for method, path, operation in operations(document):
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        if method == "post" and path.startswith("/v1/cases/") and not path.endswith("/readings"):
            assert "If-Match" in names, path
        elif method == "post" and path in {"/v1/reports", "/v1/sbt-reports", "/v1/media-items"}:
            assert "Idempotency-Key" in names, path


SELF_EVIDENT = {"uuid", "date", "date-time"}


def test_every_field_of_bodies_and_answers_has_an_example(document: dict[str, Any]) -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, of in schema.get("properties", {}).items()
        if not ({"examples", "enum", "const"} & of.keys() or _explains_itself(of))
    ]
    assert bare == []


CHECKED = {
    "IssueRecommendation.act", "IssueRecommendation.contest", "IssueRecommendation.legal_basis",
    "ChangeRecommendation.act", "ChangeRecommendation.contest", "ChangeRecommendation.legal_basis",
    "ChangeRecommendation.respondent_type",
    "IssueRecommendation.agency", "ChangeRecommendation.agency", "AssignAgency.to_agency",
    "EstablishFinding.region", "EstablishFinding.contest", "RegisterCase.contest",
    "IssueRecommendation.respondent_type", "IssueDecision.respondent_type", "IssueDecision.sanction",
    "FormEthicsPanel.formed_by", "FormEthicsPanel.respondent_type",
    "DecideObjection.authority", "AnswerAppeal.authority", "RevokeDecision.authority",
    "DisputeRecommendation.authority", "FormExaminationTeam.authority",
    "DeclareConflict.barred", "DecideConflict.authority", "DecideNotProven.authority",
    "IssueDecision.authority", "IssueDecision.vacant", "IssueDecision.conditions",
    "DecideObjection.sanction", "RecordAppealDecision.sanction", "RecordCourtOutcome.sanction",
    "ReferToGakkumdu.act", "RecordCriminalStep.step",
    "OverrideDefault.default", "OverrideDefault.option", "PlaceLegalHold.reason", "Erasure.reason",
    "Granting.reason",
}  # fmt: skip
"""Codes that a guard, or the route of its own, compares with policy when the command is decided."""


def test_nothing_that_a_step_takes_can_carry_a_text_to_the_stream(document: dict[str, Any]) -> None:
    """What is not sealed everybody reads, for good: a name in it could not be erased any more."""
    schemas = document["components"]["schemas"]
    free = [
        f"{name}.{field}"
        for method, path, operation in operations(document)
        if method == "post" and re.fullmatch(r"/v1/cases/\{case_id\}/[a-z-]+", path)
        for name in _bodies(operation)
        for field, of in schemas[name]["properties"].items()
        if field not in {"private", "purpose"} and _is_free(of)
    ]
    assert set(free) <= CHECKED


def _bodies(operation: dict[str, Any]) -> list[str]:
    return re.findall(r"#/components/schemas/(\w+)", str(operation.get("requestBody", "")))


def _is_free(of: dict[str, Any]) -> bool:
    parts = of.get("anyOf") or of.get("allOf") or [of]
    if any("items" in part and _is_free(part["items"]) for part in parts):
        return True
    return any(
        part.get("type") == "string" and not {"enum", "const"} & part.keys() and "format" not in part
        for part in parts
    )


def _explains_itself(of: dict[str, Any]) -> bool:
    """A reference, a format that everybody knows, yes or no, or a choice or list of such."""
    if "anyOf" in of:
        return all(_explains_itself(one) for one in of["anyOf"])
    if of.get("type") == "array":
        return _explains_itself(of["items"])
    return "$ref" in of or of.get("format") in SELF_EVIDENT or of.get("type") in {"boolean", "null"}


def test_the_reference_page_shows_every_operation_and_fetches_nothing(document: dict[str, Any]) -> None:
    html = page(document)
    for _, path, operation in operations(document):
        assert escape(path) in html
        assert escape(operation["summary"]) in html
    assert "<script" not in html
    assert "@import" not in html
    assert not re.search(r"""(src|href|action|srcset)\s*=\s*["']?(https?:|//)|url\(""", html)
