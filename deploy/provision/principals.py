"""Who may call the services of a trial stack: identities of officers and services, and tokens."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from deploy.faults import Fault
from deploy.home import Home, write_whole
from deploy.provision.migrations import SERVICES
from deploy.provision.secrets import Secrets


@dataclass(frozen=True)
class Principal:
    """An identity: what it may do, and at which services its token is known."""

    id: str
    roles: tuple[str, ...]
    services: tuple[str, ...]


PRINCIPALS = (
    Principal("bawaslu-officer", ("intake.officer", "triage.officer"), ("intake", "triage")),
    Principal("bkn-auditor", ("sanctions.bkn",), ("sanctions",)),
    Principal("ppk-officer", ("sanctions.ppk",), ("sanctions",)),
    Principal("notify-operator", ("notify.operator",), ("notify",)),
    Principal("auditor", ("auditor",), SERVICES),
    Principal("importer", ("intake.importer",), ("intake",)),
    *(Principal(f"service-{name}", ("service",), SERVICES) for name in SERVICES if name != "notify"),
    # notify alone may ask where a reporter can be reached
    Principal("service-notify", ("service", "contact-desk"), SERVICES),
)


def write_principals(home: Home, secrets: Secrets) -> Path:
    """Write the file that the services check tokens against. It holds sums of tokens, no token."""
    file = home.secrets / "principals.json"
    entries = [
        {
            "id": principal.id,
            "token_sha256": hashlib.sha256(secrets.token(principal.id).encode()).hexdigest(),
            "roles": list(principal.roles),
            "services": list(principal.services),
        }
        for principal in PRINCIPALS
    ]
    write_whole(file, json.dumps({"principals": entries}, indent=1))
    return file


def write_service_token(home: Home, secrets: Secrets, service: str) -> Path:
    """Write a service's own token, alone, into a file for it."""
    file = home.secrets / f"service-{service}.token"
    write_whole(file, secrets.token(f"service-{service}"))
    return file


def known(principal: str) -> Principal:
    """The principal of this id; Fault with the list of them when there is none."""
    for one in PRINCIPALS:
        if one.id == principal:
            return one
    names = ", ".join(one.id for one in PRINCIPALS)
    raise Fault(f"There is no principal '{principal}'", f"Choose one of: {names}")
