"""What a service process is told: its own settings as environment variables, no other's."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.provision.migrations import SERVICES
from shared.stream.access import CA_SETTING, SECURITY_SETTING, Access

KAFKA = "NETRAL_KAFKA_BOOTSTRAP"
KAFKA_ADMIN_USER = "NETRAL_KAFKA_ADMIN_USER"
KAFKA_ADMIN_PASSWORD_FILE = "NETRAL_KAFKA_ADMIN_PASSWORD_FILE"  # noqa: S105 - the setting's name
SMTP = "NETRAL_SMTP"
PORTS = "NETRAL_PORTS"
VIRTUAL_CLOCK = "NETRAL_VIRTUAL_CLOCK"
SPANS = "OTEL_EXPORTER_ZIPKIN_ENDPOINT"
TELEMETRY = (
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    SPANS,
    "OTEL_SDK_DISABLED",
)
"""With one of them set, the user has said where spans go: the embedded viewer is not started."""


def database_variable(service: str) -> str:
    """The variable with a service's runtime address, e.g. NETRAL_INTAKE_DATABASE."""
    return f"NETRAL_{service.upper()}_DATABASE"


def owner_variable(service: str) -> str:
    """The variable with the owner's address of a service's database; read by `netral provision`."""
    return f"NETRAL_{service.upper()}_OWNER_DATABASE"


def kafka_user_variable(service: str) -> str:
    """The variable with the name by which a service logs in to a given Kafka."""
    return f"NETRAL_{service.upper()}_KAFKA_USER"


def kafka_password_variable(service: str) -> str:
    """The variable with the file that holds its password."""
    return f"NETRAL_{service.upper()}_KAFKA_PASSWORD_FILE"


def given_variables() -> frozenset[str]:
    """Every variable that leads to a server which is not the stack's own, or identifies somebody there."""
    of_all = {KAFKA, KAFKA_ADMIN_USER, KAFKA_ADMIN_PASSWORD_FILE, SECURITY_SETTING, CA_SETTING, SMTP}
    return frozenset(of_all | {make(service) for service in SERVICES for make in _OF_ONE_SERVICE})


_OF_ONE_SERVICE = (database_variable, owner_variable, kafka_user_variable, kafka_password_variable)


def external(name: str) -> str | None:
    """What the user set for this variable; None when unset or empty: use the embedded part."""
    return os.environ.get(name) or None


@dataclass(frozen=True)
class Wiring:
    """Everything that one service process is connected to."""

    service: str
    listen: str
    database: str = field(repr=False)
    kafka: Access
    smtp: str
    urls: Mapping[str, str]
    issuer: str
    jwks: Path
    token_file: Path
    search_key: Path
    actor_key: Path
    work: Path
    virtual_clock: Path | None = None
    spans: str | None = None


def environment(wiring: Wiring, extra: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of the process: the user's own, the wiring, and `extra` above both."""
    prefix = f"NETRAL_{wiring.service.upper()}"
    given = {
        **_kafka(wiring.service, wiring.kafka),
        database_variable(wiring.service): wiring.database,
        f"{prefix}_LISTEN": wiring.listen,
        "NETRAL_ISSUER": wiring.issuer,
        "NETRAL_JWKS": str(wiring.jwks),
        "NETRAL_SERVICE_TOKEN_FILE": str(wiring.token_file),
        "NETRAL_SEARCH_KEY_FILE": str(wiring.search_key),
        "NETRAL_ACTOR_KEY_FILE": str(wiring.actor_key),
        "NETRAL_WORK_DIR": str(wiring.work),
        **{f"NETRAL_{name.upper()}_URL": url for name, url in wiring.urls.items()},
    }
    if wiring.virtual_clock is not None:
        given[VIRTUAL_CLOCK] = str(wiring.virtual_clock)
    if wiring.spans is not None:
        given[SPANS] = wiring.spans
    if wiring.service == "notify":
        given[SMTP] = wiring.smtp
    return {**_inherited(), **given, **extra}


def _kafka(service: str, access: Access) -> dict[str, str]:
    given = {KAFKA: access.bootstrap, SECURITY_SETTING: access.security}
    if access.user:
        given |= {
            kafka_user_variable(service): access.user,
            kafka_password_variable(service): str(access.password_file),
        }
    if access.ca_file:
        given[CA_SETTING] = str(access.ca_file)
    return given


def _inherited() -> dict[str, str]:
    """The user's environment without databases, identities and clock: a service knows its own alone."""
    others = {*given_variables() - {SMTP}, VIRTUAL_CLOCK}
    return {name: value for name, value in os.environ.items() if name not in others}
