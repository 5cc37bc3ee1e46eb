"""Keyed hashes (HMAC-SHA256) of what identifies a person or an item: equal ones are found, no more told."""

import hmac
from collections.abc import Iterable
from pathlib import Path

from shared.persons import Identifier, Named

SHORTEST = 32
"""Bytes of the secret: those of the hash (RFC 2104 section 3)."""


class Fingerprints:
    """Hashes with one secret of this service; without the secret nobody can try values out."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hash(self, kind: Identifier, value: str) -> bytes:
        """The hash of a normalised value. Letters of a mail address count alike, large or small."""
        return self.digest(kind, value.lower().encode())

    def digest(self, what: str, value: bytes) -> bytes:
        """The hash of exact bytes that are no person's identifier; `what` keeps kinds of them apart."""
        return hmac.digest(self._secret, f"{what}\0".encode() + value, "sha256")

    def of(self, named: Iterable[Named]) -> tuple[tuple[str, bytes, str], ...]:
        """What is kept of these: kind, hash, whose."""
        return tuple((kind, self.hash(kind, value), whose) for kind, value, whose in named)


def read_secret(file: Path) -> bytes:
    """The secret in a file. Raises ValueError for one that is too short, OSError when it cannot be read."""
    secret = file.read_bytes().strip()
    if len(secret) < SHORTEST:
        raise ValueError(f"shorter than {SHORTEST} bytes")
    return secret
