"""Who is asking. Tokens are kept as SHA-256 sums only; nobody without a matching role gets in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Principal:
    """An opaque id (it goes on the stream as the actor) and what it may do."""

    id: str
    roles: frozenset[str]


PUBLIC = Principal("public", frozenset({"public"}))
"""Anybody without a token."""


class Keyring:
    """Knows the principals of this deployment by the SHA-256 of their tokens."""

    def __init__(self, principals: Mapping[str, Principal]) -> None:
        self._principals = principals

    def whose(self, token: str) -> Principal | None:
        """The principal of a bearer token, or None."""
        return self._principals.get(hashlib.sha256(token.encode()).hexdigest())

    @classmethod
    def read(cls, path: Path, service: str) -> "Keyring":
        """The principals that may talk to this service. Raises ValueError naming the file."""
        try:
            entries = json.loads(path.read_text())["principals"]
            return cls(
                {
                    entry["token_sha256"]: Principal(entry["id"], frozenset(entry["roles"]))
                    for entry in entries
                    if service in entry.get("services", (service,))
                }
            )
        except (KeyError, TypeError, json.JSONDecodeError) as fault:
            raise ValueError(f"{path} is no file of principals: {fault!r}") from None
