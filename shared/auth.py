"""Who is asking: a bearer token (JWT, RFC 7519), signed by the issuer whose public keys a setting names.

The issuer is somebody else: the trial stack has its own, a real deployment names its identity provider.
Nobody without a valid token has a role; what a role may do is decided elsewhere.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, OKPKey

from shared.clock import Clock
from shared.scope import NOTHING, Scope

AUDIENCE = "netral"
ALGORITHMS = ("Ed25519", "EdDSA")
"""The same algorithm by its present name (RFC 9864) and by its former one (RFC 8037)."""
KEYS_KEPT = timedelta(minutes=10)
"""A key that the issuer took back is refused after so long, if the issuer answers."""
KEYS_END = timedelta(hours=24)
"""While the issuer is away, the keys known before count for so long."""
ASK_AGAIN = timedelta(seconds=30)
"""An unknown key makes us ask the issuer, but not more often than that."""
AT_MOST_EVERY = timedelta(seconds=1)
"""How often an issuer is asked of whom no key is known yet."""
CLOCKS_DIFFER_S = 60
"""Seconds by which the issuer's clock may differ from ours."""
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
            leeway=CLOCKS_DIFFER_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._keys: KeySet | None = None
        self._read_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._asking = asyncio.Lock()
        self._known: dict[str, tuple[Principal, datetime]] = {}

    async def whose(self, token: str) -> Principal:
        """The principal of a token. Raises Untrusted, or KeysAway while no key is known."""
        keys = await self._keys_of(KEYS_KEPT)
        known = self._known.get(token)
        if known is not None and known[1] > self._clock():
            return known[0]
        try:
            claims = self._verified(token, keys)
        except _OtherKey:
            claims = self._verified_at_last(token, await self._keys_of(ASK_AGAIN))
        principal = _principal(claims)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = (principal, _moment(claims["exp"], self._clock()))
        return principal

    async def _keys_of(self, age: timedelta) -> KeySet:
        """The keys, asked for again if that was longer ago; while the issuer is away, the ones known before.

        An issuer that answers with a set of none is not away: it took all of them back, and none counts.
        One question is under way at a time. Raises KeysAway.
        """
        if self._keys is None or self._passed(self._asked_at, age):
            async with self._asking:
                if self._passed(self._asked_at, AT_MOST_EVERY if self._keys is None else age):
                    self._asked_at = self._clock()
                    try:
                        self._take(await self._fetch())
                    except KeysAway:
                        if self._keys is None:
                            raise
        if self._keys is None or self._passed(self._read_at, KEYS_END):
            raise KeysAway("the issuer's keys cannot be had")
        return self._keys

    def _passed(self, since: datetime | None, age: timedelta) -> bool:
        return since is None or self._clock() - since > age

    def _take(self, found: Any) -> None:
        keys = _signing_keys(found)
        self._keys = KeySet([*keys]) if keys else None
        self._read_at = self._clock()
        self._known.clear()

    def _verified(self, token: str, keys: KeySet) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (InvalidKeyIdError, BadSignatureError):
            raise _OtherKey from None
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise Untrusted("This is no token that could be read here.") from None
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


def _signing_keys(found: Any) -> list[OKPKey]:
    """The Ed25519 keys of a JWKS; others are none of ours and left out. Raises KeysAway for what is none."""
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise KeysAway("what the issuer answers is no set of keys (JWKS)")
    keys = []
    for one in listed:
        if isinstance(one, dict) and one.get("crv") == "Ed25519" and one.get("use", "sig") == "sig":
            try:
                keys.append(OKPKey.import_key(one))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    return keys


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
