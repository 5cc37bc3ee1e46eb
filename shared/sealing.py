"""Sealing what identifies a person: AES-256-GCM, one key for each case and publishing service.

Without the key the sealed bytes are noise, everywhere. They are bound to the event that carries them, so
those of one event never pass for another's.
"""

import base64
import binascii
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unopened(Exception):
    """These bytes are not sealed for this event with this key."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(256)


def seal(key: bytes, bound_to: UUID, clear: bytes) -> str:
    """The sealed bytes in base64: nonce, then ciphertext with tag; the event's id is associated data."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, clear, bound_to.bytes)).decode()


def unseal(key: bytes, bound_to: UUID, sealed: str) -> bytes:
    """What was sealed. Raises Unopened."""
    try:
        raw = base64.b64decode(sealed)
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], bound_to.bytes)
    except (InvalidTag, ValueError, binascii.Error):
        raise Unopened(str(bound_to)) from None
