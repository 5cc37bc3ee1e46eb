"""A message as it came from a stream or a feed, byte for byte, and the event in it if it is one."""

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from shared.event import Event, Headers, Malformed, Notice, decode, notice


class Message(NamedTuple):
    """Headers, key and value exactly as received; `origin` is the source whose topic or feed it was."""

    headers: Sequence[tuple[str, bytes]]
    key: bytes | None
    value: bytes | None
    origin: str | None = None

    def event(self) -> Event | Malformed:
        """The event in it, or what is wrong with it."""
        try:
            event = decode(self.headers, self.value)
        except Malformed as fault:
            return fault
        return self._foreign(event.source) or event

    def notice(self) -> Notice | Malformed:
        """Whose event is in it, and its place, or why there is none."""
        try:
            seen = notice(self.headers, self.value)
        except Malformed as fault:
            return fault
        return self._foreign(seen.source) or seen

    def _foreign(self, source: str) -> Malformed | None:
        """Only the owner of a topic may speak in its own name."""
        if self.origin is None or source == self.origin:
            return None
        return Malformed(f"ce_source says {source}, but it came from {self.origin}")

    @property
    def digest(self) -> str:
        """SHA-256 over all of it (hex): the same bytes have the same."""
        whole = (self.headers_json().encode(), self.key or b"", self.value or b"")
        return sha256(b"\0".join(whole)).hexdigest()

    def headers_json(self) -> str:
        """The headers as JSON for a jsonb column: pairs of name and base64, order kept."""
        return json.dumps(
            [[name.replace("\0", ""), base64.b64encode(v or b"").decode()] for name, v in self.headers]
        )

    @classmethod
    def stored(cls, headers: str, key: bytes | None, value: bytes | None) -> "Message":
        """The message of a stored row."""
        return cls(read_headers(json.loads(headers)), key, value)


def read_headers(pairs: Sequence[Sequence[Any]]) -> Headers:
    """Headers from pairs of name and base64."""
    return [(str(name), base64.b64decode(value)) for name, value in pairs]
