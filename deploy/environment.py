"""What a service process is told: its own settings as environment variables, no other's."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.provision.migrations import SERVICES

KAFKA = "NETRAL_KAFKA_BOOTSTRAP"
SMTP = "NETRAL_SMTP"
PORTS = "NETRAL_PORTS"
VIRTUAL_CLOCK = "NETRAL_VIRTUAL_CLOCK"


def database_variable(service: str) -> str:
    """The variable with a service's runtime address, e.g. NETRAL_INTAKE_DATABASE."""
    return f"NETRAL_{service.upper()}_DATABASE"


def owner_variable(service: str) -> str:
    """The variable with the owner's address of a service's database; read by `netral provision`."""
    return f"NETRAL_{service.upper()}_OWNER_DATABASE"


def external(name: str) -> str | None:
    """What the user set for this variable; None when unset or empty: use the embedded part."""
    return os.environ.get(name) or None


@dataclass(frozen=True)
class Wiring:
    """Everything that one service process is connected to."""

    service: str
    listen: str
    database: str = field(repr=False)
    kafka: str
    smtp: str
    urls: Mapping[str, str]
    issuer: str
    jwks: Path
    token_file: Path
    search_key: Path
    work: Path
    virtual_clock: Path | None = None


def environment(wiring: Wiring, extra: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of the process: the user's own, the wiring, and `extra` above both."""
    prefix = f"NETRAL_{wiring.service.upper()}"
    given = {
        KAFKA: wiring.kafka,
        database_variable(wiring.service): wiring.database,
        f"{prefix}_LISTEN": wiring.listen,
        "NETRAL_ISSUER": wiring.issuer,
        "NETRAL_JWKS": str(wiring.jwks),
        "NETRAL_SERVICE_TOKEN_FILE": str(wiring.token_file),
        "NETRAL_SEARCH_KEY_FILE": str(wiring.search_key),
        "NETRAL_WORK_DIR": str(wiring.work),
        **{f"NETRAL_{name.upper()}_URL": url for name, url in wiring.urls.items()},
    }
    if wiring.virtual_clock is not None:
        given[VIRTUAL_CLOCK] = str(wiring.virtual_clock)
    if wiring.service == "notify":
        given[SMTP] = wiring.smtp
    return {**_inherited(), **given, **extra}


def _inherited() -> dict[str, str]:
    """The user's environment without any database address, for a service knows its own alone, or clock."""
    addresses = {
        variable(service) for service in SERVICES for variable in (database_variable, owner_variable)
    }
    return {name: value for name, value in os.environ.items() if name not in {*addresses, VIRTUAL_CLOCK}}
