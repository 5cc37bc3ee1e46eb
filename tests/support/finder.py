"""Finds what identifies a person, however it is written: plain, in other letters, in URLs, base64 or hex.

Also a part of it that points at the person by itself, and a number with whatever between its digits.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

Place = str
SHORTEST = 6
"""What is shorter is found by chance."""
BETWEEN = rb"(?:[^0-9a-z]|%[0-9a-f]{2}){0,3}"
"""What people and forms write between the digits of a number."""


def parts(value: str) -> frozenset[str]:
    """The value, and its parts that are enough to know the person: each name, both sides of an address."""
    found = value.split("@") if "@" in value else value.split()
    return frozenset({value, *(part for part in found if len(part) >= SHORTEST)})


def traces(value: str) -> frozenset[bytes]:
    """The byte strings of which one is there wherever the value is; letters are lower, base64 apart."""
    raw = value.encode()
    plain = {value, quote(value, safe=""), quote_plus(value), "-".join(value.split()), value.replace(" ", "")}
    found = {form.lower().encode() for form in plain}
    return frozenset({*found, *(form.hex().encode() for form in (raw, raw.lower(), raw.upper()))})


def encoded(value: str) -> frozenset[bytes]:
    """The value in base64, at each of three alignments, without the signs that it shares with neighbours."""
    forms = (value.encode(), value.lower().encode(), value.upper().encode())
    return frozenset(
        base64.b64encode(b"\0" * shift + form)[(0, 2, 3)[shift] : (shift + len(form)) * 8 // 6]
        for form in forms
        for shift in range(3)
    )


class Finder:
    """Looks for these values, by the name under which a find is told."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._plain = {name: _any(_patterns(value)) for name, value in values.items()}
        self._encoded = {
            name: _any(map(re.escape, (form for part in parts(value) for form in encoded(part))))
            for name, value in values.items()
        }

    def look(self, places: Iterable[tuple[Place, bytes]]) -> list[str]:
        """Where which value is, one line each; the values themselves are not repeated."""
        return list(self._look(places))

    def _look(self, places: Iterable[tuple[Place, bytes]]) -> Iterator[str]:
        for place, content in places:
            small = content.lower()
            for name in self._plain:
                if self._plain[name].search(small) or self._encoded[name].search(content):
                    yield f"{name} in {place}"


def _patterns(value: str) -> Iterator[bytes]:
    for part in parts(value):
        yield from map(re.escape, traces(part))
    if value.isdigit():
        yield BETWEEN.join(bytes([digit]) for digit in value.encode())


def _any(wanted: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(sorted(one for one in wanted if len(one) >= SHORTEST)))
