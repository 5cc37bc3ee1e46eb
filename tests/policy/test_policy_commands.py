"""`netral policy` as a person and a program meet it; nothing is started."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.faults import Fault
from deploy.policy.records import holdings
from shared.policy import FOLDER


def netral(*arguments: str | Path) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(app, ["policy", *map(str, arguments)], env={"COLUMNS": "200"})


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped policy that a test may change."""
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


def changed(folder: Path, file: str, pattern: str, instead: str) -> None:
    """Replace the first text that fits in one file of a policy."""
    text = (folder / file).read_text(encoding="utf-8")
    after, count = re.subn(pattern, instead, text, count=1)
    assert count == 1
    (folder / file).write_text(after, encoding="utf-8")


def test_the_shipped_policy_is_whole_and_counted() -> None:
    answered = netral("check")
    assert answered.exit_code == 0
    assert "Kebijakan utuh / the policy is whole" in answered.stdout
    for kind in holdings().kinds:
        assert f"\n{kind} " in answered.stdout


def test_a_program_gets_the_counts_and_what_is_not_confirmed() -> None:
    found = json.loads(netral("check", "--json").stdout)
    shipped = holdings()
    assert found["whole"] is True
    assert found["findings"] == []
    for kind, records in shipped.kinds.items():
        assert found["kinds"][kind]["versions"] == len(records)
        assert found["kinds"][kind]["unsure"] == [one.stamp for one in records if one.unsure]


def test_every_fault_of_a_broken_policy_is_told_with_file_line_and_remedy(copy: Path) -> None:
    changed(copy, "rules.yaml", r"valid_from: \d{4}-", "valid_from: 20xx-")
    changed(copy, "states.yaml", r"id: K00", "id: 00")
    answered = netral("check", "--data", copy)
    assert answered.exit_code == 1
    assert re.search(r"^rules\.yaml:\d+: [^:]+: valid_from: .+ Remedy: ", answered.stdout, re.MULTILINE)
    assert re.search(r"^states\.yaml:\d+: ", answered.stdout, re.MULTILINE)
    told = json.loads(netral("check", "--data", copy, "--json").stdout)
    assert told["whole"] is False
    assert {"rules.yaml", "states.yaml"} <= {one["file"] for one in told["findings"]}
    assert all(one["line"] >= 1 and one["reason"] and one["remedy"] for one in told["findings"])


def test_what_policy_names_of_services_is_checked_against_them(copy: Path) -> None:
    changed(copy, "deadlines.yaml", r"triage\.StudyQueued", "triage.StudyQeued")
    answered = netral("check", "--data", copy)
    assert answered.exit_code == 1
    assert re.search(r"^deadlines\.yaml:\d+: kajian@1: starts\.0: .+ triage\.StudyQeued\. Remedy: write "
                     r"triage\.StudyQueued", answered.stdout, re.MULTILINE)  # fmt: skip


def test_a_broken_policy_is_neither_shown_nor_compared(copy: Path) -> None:
    changed(copy, "rules.yaml", r"valid_from: \d{4}-", "valid_from: 20xx-")
    shown = netral("show", "kajian", "--data", copy)
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "rules.yaml:" in shown.stderr
    compared = netral("diff", FOLDER, copy)
    assert (compared.exit_code, compared.stdout) == (2, "")
    assert "rules.yaml:" in compared.stderr


def test_an_entry_is_shown_with_its_words_source_and_confidence() -> None:
    record = next(one for one in holdings().kinds["rules"] if one.valid_to is None)
    answered = netral("show", record.id.upper())
    assert answered.exit_code == 0
    lines = [line.strip() for line in answered.stdout.splitlines()]
    assert lines.index(record.indonesian) < lines.index(record.english)
    assert record.source in answered.stdout


def test_what_is_not_confirmed_says_so() -> None:
    unsure = next(
        one for records in holdings().kinds.values() for one in records if one.unsure and not one.valid_to
    )
    assert "BELUM DIKONFIRMASI / NOT CONFIRMED" in netral("show", unsure.stamp).stdout


def test_every_entry_of_every_kind_can_be_shown() -> None:
    for records in holdings().kinds.values():
        found = json.loads(netral("show", records[0].stamp, "--json").stdout)
        assert records[0].document().items() <= found["entries"][0].items()


def test_a_state_is_shown_though_it_has_no_days() -> None:
    (found,) = json.loads(netral("show", "K30", "--json").stdout)["entries"]
    assert (found["kind"], found["code"]) == ("states", "MENUNGGU_TINDAK_LANJUT_PPK")


def test_before_its_first_day_an_entry_says_when_it_counts() -> None:
    rule = holdings().kinds["rules"][0]
    refused = netral("show", rule.stamp.partition("@")[0], "--on", "1990-01-01")
    assert refused.exit_code == 1
    assert isinstance(refused.exception, Fault)
    assert "1990-01-01" in refused.exception.what
    assert str(rule.valid_from) in refused.exception.remedy


def test_an_unknown_code_is_answered_with_those_like_it() -> None:
    refused = netral("show", "kajiann")
    assert isinstance(refused.exception, Fault)
    assert "kajian" in refused.exception.remedy


def test_an_edited_copy_differs_in_what_was_edited(copy: Path) -> None:
    changed(copy, "roles.yaml", r"scope: region", "scope: everything")
    changed(copy, "regions.csv", r"Kabupaten Kuningan", "Kabupaten Lain")
    answered = netral("diff", FOLDER, copy)
    assert answered.exit_code == 1
    assert "scope: region -> everything" in answered.stdout
    assert "0 ditambah / added, 0 dihapus / removed, 2 diubah / changed" in answered.stdout
    one, other = json.loads(netral("diff", copy, FOLDER, "--json").stdout)
    assert (one["kind"], one["entry"], one["what"]) == ("regions", "32.08", "changed")
    assert other["changes"] == [{"field": "scope", "before": "everything", "after": "region"}]


def test_nothing_differs_from_itself() -> None:
    answered = netral("diff", FOLDER, FOLDER)
    assert answered.exit_code == 0
    assert answered.stdout == "0 ditambah / added, 0 dihapus / removed, 0 diubah / changed\n"


def test_two_days_differ_in_what_began_or_ended_between_them() -> None:
    kinds = holdings().kinds
    first = min(one.valid_from for records in kinds.values() for one in records if one.valid_from)
    found = json.loads(netral("diff", "1900-01-01", str(first), "--json").stdout)
    assert found
    assert {one["what"] for one in found} == {"added"}
    assert netral("diff", "1900-01-01", "1900-01-02").exit_code == 0


@pytest.mark.parametrize("given", [("2024-01-01", str(FOLDER)), ("nowhere", "nowhere"), ("2024-13-01",) * 2])
def test_what_cannot_be_compared_is_refused(given: tuple[str, str]) -> None:
    refused = netral("diff", *given)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "folder" in refused.stderr
