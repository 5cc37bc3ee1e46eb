"""The trial stack's own issuer, and the identities that it vouches for. A real deployment has another one."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from deploy.faults import Fault
from deploy.home import Home, read_json, write_whole
from deploy.provision.migrations import SERVICES
from shared import policy
from shared.auth import ALGORITHMS, AUDIENCE
from shared.clock import Clock, system_clock

ISSUER = "netral-trial"
OFFICERS = timedelta(hours=12)
"""How long an officer's token is good for."""
SERVICES_TOKENS = timedelta(days=365)
"""How long a service's own token is good for; it gets a new one at each start."""


@dataclass(frozen=True)
class Identity:
    """Somebody who may call: its roles, and the office and region that it acts for unless told otherwise."""

    id: str
    roles: tuple[str, ...]
    agency: str | None = None
    region: str | None = "00"


def _key_desks(service: str) -> tuple[str, ...]:
    """The roles with which a service may ask for keys."""
    return tuple(policy.load().key_desks.readers.get(service, {}).values())


PRINCIPALS = (
    Identity("bawaslu-officer", ("intake.officer", "triage.officer"), "bawaslu-00"),
    # who studied a case does not validate it, and who verified it does neither
    Identity("bawaslu-validator", ("triage.officer",), "bawaslu-00"),
    # who corrects what others recorded records nothing else
    Identity("bawaslu-supervisor", ("intake.corrector", "triage.corrector"), "bawaslu-00"),
    Identity("bkn-supervisor", ("sanctions.corrector",), "bkn"),
    Identity("satgas-verifier", ("triage.verifier",)),
    Identity("gakkumdu-liaison", ("triage.gakkumdu",)),
    Identity("bkn-auditor", ("sanctions.bkn",), "bkn"),
    Identity("ppk-officer", ("sanctions.ppk",), "ppk-32.08", "32.08"),
    # the superior official of the PPK of a regency, here the governor's
    Identity("superior-official", ("sanctions.superior",), "gubernur-32", "32"),
    Identity("examiner", ("sanctions.examiner",), "ppk-32.08", "32.08"),
    Identity("ethics-panel", ("sanctions.panel",), "ppk-32.08", "32.08"),
    *(Identity(f"{name}-operator", (f"{name}.operator",)) for name in SERVICES),
    Identity("auditor", ("auditor",)),
    Identity("privacy-officer", ("intake.privacy",)),
    Identity("importer", ("intake.importer",)),
    # a service gets the keys of those whose key desk policy sends it to, and of nobody else
    *(Identity(f"service-{name}", ("service", *_key_desks(name))) for name in SERVICES if name != "notify"),
    # notify alone may ask where a reporter can be reached
    Identity("service-notify", ("service", "contact-desk")),
)


class Issuer:
    """Signs tokens with a key that is drawn once for a state folder and never leaves it."""

    def __init__(self, home: Home, clock: Clock = system_clock) -> None:
        self._file = home.secrets / "issuer.json"
        self._clock = clock
        self.jwks = home.root / "jwks.json"
        """The public keys, for the services."""

    def publish(self) -> None:
        """Draw the key if there is none, and write its public part where the services read it."""
        if not self._file.exists():
            drawn = OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True)
            write_whole(self._file, json.dumps(drawn.as_dict(private=True), indent=1))
        write_whole(self.jwks, json.dumps(KeySet([self._key()]).as_dict(private=False), indent=1))

    def token(
        self,
        identity: Identity,
        lifetime: timedelta = OFFICERS,
        agency: str | None = None,
        region: str | None = None,
    ) -> str:
        """A bearer token, for another office or region than the identity's own if they are given."""
        now = self._clock()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "@".join(part for part in (identity.id, agency or region) if part),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "roles": list(identity.roles),
            "agency": agency or identity.agency,
            "region": region or _region_of(agency) or identity.region,
        }
        key = self._key()
        header = {"alg": ALGORITHMS[0], "kid": key.kid}
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(header, said, key, algorithms=ALGORITHMS)

    def _key(self) -> OKPKey:
        if not self._file.exists():
            raise Fault("This stack has no issuer of tokens yet", "Start it once: netral up")
        return OKPKey.import_key(read_json(self._file))


def _region_of(agency: str | None) -> str | None:
    """The region that an office's code ends with, None for one of the whole country or of a ministry."""
    of = (agency or "").partition("-")[2]
    return of if of[:2].isdigit() else None


def write_service_token(home: Home, service: str) -> Path:
    """Write a service's own token, a new one, alone into a file for it."""
    file = home.secrets / f"service-{service}.token"
    write_whole(file, Issuer(home).token(known(f"service-{service}"), SERVICES_TOKENS))
    return file


def known(principal: str) -> Identity:
    """The identity of this id; Fault with the list of them when there is none."""
    for one in PRINCIPALS:
        if one.id == principal:
            return one
    names = ", ".join(one.id for one in PRINCIPALS)
    raise Fault(f"There is no principal '{principal}'", f"Choose one of: {names}")
