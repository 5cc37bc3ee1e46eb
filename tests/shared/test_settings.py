"""A missing or odd setting is refused by its name, with the remedy."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.settings import BadSettings, load


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("jwks", "token"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "search").write_text("s" * 32)
    (tmp_path / "actors").write_text("a" * 32)
    values = {
        "KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "INTAKE_DATABASE": "postgresql://netral_intake@/netral_intake",
        "INTAKE_LISTEN": "127.0.0.1:8001",
        "INTAKE_URL": "http://127.0.0.1:8001",
        "TRIAGE_URL": "http://127.0.0.1:8002",
        "SANCTIONS_URL": "http://127.0.0.1:8003",
        "NOTIFY_URL": "http://127.0.0.1:8004",
        "ISSUER": "netral-trial",
        "JWKS": str(tmp_path / "jwks"),
        "SERVICE_TOKEN_FILE": str(tmp_path / "token"),
        "SEARCH_KEY_FILE": str(tmp_path / "search"),
        "ACTOR_KEY_FILE": str(tmp_path / "actors"),
        "WORK_DIR": str(tmp_path),
    }
    for name, value in values.items():
        monkeypatch.setenv(f"NETRAL_{name}", value)
    return monkeypatch


def test_durations_are_durations(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NETRAL_RECONCILE_EVERY", "0.5")
    environment.setenv("NETRAL_STALL_AFTER", "PT2M")
    settings = load("intake")
    assert settings.reconcile_every == timedelta(seconds=0.5)
    assert settings.stall_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NETRAL_KAFKA_BOOTSTRAP", "nowhere"),
        ("NETRAL_INTAKE_DATABASE", "mysql://x"),
        ("NETRAL_BATCH", "many"),
        ("NETRAL_STALL_AFTER", "-1"),
        ("NETRAL_TRIAGE_URL", "127.0.0.1"),
        ("NETRAL_JWKS", "nowhere.json"),
        ("NETRAL_ISSUER", ""),
        ("NETRAL_SEARCH_KEY_FILE", "nowhere.key"),
        ("NETRAL_ACTOR_KEY_FILE", "nowhere.key"),
        ("NETRAL_LOG_LEVEL", "LOUD"),
        ("NETRAL_KAFKA_SECURITY", "SSL"),
    ],
)
def test_an_odd_setting_is_named_with_a_remedy(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadSettings, match=rf"{name}: .*Remedy"):
        load("intake")


@pytest.mark.parametrize(
    ("file", "name"), [("search", "NETRAL_SEARCH_KEY_FILE"), ("actors", "NETRAL_ACTOR_KEY_FILE")]
)
def test_a_stage_that_seals_needs_secrets_of_full_length(
    environment: pytest.MonkeyPatch, tmp_path: Path, file: str, name: str
) -> None:
    (tmp_path / file).write_text("s" * 31)
    with pytest.raises(BadSettings, match=rf"{name}: .*shorter than 32 bytes.*Remedy"):
        load("intake")
    environment.delenv(name)
    with pytest.raises(BadSettings, match=rf"{name}: missing.*Remedy"):
        load("intake")


def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("NETRAL_INTAKE_DATABASE")
    with pytest.raises(BadSettings, match=r"NETRAL_INTAKE_DATABASE: .*Remedy"):
        load("intake")


KAFKA = {
    "NETRAL_KAFKA_SECURITY": "SASL_SSL",
    "NETRAL_INTAKE_KAFKA_USER": "netral-intake",
    "NETRAL_INTAKE_KAFKA_PASSWORD_FILE": "secret",
}


@pytest.fixture
def sasl(environment: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A whole set of settings for a Kafka that one logs in to."""
    environment.chdir(tmp_path)
    (tmp_path / "secret").write_text("s3cret\n")
    (tmp_path / "empty").write_text("\n")
    for name, value in KAFKA.items():
        environment.setenv(name, value)
    return environment


def test_a_service_logs_in_with_the_password_of_its_file(sasl: pytest.MonkeyPatch) -> None:
    access = load("intake").kafka
    assert (access.security, access.user, access.password()) == ("SASL_SSL", "netral-intake", "s3cret")
    assert "s3cret" not in repr(access) + repr(load("intake"))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"NETRAL_INTAKE_KAFKA_USER": None}, "NETRAL_INTAKE_KAFKA_USER: missing"),
        ({"NETRAL_INTAKE_KAFKA_USER": ""}, "NETRAL_INTAKE_KAFKA_USER: missing"),
        ({"NETRAL_INTAKE_KAFKA_PASSWORD_FILE": None}, "NETRAL_INTAKE_KAFKA_PASSWORD_FILE: missing"),
        (
            {"NETRAL_INTAKE_KAFKA_PASSWORD_FILE": "nowhere"},
            "NETRAL_INTAKE_KAFKA_PASSWORD_FILE: .*cannot be read",
        ),
        ({"NETRAL_INTAKE_KAFKA_PASSWORD_FILE": "empty"}, "NETRAL_INTAKE_KAFKA_PASSWORD_FILE: .*is empty"),
        ({"NETRAL_KAFKA_SECURITY": None}, "NETRAL_INTAKE_KAFKA_USER: nobody would log in"),
        ({"NETRAL_KAFKA_CA_FILE": "nowhere"}, "NETRAL_KAFKA_CA_FILE: nowhere holds no certificates"),
        ({"NETRAL_KAFKA_CA_FILE": "secret"}, "NETRAL_KAFKA_CA_FILE: secret holds no certificates"),
        (
            {"NETRAL_KAFKA_SECURITY": "SASL_PLAINTEXT", "NETRAL_KAFKA_CA_FILE": "secret"},
            "NETRAL_KAFKA_CA_FILE: there is no TLS",
        ),
        ({"NETRAL_INTAKE_KAFKA_USR": "x"}, "NETRAL_INTAKE_KAFKA_USR: there is no such setting"),
    ],
)
def test_settings_of_kafka_that_do_not_fit_are_named(
    sasl: pytest.MonkeyPatch, changes: dict[str, str | None], named: str
) -> None:
    for name, value in changes.items():
        if value is None:
            sasl.delenv(name)
        else:
            sasl.setenv(name, value)
    with pytest.raises(BadSettings, match=rf"{named}.*Remedy"):
        load("intake")


def test_the_identity_of_another_service_is_not_used(sasl: pytest.MonkeyPatch) -> None:
    sasl.setenv("NETRAL_TRIAGE_DATABASE", "postgresql://t@/t")
    sasl.setenv("NETRAL_TRIAGE_LISTEN", "127.0.0.1:8002")
    with pytest.raises(BadSettings, match="NETRAL_TRIAGE_KAFKA_USER: missing"):
        load("triage")


def test_notify_needs_a_mail_server(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NETRAL_NOTIFY_DATABASE", "postgresql://n@/n")
    environment.setenv("NETRAL_NOTIFY_LISTEN", "127.0.0.1:8004")
    with pytest.raises(BadSettings, match=r"NETRAL_SMTP: .*Remedy"):
        load("notify")
