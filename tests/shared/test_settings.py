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
        ("NETRAL_LOG_LEVEL", "LOUD"),
    ],
)
def test_an_odd_setting_is_named_with_a_remedy(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadSettings, match=rf"{name}: .*Remedy"):
        load("intake")


def test_a_stage_that_seals_needs_a_secret_of_full_length(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "search").write_text("s" * 31)
    with pytest.raises(BadSettings, match=r"NETRAL_SEARCH_KEY_FILE: .*shorter than 32 bytes.*Remedy"):
        load("intake")
    environment.delenv("NETRAL_SEARCH_KEY_FILE")
    with pytest.raises(BadSettings, match=r"NETRAL_SEARCH_KEY_FILE: missing.*Remedy"):
        load("intake")


def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("NETRAL_INTAKE_DATABASE")
    with pytest.raises(BadSettings, match=r"NETRAL_INTAKE_DATABASE: .*Remedy"):
        load("intake")


def test_notify_needs_a_mail_server(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NETRAL_NOTIFY_DATABASE", "postgresql://n@/n")
    environment.setenv("NETRAL_NOTIFY_LISTEN", "127.0.0.1:8004")
    with pytest.raises(BadSettings, match=r"NETRAL_SMTP: .*Remedy"):
        load("notify")
