"""Tokens: whose they are, which are refused and why, and how keys come and go."""

import asyncio
import base64
import contextlib
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, OKPKey

from shared import policy
from shared.auth import (
    ASK_AGAIN,
    AUDIENCE,
    KEYS_END,
    KEYS_KEPT,
    KeysAway,
    OwnToken,
    Untrusted,
    Verifier,
    keys_from,
)
from shared.scope import EVERYTHING, NOTHING, Scope, of_office, of_region

ISSUER = "https://login.example"
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Issuer:
    """An identity provider: its keys as published, and a clock."""

    def __init__(self) -> None:
        self.key = OKPKey.generate_key("Ed25519", {"kid": "one"})
        self.published: Any = KeySet([self.key]).as_dict(private=False)
        self.alg = "Ed25519"
        self.asked = 0
        self.now = NOW
        self.verifier = Verifier(ISSUER, self.fetch, lambda: self.now)

    async def fetch(self) -> Any:
        self.asked += 1
        if self.published is None:
            raise KeysAway("the issuer is away")
        return self.published

    def rotate(self) -> None:
        self.key = OKPKey.generate_key("Ed25519", {"kid": f"after {self.key.kid}"})
        self.published = KeySet([self.key]).as_dict(private=False)

    def token(self, **changed: Any) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "officer-1",
            "exp": int((self.now + timedelta(hours=1)).timestamp()),
            "roles": ["sanctions.ppk"],
            "agency": "ppk-32.08",
            "region": "32.08",
            **changed,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.alg, "kid": self.key.kid}, said, self.key, algorithms=[self.alg])


def _part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


async def test_a_token_says_who_it_is_and_is_verified_once(issuer: Issuer) -> None:
    token = issuer.token()
    principal = await issuer.verifier.whose(token)
    assert (principal.id, principal.roles) == ("officer-1", frozenset({"sanctions.ppk"}))
    assert (principal.agency, principal.region) == ("ppk-32.08", "32.08")
    assert await issuer.verifier.whose(token) is principal
    assert issuer.asked == 1


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
async def test_the_former_name_of_the_algorithm_is_known(issuer: Issuer) -> None:
    issuer.alg = "EdDSA"
    assert (await issuer.verifier.whose(issuer.token())).id == "officer-1"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"exp": int(NOW.timestamp()) - 61}, "expired"),
        ({"nbf": int(NOW.timestamp()) + 61}, "not meant"),
        ({"exp": None}, "not meant"),
        ({"exp": "soon"}, "not meant"),
        ({"iss": "https://elsewhere.example"}, "not meant"),
        ({"aud": "another system"}, "not meant"),
        ({"sub": None}, "not meant"),
        ({"sub": "Budi Contoh"}, "opaque id"),
        ({"sub": "a" * 65}, "opaque id"),
        ({"roles": "auditor"}, "roles"),
        ({"roles": ["auditor", 7]}, "roles"),
        ({"roles": ["Auditor!"]}, "roles"),
        ({"agency": "PPK Ciamis"}, "agency"),
        ({"region": "3208"}, "region"),
    ],
)
async def test_a_token_that_is_not_for_here_is_refused(
    issuer: Issuer, changed: dict[str, Any], why: str
) -> None:
    with pytest.raises(Untrusted, match=why):
        await issuer.verifier.whose(issuer.token(**changed))


async def test_a_token_ends_though_it_was_known(issuer: Issuer) -> None:
    token = issuer.token()
    await issuer.verifier.whose(token)
    issuer.now += timedelta(hours=1, seconds=61)
    with pytest.raises(Untrusted, match="expired"):
        await issuer.verifier.whose(token)


async def test_what_nobody_signed_or_somebody_else_is_refused(issuer: Issuer) -> None:
    header, claims, _ = issuer.token().split(".")
    public = json.dumps(issuer.published["keys"][0]).encode()
    forged = [
        "",
        "nonsense",
        f"{header}.{claims}.",
        f"eyJhbGciOiJub25lIn0.{claims}.",
        jwt.encode({"alg": "HS256", "kid": "one"}, {"sub": "x"}, OctKey.import_key(public)),
        Issuer().token(),
        issuer.token()[:-4] + "AAAA",
        *(f"{_part(odd)}.{claims}.AAAA" for odd in ({"alg": "Ed25519", "crit": 5}, ["alg"], "alg", {}, None)),
    ]
    for token in forged:
        with pytest.raises(Untrusted):
            await issuer.verifier.whose(token)


async def test_a_new_key_is_found_and_one_taken_back_is_refused(issuer: Issuer) -> None:
    old = issuer.token()
    await issuer.verifier.whose(old)
    issuer.rotate()
    with pytest.raises(Untrusted):
        await issuer.verifier.whose(issuer.token())
    assert issuer.asked == 1, "the issuer is not asked for every unknown key"
    issuer.now += ASK_AGAIN + timedelta(seconds=1)
    await issuer.verifier.whose(issuer.token())
    with pytest.raises(Untrusted):
        await issuer.verifier.whose(old)


async def test_a_key_taken_back_ends_its_tokens_after_a_while(issuer: Issuer) -> None:
    old = issuer.token()
    await issuer.verifier.whose(old)
    issuer.rotate()
    issuer.now += KEYS_KEPT + timedelta(seconds=1)
    with pytest.raises(Untrusted):
        await issuer.verifier.whose(old)


@pytest.mark.parametrize("left", [[], [{"kty": "RSA", "n": "AA", "e": "AQAB"}]])
async def test_an_issuer_that_takes_all_keys_back_is_not_away(issuer: Issuer, left: list[Any]) -> None:
    old, published = issuer.token(), issuer.published
    await issuer.verifier.whose(old)
    issuer.published = {"keys": left}
    issuer.now += KEYS_KEPT + timedelta(seconds=1)
    for _ in range(2):
        with pytest.raises(KeysAway):
            await issuer.verifier.whose(old)
    issuer.published = None
    issuer.now += ASK_AGAIN
    with pytest.raises(KeysAway):
        await issuer.verifier.whose(old)
    issuer.published = published
    issuer.now += timedelta(seconds=2)
    assert (await issuer.verifier.whose(old)).id == "officer-1"


@pytest.mark.parametrize("odd", [{"keys": "none"}, {}, [], "keys", 7])
async def test_what_is_no_set_of_keys_takes_none_back(issuer: Issuer, odd: Any) -> None:
    token = issuer.token()
    await issuer.verifier.whose(token)
    issuer.published = odd
    issuer.now += KEYS_KEPT + timedelta(seconds=1)
    assert (await issuer.verifier.whose(token)).id == "officer-1"


async def test_an_issuer_that_is_away_keeps_nobody_out_who_is_known(issuer: Issuer) -> None:
    published, issuer.published = issuer.published, None
    with pytest.raises(KeysAway):
        await issuer.verifier.whose(issuer.token())
    nothing: Any
    for nothing in ({"keys": "none"}, {"keys": [{"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519"}]}, []):
        issuer.published = nothing
        issuer.now += timedelta(seconds=2)
        with pytest.raises(KeysAway):
            await issuer.verifier.whose(issuer.token())
    issuer.published = published
    issuer.now += timedelta(seconds=2)
    await issuer.verifier.whose(issuer.token())
    issuer.published = None
    issuer.now += KEYS_KEPT + timedelta(seconds=1)
    await issuer.verifier.whose(issuer.token())
    issuer.now += KEYS_END
    with pytest.raises(KeysAway):
        await issuer.verifier.whose(issuer.token())


async def test_an_issuer_is_asked_once_whoever_knocks(issuer: Issuer) -> None:
    stranger = Issuer().token()
    await issuer.verifier.whose(issuer.token())
    issuer.published = None
    issuer.now += KEYS_KEPT + timedelta(seconds=1)

    async def knock(token: str) -> None:
        with contextlib.suppress(Untrusted):
            await issuer.verifier.whose(token)

    await asyncio.gather(*(knock(token) for token in [stranger, issuer.token()] * 20))
    assert issuer.asked == 2


async def test_a_key_of_another_kind_keeps_ours_from_nothing(issuer: Issuer) -> None:
    issuer.published["keys"] += [{"kty": "OKP", "crv": "X25519", "x": "AA"}, {"kty": "new"}, 7]
    assert (await issuer.verifier.whose(issuer.token())).id == "officer-1"


async def test_keys_are_read_from_a_file(issuer: Issuer, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    with pytest.raises(KeysAway):
        await keys_from(str(file))()
    file.write_text(json.dumps(issuer.published))
    assert await keys_from(str(file))() == issuer.published
    with pytest.raises(KeysAway):
        await keys_from("http://127.0.0.1:1/jwks")()


def test_a_services_own_token_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    own = OwnToken(file)

    def sent() -> str:
        request = httpx.Request("GET", "http://127.0.0.1")
        return str(next(own.auth_flow(request)).headers["Authorization"])

    assert (sent(), sent()) == ("Bearer first", "Bearer first")
    file.write_text("second")
    os.utime(file, ns=(1, 1))
    assert sent() == "Bearer second"


def test_scopes_cover_what_they_say() -> None:
    assert of_region("00") == EVERYTHING
    assert of_region("32").covers("bkn", "32.08")
    assert of_region("32.08").covers("bkn", "32.08")
    assert not of_region("32.08").covers("bkn", "32")
    assert not of_region("32.08").covers("bkn", "32.09")
    assert not of_region("32").covers("bkn", "00")
    assert of_region(None) == of_office(None) == NOTHING
    assert of_office("ppk-32.08").covers("ppk-32.08", "32.08")
    assert not of_office("ppk-32.08").covers("bkn", "32.08")
    assert (of_office("bkn") | of_region("32")).covers("bkn", "73")


def test_a_role_looks_as_far_as_policy_says_and_an_unknown_one_nowhere() -> None:
    rules = policy.load()
    assert rules.scope({"sanctions.ppk"}, "ppk-32.08", "00") == of_office("ppk-32.08")
    assert rules.scope({"sanctions.bkn"}, "bkn", "32") == of_region("32")
    assert rules.scope({"service"}, None, None) == EVERYTHING
    assert rules.scope({"emperor", "public", "intake.importer"}, "bkn", "00") == NOTHING
    assert rules.scope({"auditor"}, None, None) == NOTHING


def test_a_superior_looks_at_the_cases_of_those_beneath_its_office_and_of_nobody_else() -> None:
    rules = policy.load()

    def looks(agency: str | None, region: str = "00") -> Scope:
        return rules.scope({"sanctions.superior"}, agency, region)

    assert looks("gubernur-32").covers("ppk-32.08", "32.08")
    for office, region in (("ppk-32", "32"), ("ppk-33.18", "33.18"), ("bkn", "32.08")):
        assert not looks("gubernur-32").covers(office, region)
    assert looks("mendagri").covers("ppk-32", "32")
    assert looks("mendagri").covers("ppk-32.08", "32.08")
    assert not looks("mendagri").covers("bkn", "32.08")
    for nobody in (
        None,
        "ppk-32",
        "ppk-32.08",
        "gubernur",
        "gubernur-32.08",
        "gubernur-99",
        "mendagri-32",
        "bkn",
    ):
        assert looks(nobody) == NOTHING, nobody
