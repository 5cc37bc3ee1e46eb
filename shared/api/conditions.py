"""The headers that make a call safe to repeat: `Idempotency-Key` and `If-Match`."""

import hashlib
from typing import Annotated

from fastapi import Header

from shared.api.problems import Problem, wrong_field
from shared.auth import Principal
from shared.write.answer import RequestKey

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        description="Required. The same key with the same body gets the same answer again.",
        examples=["0d1f6a52-8a3e-4c1b-9a57-8d6c2f5b7a10"],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=32,
        description='Required. The version of the case that you saw, as in its ETag: "3".',
        examples=['"3"'],
    ),
]


def request_key(principal: Principal, route: str, key: str | None, body: bytes) -> RequestKey:
    """The key in its scope. Raises Problem 428 if there is none."""
    if key is None:
        raise Problem(428, "key-missing", "Send the header Idempotency-Key, a new one for each call.")
    return RequestKey(principal.id, route, key, hashlib.sha256(body).digest())


def seen_version(if_match: str | None) -> int:
    """The case version in If-Match. Raises Problem 428 or 422."""
    if if_match is None:
        raise Problem(428, "version-missing", "Send the header If-Match with the case's ETag.")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdigit():
        raise wrong_field(path="header.If-Match", reason='not a version like "3"')
    return int(text)
