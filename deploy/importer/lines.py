"""A file as numbered lines, never more of it in memory than one block and one line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

BLOCK = 1 << 20  # bytes read at once
LONGEST = 4 << 20  # bytes of a line; a media item has a hundredth of it
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `number` counts from 1, `end` is the byte after it. `content` None: longer than LONGEST."""

    number: int
    end: int
    content: bytes | None


def lines(file: BinaryIO) -> Iterator[Line]:
    """Every line of a file, without its end; a byte order mark at the start is no part of it.

    A line that is too long is passed over without being held. Raises OSError if the file cannot be read.
    """
    number, end, held, too_long = 1, 0, bytearray(), False
    while block := file.read(BLOCK):
        begin = 0
        while (at := block.find(b"\n", begin)) >= 0:
            held += block[begin:at]
            content = None if too_long or len(held) > LONGEST else _without_mark(number, bytes(held))
            yield Line(number, end + at + 1, content)
            number, begin, too_long = number + 1, at + 1, False
            held.clear()
        held += block[begin:]
        end += len(block)
        if len(held) > LONGEST:
            too_long = True
            held.clear()
    if held or too_long:
        yield Line(number, end, None if too_long else _without_mark(number, bytes(held)))


def _without_mark(number: int, content: bytes) -> bytes:
    return content.removeprefix(_BOM) if number == 1 else content
