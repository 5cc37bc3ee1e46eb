"""Sealing what identifies a person: AES-256-GCM, one key for each case and publishing service.

The key never leaves the service that made it. Without the key the sealed bytes are noise, everywhere.
"""

import base64
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unopened(Exception):
    """These bytes are not sealed for this case with this key."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(256)


def seal(key: bytes, case_id: UUID, clear: bytes) -> str:
    """The sealed bytes in base64: nonce, then ciphertext with tag; bound to the case."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, clear, case_id.bytes)).decode()


def unseal(key: bytes, case_id: UUID, sealed: str) -> bytes:
    """What was sealed. Raises Unopened."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], case_id.bytes)
    except InvalidTag:
        raise Unopened(str(case_id)) from None
