"""Identifiers: UUIDv7 for events and new cases, UUIDv5 where the same thing must get the same id.

New and parsed ids are of asyncpg's UUID class, the one that rows come with: a `uuid.UUID` to whoever uses
it (equal, ordered and hashed alike), made and written out ten times as fast. Every event has four of them.
"""

import os
import time
from collections.abc import Callable
from uuid import UUID, uuid5

from asyncpg.pgproto.pgproto import UUID as QuickUUID

NewId = Callable[[], UUID]
"""Answers an id that was never given before, later ids sorting after earlier ones."""

NAMESPACE = UUID("6f0c1f52-6f5e-5c0e-8a5d-0b8c8f6f1d11")
"""Root of every derived id of Netral (UUIDv5, RFC 9562 section 5.5)."""


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (stamp & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76
    value |= (random >> 68) << 64 | 0b10 << 62 | random & 0x3FFF_FFFF_FFFF_FFFF
    return QuickUUID(value.to_bytes(16))


def parsed_id(text: str) -> UUID:
    """The id that a text writes. Raises ValueError."""
    return QuickUUID(text)


def derived_id(*parts: str) -> UUID:
    """The id that the same parts always get, for instance a media item's case."""
    return uuid5(NAMESPACE, "\x1f".join(parts))
