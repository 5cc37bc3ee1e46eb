"""A policy file becomes plain data that knows its lines, whichever parser reads it."""

from pathlib import Path

import pytest
import yaml

from shared.policy import FOLDER, PolicyFault
from shared.policy.document import LIBYAML, read

TEXT = """\
# comment
a: 1
b:
  - {c: yes, d: 010, on: 2022-01-01}
  - true
e: "7"
f: ~
g: 3.50
h: 32.08.01
j: 99999999999999999999
i: |
  null
"""


def test_only_what_json_would_read_so_is_a_number_a_truth_or_null(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(TEXT, encoding="utf-8")
    document = read(path)
    assert document.data == {
        "a": 1,
        "b": [{"c": "yes", "d": "010", "on": "2022-01-01"}, True],
        "e": "7",
        "f": None,
        "g": 3.5,
        "h": "32.08.01",
        "j": "99999999999999999999",
        "i": "null\n",
    }


def test_every_place_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(TEXT, encoding="utf-8")
    document = read(path)
    assert [document.line((step,)) for step in "abefghji"] == [2, 3, 6, 7, 8, 9, 10, 11]
    assert [document.line(("b", number)) for number in (0, 1)] == [4, 5]
    assert document.line(("b", 0), ("d",)) == 4
    assert document.line(("b", 1), ("none", "of these")) == 5, "what is not there is in what would hold it"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_both_parsers_read_the_same(path: Path) -> None:
    assert read(path, yaml.BaseLoader) == read(path, LIBYAML)


@pytest.mark.parametrize("loader", [yaml.BaseLoader, LIBYAML])
def test_both_parsers_refuse_the_same(loader: type[yaml.BaseLoader], tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    for text, line in (("a: [1\nb: 2\n", 2), ("a: 1\n\tb: 2\n", 2), ("a: 1\n---\na: 2\n", 2), ("a: *b\n", 1)):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(PolicyFault, match=rf"^some\.yaml:{line}: is no YAML: .*\. Remedy: correct it"):
            read(path, loader)
