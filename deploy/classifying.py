"""Classifies a file of facts: a line in, a line out, in constant memory however long the file is."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from pydantic_core import to_json

from shared.classification.asking import Asking, Refused, written
from shared.classification.words import Language

LONGEST = 1 << 20
"""The most bytes of a line; one set of facts has a few hundred."""
TOO_LONG = Refused(None, None, f"is longer than {LONGEST} bytes", "write one JSON object on a line")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Told = Callable[[int, Refused], None]
"""Is told of each refused line, with its number from 1."""


def classified(
    asking: Asking, content: BinaryIO, on: date, language: Language, told: Told
) -> Iterator[bytes]:
    """The answer to each line, itself a line; `content` is read only as far as answers are asked for.

    A line that is refused is answered with {"id", "error": {"line", "field", "reason", "remedy"}}.
    """
    for number, line in enumerate(_lines(content), 1):
        answer = TOO_LONG if line is None else asking.line(line, on, language)
        if isinstance(answer, Refused):
            told(number, answer)
            yield _error(number, answer) + b"\n"
        else:
            yield written(answer) + b"\n"


def _error(number: int, refused: Refused) -> bytes:
    error = {
        "line": number,
        "field": refused.field,
        "reason": refused.reason,
        "remedy": refused.remedy,
    }
    return to_json({"id": refused.id, "error": error})


def _lines(content: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file as they come, None for one that is too long to be kept."""
    first = True
    while line := content.readline(LONGEST + 1):
        if len(line) > LONGEST and not line.endswith(b"\n"):
            while (rest := content.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line.removeprefix(BYTE_ORDER_MARK).strip() if first else line.strip()
        first = False
