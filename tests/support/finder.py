"""Finds what identifies a person, however it is written: plain, in other letters, in URLs, base64 or hex."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

Place = str


def traces(value: str) -> frozenset[bytes]:
    """The byte strings of which one is there wherever the value is; letters are lower, base64 apart."""
    raw = value.encode()
    plain = {value, quote(value, safe=""), quote_plus(value), "-".join(value.split()), value.replace(" ", "")}
    found = {form.lower().encode() for form in plain}
    if value.isdigit():
        # written in groups, as people do
        found |= {f"{value[:8]}{mark}{value[8:14]}".lower().encode() for mark in " .-"}
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
        self._plain = {name: _any(traces(value)) for name, value in values.items()}
        self._encoded = {name: _any(encoded(value)) for name, value in values.items()}

    def look(self, places: Iterable[tuple[Place, bytes]]) -> list[str]:
        """Where which value is, one line each; the values themselves are not repeated."""
        return list(self._look(places))

    def _look(self, places: Iterable[tuple[Place, bytes]]) -> Iterator[str]:
        for place, content in places:
            small = content.lower()
            for name in self._plain:
                if self._plain[name].search(small) or self._encoded[name].search(content):
                    yield f"{name} in {place}"


def _any(wanted: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(one) for one in sorted(wanted) if len(one) >= 6))
