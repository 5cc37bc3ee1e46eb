"""Settings of a service, from the environment, prefix NETRAL_; refused at start when missing or odd."""

import os
import sys
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.private.fingerprints import SHORTEST, read_secret
from shared.stream.access import Access, Security

ServiceName = Literal["intake", "triage", "sanctions", "notify"]


def _seconds(value: object) -> object:
    if isinstance(value, str) and value.replace(".", "", 1).isdigit():
        return float(value)
    return value


Duration = Annotated[timedelta, BeforeValidator(_seconds), Field(gt=timedelta(0))]
"""Seconds ("30", "0.5") or an ISO 8601 duration ("PT30S"); longer than nothing."""
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(:\d+)?/?$")]


def _port(address: str) -> str:
    if not 0 < int(address.rsplit(":", 1)[1]) < 65_536:
        raise ValueError("the port must be from 1 to 65535")
    return address


Address = Annotated[str, StringConstraints(pattern=r"^[^\s:]+:\d{1,5}$"), AfterValidator(_port)]
Database = Annotated[str, StringConstraints(pattern=r"^postgres(ql)?://\S+$")]


class Settings(BaseSettings):
    """Everything a service is told from outside. Durations are durations."""

    model_config = SettingsConfigDict(env_prefix="NETRAL_", extra="ignore", frozen=True)

    kafka_bootstrap: Annotated[str, StringConstraints(pattern=r"^[^\s:]+:\d+(,[^\s:]+:\d+)*$")]
    kafka_security: Security = "PLAINTEXT"
    """Whether Kafka is logged in to, and whether by TLS. Anything but a trial: SASL_SSL."""
    kafka_user: str | None = None
    kafka_password_file: Path | None = None
    kafka_ca_file: Path | None = None
    """Whose certificates count; the system's authorities when it is not set."""
    database: Database
    listen: Address
    intake_url: Url
    triage_url: Url
    sanctions_url: Url
    notify_url: Url
    issuer: Annotated[str, StringConstraints(min_length=1)]
    jwks: Annotated[str, StringConstraints(min_length=1)]
    """Whose tokens count, and where its public keys are: an address or a file."""
    service_token_file: Path
    work_dir: Path
    smtp: Address | None = None
    search_key_file: Path | None = None
    """The secret of the keyed hashes by which equal NIPs, telephones and addresses are found. A stage that
    seals needs one of its own and keeps it: another secret finds nothing that was kept under this one."""
    actor_key_file: Path | None = None
    """The secret by which officers get opaque ids: the same for all stages, or one person would be two."""
    virtual_clock: Path | None = None
    """A file that says how far the domain's clock is ahead. For trials and tests; a real service has none."""

    reconcile_every: Duration = timedelta(seconds=60)
    """How often the heads of the other ledgers are compared."""
    walk_every: Duration = timedelta(seconds=3)
    """How often a page of the other ledgers is read again."""
    deadlines_every: Duration = timedelta(seconds=10)
    """How often limits that approach or were missed are noted."""
    gaps_every: Duration = timedelta(seconds=1)
    """How often missing events that others wait for are asked for."""
    stall_after: Duration = timedelta(seconds=60)
    """Lag without progress for so long makes the process start itself again."""
    topics_every: Duration = timedelta(seconds=30)
    """How often it is checked that Kafka still has the topics that are read and written."""
    unready_after: Duration = timedelta(seconds=10)
    """A fault outside for so long turns readiness red."""
    batch: Annotated[int, Field(ge=1, le=5000)] = 1000
    """The most events of one transaction."""
    poisons_in_a_row: Annotated[int, Field(ge=1)] = 50
    """More poison events than this in a row stop the consumer: the code is at fault then."""
    idempotency_kept: Duration = timedelta(days=7)
    """For so long the same Idempotency-Key gets the same answer."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def url(self) -> dict[str, str]:
        """The services' addresses by name."""
        return {
            "intake": self.intake_url,
            "triage": self.triage_url,
            "sanctions": self.sanctions_url,
            "notify": self.notify_url,
        }

    @property
    def kafka(self) -> Access:
        """How Kafka is reached, and as whom."""
        return Access(
            self.kafka_bootstrap,
            self.kafka_security,
            self.kafka_user,
            self.kafka_password_file,
            self.kafka_ca_file,
        )

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where this service listens."""
        host, port = self.listen.rsplit(":", 1)
        return host, int(port)


class BadSettings(Exception):
    """One line for each setting: its name, what is wrong, what to do."""


OF_ONE_SERVICE = ("database", "listen", "kafka_user", "kafka_password_file")


def load(service: ServiceName) -> Settings:
    """The settings of one service. Raises BadSettings naming each setting at fault and the remedy.

    `NETRAL_<SERVICE>_DATABASE`, `…_LISTEN`, `…_KAFKA_USER` and `…_KAFKA_PASSWORD_FILE` are of one service
    alone, so that all four can share an environment.
    """
    own = {name: os.environ.get(_setting(service, name)) or None for name in OF_ONE_SERVICE}
    _refuse_misspelt()
    try:
        settings = Settings(**own)  # type: ignore[arg-type]
    except ValidationError as fault:
        raise BadSettings(
            "\n".join(_remedy(service, error["loc"], error["msg"]) for error in fault.errors())
        ) from None
    for path, name in ((settings.jwks, "JWKS"), (settings.service_token_file, "SERVICE_TOKEN_FILE")):
        if not str(path).startswith(("http://", "https://")) and not Path(path).is_file():
            raise BadSettings(f"NETRAL_{name}: no file {path}. Remedy: `netral up` makes it.")
    own_names = (_setting(service, "kafka_user"), _setting(service, "kafka_password_file"))
    if unfit := settings.kafka.unfit(*own_names):
        raise BadSettings(str(unfit))
    if service != "notify":
        _refuse_without_secret("NETRAL_SEARCH_KEY_FILE", settings.search_key_file)
        _refuse_without_secret("NETRAL_ACTOR_KEY_FILE", settings.actor_key_file)
    try:
        settings.work_dir.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        remedy = "Remedy: name a folder that can be made."
        raise BadSettings(f"NETRAL_WORK_DIR: {settings.work_dir}: {fault.strerror}. {remedy}") from None
    if service == "notify" and settings.smtp is None:
        raise BadSettings("NETRAL_SMTP: missing. Remedy: set it to HOST:PORT of a mail server.")
    return settings


def _refuse_without_secret(name: str, file: Path | None) -> None:
    """Every stage that seals has keyed hashes: of numbers and addresses, and of who acts."""
    remedy = f"Remedy: name a file with {SHORTEST} random bytes or more; `netral up` makes it."
    if file is None:
        raise BadSettings(f"{name}: missing. {remedy}")
    try:
        read_secret(file)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        raise BadSettings(f"{name}: {file}: {why}. {remedy}") from None


def _refuse_misspelt() -> None:
    """A setting whose name is almost one of ours would be ignored in silence."""
    plain = {f"NETRAL_{name.upper()}" for name in Settings.model_fields if name not in OF_ONE_SERVICE}
    each = {
        f"NETRAL_{service.upper()}_{name}"
        for service in get_args(ServiceName)
        for name in ("DATABASE", "LISTEN", "OWNER_DATABASE", "KAFKA_USER", "KAFKA_PASSWORD_FILE")
    }
    known = plain | each | {"NETRAL_HOME", "NETRAL_KAFKA_ADMIN_USER", "NETRAL_KAFKA_ADMIN_PASSWORD_FILE"}
    for name in sorted(os.environ.keys() - known):
        if name.startswith("NETRAL_") and (near := get_close_matches(name, known, 1, 0.85)):
            raise BadSettings(f"{name}: there is no such setting. Remedy: did you mean {near[0]}?")


def _remedy(service: str, where: tuple[int | str, ...], message: str) -> str:
    field = str(where[0]) if where else ""
    name = _setting(service, field)
    missing = message == "Field required" or not os.environ.get(name)
    hint = "set it" if missing else "correct it"
    return f"{name}: {message}. Remedy: {hint} in the environment; see README, Settings."


def _setting(service: str, field: str) -> str:
    """The name of a setting in the environment of a service."""
    own = f"{service.upper()}_" if field in OF_ONE_SERVICE else ""
    return f"NETRAL_{own}{field.upper()}"


def load_or_exit(service: ServiceName) -> Settings:
    """Like `load`; a bad setting ends the process with status 2 and one line for each fault."""
    try:
        return load(service)
    except BadSettings as fault:
        sys.stderr.write(f"{fault}\n")
        raise SystemExit(2) from None
