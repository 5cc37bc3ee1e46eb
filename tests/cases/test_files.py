"""What is wrong with the file of a worked case is told with its line, before anything is played."""

import re
from pathlib import Path

import pytest

from deploy.cases.loading import load_case
from shared import policy
from shared.policy import PolicyFault
from tests.support.stacks import ROOT

HEAD = """\
title: {indonesian: Contoh, english: Example}
facts: {indonesian: Contoh, english: Example}
source: invented
steps:
  - at: 2024-10-01 10:00
    who: bawaslu-officer
    give: intake/findings
    fields: {region: "33.18", found_on: 2024-09-30, account: Terlapor memasang spanduk seorang calon.}
"""
STEP = "  - {at: 2024-10-02 09:00, who: bawaslu-officer, give: triage/begin-study, expect: {state: K11}}\n"


def _faults(folder: Path, text: str) -> str:
    file = folder / "contoh.yaml"
    file.write_text(text)
    with pytest.raises(PolicyFault) as raised:
        load_case(file, policy.load())
    return str(raised.value)


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "contoh.yaml"
    file.write_text(HEAD + STEP)
    worked = load_case(file, policy.load())
    assert (len(worked.case.steps), worked.line(1, "expect", "state")) == (2, 9)


def test_the_example_of_the_manual_is_a_whole_file(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(.*?)```", (ROOT / "docs" / "cases.md").read_text(), re.DOTALL)
    assert shown is not None
    file = tmp_path / "contoh.yaml"
    file.write_text(shown[1])
    assert len(load_case(file, policy.load()).case.steps) == 3


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("stat: K11", "state: K11", "9: steps.1.expect.stat: is no field that is known here"),
        ("2024-02-30 09:00", "2024-10-02 09:00", "9: steps.1.at: '2024-02-30 09:00' is no moment"),
        ("2024-13-01", "2024-09-30", "8: steps.0.fields.found_on: '2024-13-01' is no day"),
        ("33.18,", '"33.18",', "8: steps.0.fields.region: 33.18 is no text. Remedy: put it in quotes"),
        ("found: 2024", "found_on: 2024", "8: steps.0.fields.found: is no field that is known here"),
        ("begin-studi", "begin-study", "9: steps.1.give: is no command. Remedy: did you mean triage/"),
        ("examiner, give: tr", "bawaslu-officer, give: tr", "9: steps.1.who: may not give triage/begin"),
        ("nobody, give: tr", "bawaslu-officer, give: tr", "9: steps.1.who: is nobody of the trial"),
        ("state: K99", "state: K11", "9: steps.1.expect.state: K99 is no state"),
        ("due: {limit: x, on: 2024-10-04}", "state: K11", "9: steps.1.expect.due.limit: x is no limit"),
        (
            "beside: [{limit: x, on: 2024-10-04}]",
            "state: K11",
            "9: steps.1.expect.beside.0.limit: x is no limit",
        ),
        (
            "documents: [{kind: x, number: 1}]",
            "state: K11",
            "9: steps.1.expect.documents.0.number: 1 is no text",
        ),
        (
            "documents: [{kind: x, number: '*/X'}]",
            "state: K11",
            "9: steps.1.expect.documents.0.kind: x is no kind",
        ),
        ("case: lain, give: tr", "give: tr", "9: steps.1.case: no step before opens the case lain"),
        ("give: tr", "who: bawaslu-officer, give: tr", "9: steps.1: a command needs who gives it"),
        ("told: [reporter]", "state: K11", "9: steps.1.expect: told needs the state of which"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, wrong: str, right: str, told: str) -> None:
    text = (HEAD + STEP).replace(right, wrong)
    assert text != HEAD + STEP
    assert f"contoh.yaml:{told}" in _faults(tmp_path, text)


def test_what_the_public_does_is_not_dated(tmp_path: Path) -> None:
    step = "  - {at: 2024-10-02 09:00, who: public, give: intake/withdrawal}\n"
    assert "what the public does has none" in _faults(tmp_path, HEAD + step)


def test_another_case_is_named_only_after_it_is_open(tmp_path: Path) -> None:
    step = (
        "  - {at: 2024-10-02 09:00, who: bawaslu-officer, give: intake/link-duplicate,"
        ' fields: {master: "@lain"}}\n'
    )
    assert "steps.1.fields.master: no step before opens @lain" in _faults(tmp_path, HEAD + step)
