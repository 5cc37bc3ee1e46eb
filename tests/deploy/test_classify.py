"""`netral classify` as a person and a program meet it: a line in, a line out, whatever the line is."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from deploy.classifying import LONGEST, classified
from deploy.cli.main import app
from shared.classification.asking import Asking, Refused
from shared.policy import FOLDER, load

ON = date(2026, 11, 23)
BANNER: dict[str, Any] = {
    "id": "f-1",
    "respondent_type": "pns",
    "acts": ["banner"],
    "act_date": "2024-09-21",
    "supported": {"kind": "person", "relation": "other", "contest": "pilbup", "region_code": "32.08"},
}
ASKING = Asking(load())


def netral(*arguments: str | Path, given: bytes | None = None) -> Result:
    """The command, in this process; `given` is its standard input."""
    return CliRunner().invoke(app, ["classify", *map(str, arguments)], input=given)


def handed(tmp_path: Path, *lines: object) -> Path:
    """A file of facts; text stands in it as it is."""
    path = tmp_path / "facts.jsonl"
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")
    return path


def answers(content: bytes) -> list[dict[str, Any]]:
    """The answers to lines, without the command."""
    made = classified(ASKING, io.BytesIO(content), ON, "id", lambda *_: None)
    return [json.loads(line) for line in made]


def test_every_line_is_answered_in_its_place_and_a_bad_one_names_field_and_remedy(tmp_path: Path) -> None:
    facts = handed(tmp_path, BANNER, {"id": "f-2", "acts": ["flying"]}, "no json", {**BANNER, "id": "f-4"})
    answered = netral(facts, "--on", "2026-11-23")
    assert answered.exit_code == 1
    first, second, third, fourth = map(json.loads, answered.stdout.splitlines())
    assert [one["code"] for one in first["suggestions"]] == ["KE-01"]
    assert second["id"] == "f-2"
    assert (second["error"]["line"], second["error"]["field"]) == (2, "acts.0")
    assert "banner" in second["error"]["remedy"]
    assert (third["id"], third["error"]["line"], third["error"]["field"]) == (None, 3, None)
    assert fourth == {**first, "id": "f-4"}
    assert re.search(r"facts\.jsonl:2: f-2: acts\.0: .* Remedy: ", answered.stderr)
    assert "facts.jsonl:3: is no JSON" in answered.stderr


def test_a_file_without_faults_ends_with_0_and_says_nothing_else(tmp_path: Path) -> None:
    answered = netral(handed(tmp_path, BANNER, {"id": "nothing-known"}))
    assert (answered.exit_code, answered.stderr) == (0, "")
    assert len(answered.stdout.splitlines()) == 2


def test_standard_input_is_a_dash() -> None:
    answered = netral("-", given=json.dumps(BANNER).encode())
    assert json.loads(answered.stdout)["id"] == "f-1"


def test_texts_come_in_the_language_asked_for(tmp_path: Path) -> None:
    facts = handed(tmp_path, BANNER)
    (indonesian,) = json.loads(netral(facts).stdout)["suggestions"]
    (english,) = json.loads(netral(facts, "--language", "en").stdout)["suggestions"]
    act = load().catalogue.on("KE-01", date(2024, 9, 21))
    assert act is not None
    assert (indonesian["text"], english["text"]) == (act.indonesian, act.english)


def test_the_day_asked_for_stands_for_an_unknown_day_of_the_act(tmp_path: Path) -> None:
    facts = handed(tmp_path, {**BANNER, "act_date": None})
    of_2021, of_2026 = (
        json.loads(netral(facts, "--on", day).stdout)["suggestions"][0]["instrument"]
        for day in ("2021-06-01", "2026-11-23")
    )
    assert (of_2021, of_2026) == ("skb-2020", "skb-2022")


def test_a_policy_of_ones_own_is_asked_and_a_broken_one_refused(tmp_path: Path) -> None:
    own = Path(shutil.copytree(FOLDER, tmp_path / "data"))
    families = (own / "families.yaml").read_text(encoding="utf-8")
    (own / "families.yaml").write_text(families.replace("KE-01: []", "KE-02: []"), encoding="utf-8")
    facts = handed(tmp_path, BANNER)
    (suggestion,) = json.loads(netral(facts, "--data", own).stdout)["suggestions"]
    assert suggestion["code"] == "KE-02"
    broken = Path(shutil.copytree(own, tmp_path / "broken"))
    (broken / "families.yaml").write_text(families.replace("KE-01", "KE-99", 1), encoding="utf-8")
    refused = netral(facts, "--data", broken)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "families.yaml:" in refused.stderr


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("", None),
        ("[]", None),
        ("null", None),
        ('{"acts": ["banner"]}', "id"),
        ('{"id": 7.5}', "id"),
        ('{"id": ""}', "id"),
        ('{"id": "a", "act": "banner"}', "act"),
        ('{"id": "a", "acts": "banner"}', "acts"),
        ('{"id": "a", "acts": [null]}', "acts.0"),
        ('{"id": "a", "respondent_type": "asn"}', "respondent_type"),
        ('{"id": "a", "act_date": "2024-02-30"}', "act_date"),
        ('{"id": "a", "act_date": "21-09-2024"}', "act_date"),
        ('{"id": "a", "act_date": 1726876800}', "act_date"),
        ('{"id": "a", "act_date": "1726876800"}', "act_date"),
        ('{"id": "a", "party_attributes": "yes"}', "party_attributes"),
        ('{"id": "a", "party_attributes": 1}', "party_attributes"),
        ('{"id": "a", "supported": {"kind": "friend"}}', "supported.kind"),
        ('{"id": "a", "supported": {"region_code": "99"}}', "supported.region_code"),
        ('{"id": "a", "supported": {"region_code": "32.8"}}', "supported.region_code"),
        ('{"id": "a", "earlier_sanctions": [{"level": 2}]}', "earlier_sanctions.0.level"),
        ('{"id": "a", "acts": ["\\ud800"]}', None),
    ],
)
def test_what_is_no_set_of_facts_is_refused_by_name(line: str, field: str | None) -> None:
    (answer,) = answers(f"{line}\n".encode())
    assert answer["error"]["line"] == 1
    assert answer["error"]["field"] == field
    assert answer["error"]["reason"]
    assert answer["error"]["remedy"]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(st.just(json.dumps(BANNER).encode()), st.binary(max_size=40)), max_size=6))
def test_as_many_lines_come_out_as_go_in(lines: list[bytes]) -> None:
    content = b"".join(line.replace(b"\n", b" ") + b"\n" for line in lines)
    made = answers(content)
    assert len(made) == len(lines)
    for number, (line, answer) in enumerate(zip(lines, made, strict=True), 1):
        assert ("suggestions" in answer) == (line == json.dumps(BANNER).encode())
        assert "suggestions" in answer or answer["error"]["line"] == number


def test_ends_of_lines_and_a_byte_order_mark_are_no_matter() -> None:
    one = json.dumps(BANNER).encode()
    made = answers(b"\xef\xbb\xbf" + one + b"\r\n" + one)
    assert [answer["id"] for answer in made] == ["f-1", "f-1"]


def test_a_line_that_is_too_long_is_one_line_and_the_next_is_read() -> None:
    made = answers(b"x" * (3 * LONGEST) + b"\n" + json.dumps(BANNER).encode())
    assert "longer than" in made[0]["error"]["reason"]
    assert made[1]["id"] == "f-1"


class Endless(io.RawIOBase):
    """A file that has no end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line = (json.dumps(BANNER).encode() + b"\n") * 100
        size = min(len(buffer), len(line))
        buffer[:size] = line[:size]
        return size


def test_no_more_is_read_than_is_answered() -> None:
    told: list[Refused] = []
    made = classified(ASKING, io.BufferedReader(Endless()), ON, "id", lambda _, refused: told.append(refused))
    assert len(list(islice(made, 500))) == 500


def test_many_refused_lines_are_counted_not_all_told(tmp_path: Path) -> None:
    answered = netral(handed(tmp_path, *["no json"] * 50))
    assert len(answered.stdout.splitlines()) == 50
    assert len(answered.stderr.splitlines()) == 21
    assert "and 30 more" in answered.stderr


def started() -> subprocess.Popen[bytes]:
    """The command as a process of its own, which reads a pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.cli.main", "classify", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )


def test_whoever_asks_through_a_pipe_is_answered_at_once_and_ctrl_c_ends_quietly() -> None:
    running = started()
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(json.dumps(BANNER).encode() + b"\n")
    running.stdin.flush()
    assert json.loads(running.stdout.readline())["id"] == "f-1"
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=300)
    assert (running.returncode, errors) == (130, b"")


def test_a_pipe_that_is_closed_ends_it_quietly() -> None:
    running = started()
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(json.dumps(BANNER).encode() + b"\n")
    running.stdin.flush()
    running.stdout.readline()
    running.stdout.close()
    running.stdin.write((json.dumps(BANNER).encode() + b"\n") * 3)
    running.stdin.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    assert running.wait(timeout=300) == 1
