"""What policy takes is measured without a stack, on facts that are as varied as those of real cases."""

import json
from pathlib import Path

from typer.testing import CliRunner

from deploy.bench.policy import ON, facts
from deploy.cli.main import app
from shared import policy
from shared.classification import Classifier


def test_the_facts_are_the_same_in_every_run_and_yield_codes_of_all_branches() -> None:
    made = facts(300)
    assert made == facts(300)
    classifier = Classifier(policy.load())
    answers = [classifier.classify(one, ON) for one in made]
    branches = {suggestion.branch for answer in answers for suggestion in answer.suggestions}
    assert branches == {"ethics", "discipline", "criminal"}
    assert {answer.in_scope for answer in answers} == {True, False, None}
    assert any(len(answer.suggestions) == 1 for answer in answers)


def test_policy_alone_is_measured_without_a_stack(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    told = CliRunner().invoke(app, ["bench", "--policy", "--rounds", "1", "--json", str(file)])
    assert told.exit_code == 0, told.output
    document = json.loads(file.read_text(encoding="utf-8"))
    assert set(document) == {"policy", "machine", "started_at"}
    assert all(figure > 0 for figure in document["policy"].values())
    assert "postgresql" not in document["machine"]


def test_one_measurement_at_a_time() -> None:
    refused = CliRunner().invoke(app, ["bench", "--policy", "--traces"])
    assert refused.exit_code == 2
