"""Who is asking: a bearer token (JWT, RFC 7519), signed by the issuer whose public keys a setting names.

The issuer is somebody else: the trial stack has its own, a real deployment names its identity provider.
Nobody without a valid token has a role; what a role may do is decided elsewhere.
"""

import json
import re
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from shared.clock import Clock
from shared.scope import NOTHING, Scope

AUDIENCE = "netral"
ALGORITHMS = ("Ed25519", "EdDSA")
"""The same algorithm by its present name (RFC 9864) and by its former one (RFC 8037)."""
KEYS_KEPT = timedelta(minutes=10)
"""A key that the issuer took back is refused after so long at the latest."""
ASK_AGAIN = timedelta(seconds=30)
"""An unknown key makes us ask the issuer, but not more often than that."""
MOST_KNOWN = 4096

_ROLE = re.compile(r"[a-z][a-z.-]{0,40}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_@-]{0,63}")
_OFFICE = re.compile(r"[a-z0-9.-]{1,64}")
_REGION = re.compile(r"\d{2}(\.\d{2})?")


@dataclass(frozen=True, slots=True)
class Principal:
    """An opaque id (it goes on the stream as the actor), its roles, the office and region that it acts for.

    `scope` is what it may know of by the roles that a route accepts.
    """

    id: str
    roles: frozenset[str]
    agency: str | None = None
    region: str | None = None
    scope: Scope = NOTHING


PUBLIC = Principal("public", frozenset({"public"}))
"""Anybody without a token."""


class Untrusted(Exception):
    """This token is not one to act upon; the text says why."""


class KeysAway(Exception):
    """The issuer's keys cannot be had, so nobody can be told from anybody."""


Fetch = Callable[[], Awaitable[Any]]


def keys_from(source: str) -> Fetch:
    """How the JWKS of a setting is read: from an address (http, https) or a file."""

    async def over_http() -> Any:
        try:
            async with httpx.AsyncClient(timeout=5.0, trust_env=False) as client:
                answer = await client.get(source)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise KeysAway(f"the issuer's keys: {type(fault).__name__}") from None

    async def from_file() -> Any:
        try:
            return json.loads(Path(source).read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise KeysAway(f"the issuer's keys: {type(fault).__name__}") from None

    return over_http if source.startswith(("http://", "https://")) else from_file


class OwnToken(httpx.Auth):
    """A service's own token, read from its file anew when that has changed: its issuer may renew it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = 0
        self._header = ""

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Sign a request. Raises OSError while the file is gone."""
        changed = self._file.stat().st_mtime_ns
        if changed != self._read_at:
            self._header = f"Bearer {self._file.read_text(encoding='utf-8').strip()}"
            self._read_at = changed
        request.headers["Authorization"] = self._header
        yield request


class Verifier:
    """Tells principals by their tokens. Each is verified once, and known until it ends or keys change."""

    def __init__(self, issuer: str, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock().timestamp()),
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._keys: KeySet | None = None
        self._read_at: datetime | None = None
        self._known: dict[str, tuple[Principal, datetime]] = {}

    async def whose(self, token: str) -> Principal:
        """The principal of a token. Raises Untrusted, or KeysAway while no key is known."""
        keys = await self._present_keys()
        known = self._known.get(token)
        if known is not None and known[1] > self._clock():
            return known[0]
        try:
            claims = self._verified(token, keys)
        except _OtherKey:
            claims = self._verified_at_last(token, await self._newer_keys())
        principal = _principal(claims)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = (principal, _moment(claims["exp"], self._clock()))
        return principal

    async def _present_keys(self) -> KeySet:
        if self._keys is None or self._older_than(KEYS_KEPT):
            try:
                return await self._read_keys()
            except KeysAway:
                if self._keys is None:
                    raise
        return self._keys

    async def _newer_keys(self) -> KeySet:
        return await self._read_keys() if self._older_than(ASK_AGAIN) else await self._present_keys()

    def _older_than(self, age: timedelta) -> bool:
        return self._read_at is None or self._clock() - self._read_at > age

    async def _read_keys(self) -> KeySet:
        found = await self._fetch()
        try:
            self._keys = KeySet.import_key_set(found)
        except (JoseError, ValueError, KeyError, TypeError) as fault:
            raise KeysAway(f"what the issuer answers are no keys: {type(fault).__name__}") from None
        self._read_at = self._clock()
        self._known.clear()
        return self._keys

    def _verified(self, token: str, keys: KeySet) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            raise _OtherKey from None
        try:
            self._claims.validate(claims)
        except ExpiredTokenError:
            raise Untrusted("This token has expired; ask for a new one.") from None
        except (JoseError, ValueError, TypeError):
            raise Untrusted("This token is not meant for here.") from None
        return claims

    def _verified_at_last(self, token: str, keys: KeySet) -> dict[str, Any]:
        try:
            return self._verified(token, keys)
        except _OtherKey:
            raise Untrusted("This token is not signed by the issuer that is trusted here.") from None


class _OtherKey(Exception):
    """Not signed by a key that is known here."""


def _principal(claims: dict[str, Any]) -> Principal:
    roles = claims.get("roles", [])
    subject, agency, region = claims["sub"], claims.get("agency"), claims.get("region")
    if not (isinstance(subject, str) and _ID.fullmatch(subject)):
        raise Untrusted("The token's sub is no opaque id: letters, digits, . : _ @ -, 64 at most.")
    if not isinstance(roles, list) or not all(isinstance(r, str) and _ROLE.fullmatch(r) for r in roles):
        raise Untrusted("The token's roles are no list of roles.")
    for name, value, pattern in (("agency", agency, _OFFICE), ("region", region, _REGION)):
        if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
            raise Untrusted(f"The token's {name} is no code of one.")
    return Principal(subject, frozenset(roles), agency, region)


def _moment(seconds: Any, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), now.tzinfo)
    except (OverflowError, ValueError, OSError):
        return now + KEYS_KEPT
