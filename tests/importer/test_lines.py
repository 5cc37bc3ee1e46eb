"""Lines and items of a file, without a front desk."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.importer import lines as module
from deploy.importer.item import FIELDS, Item, Rejected, item
from deploy.importer.lines import Line, lines


def contents(given_: bytes) -> list[bytes | None]:
    return [line.content for line in lines(io.BytesIO(given_))]


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line)), st.integers(1, 17))
def test_lines_are_those_of_the_file_whatever_the_block(found: list[bytes], block: int) -> None:
    before, module.BLOCK = module.BLOCK, block
    try:
        file = b"".join(line + b"\n" for line in found)
        read = list(lines(io.BytesIO(file)))
    finally:
        module.BLOCK = before
    wanted = [line.removeprefix(b"\xef\xbb\xbf") if n == 0 else line for n, line in enumerate(found)]
    assert [line.content for line in read] == wanted
    assert [line.number for line in read] == list(range(1, len(found) + 1))
    assert not read or read[-1].end == len(file)


def test_the_last_line_may_lack_its_end_and_the_first_may_have_a_mark() -> None:
    assert contents(b"\xef\xbb\xbf{}\r\n{}") == [b"{}\r", b"{}"]
    assert contents(b"") == []
    assert contents(b"\n\n") == [b"", b""]


def test_a_line_that_is_too_long_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 10)
    monkeypatch.setattr(module, "BLOCK", 4)
    read = list(lines(io.BytesIO(b"short\n" + b"x" * 1000 + b"\nshort\n" + b"y" * 11)))
    assert [(line.number, line.content) for line in read] == [
        (1, b"short"),
        (2, None),
        (3, b"short"),
        (4, None),
    ]


def test_only_the_fields_of_a_media_item_are_taken() -> None:
    given_ = {**dict.fromkeys(FIELDS, "x"), "outcome_code": "proven", "act_type": "y", "note": None}
    found = item(Line(1, 0, json.dumps(given_).encode()))
    assert isinstance(found, Item)
    assert json.loads(found.body).keys() == set(FIELDS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not JSON, at column 2"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b"\xff{}", "not UTF-8, at byte 0"),
        (b'{"id": "a", "id": "b"}', "the object has the field 'id' twice"),
        (b'{"id": NaN}', "not JSON"),
        (b"[" * 100_000, "not JSON: RecursionError"),
        (b'{"n": ' + b"9" * 5000 + b"}", "not JSON: ValueError"),
        (None, "longer than 4 MiB"),
    ],
)
def test_what_is_no_item_is_rejected_with_the_reason(content: bytes | None, reason: str) -> None:
    found = item(Line(7, 0, content))
    assert isinstance(found, Rejected)
    assert found.line == 7
    assert reason in found.reason


@pytest.mark.parametrize("content", [b"", b"  ", b"\t\r"])
def test_blank_lines_are_no_lines(content: bytes) -> None:
    assert item(Line(1, 0, content)) is None
