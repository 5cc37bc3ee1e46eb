"""Settings of a Kafka that is not ours: what does not fit is refused by its name, before anything starts."""

import datetime
import secrets
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.embedded.ports import HOST
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack


def _certificate(file: Path) -> Path:
    """A certificate of an authority that nobody knows."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kafka.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def settings(room: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A whole set of settings for a Kafka with TLS, an identity for each service, and one that provisions."""
    monkeypatch.setenv("NETRAL_KAFKA_BOOTSTRAP", f"{HOST}:1")
    monkeypatch.setenv("NETRAL_KAFKA_SECURITY", "SASL_SSL")
    monkeypatch.setenv("NETRAL_KAFKA_CA_FILE", str(_certificate(room / "authority.pem")))
    for name in ("ADMIN", *map(str.upper, SERVICES)):
        owner = "NETRAL_KAFKA_ADMIN" if name == "ADMIN" else f"NETRAL_{name}_KAFKA"
        (room / name.lower()).write_text(secrets.token_urlsafe())
        monkeypatch.setenv(f"{owner}_USER", f"of-{name.lower()}-{room.name}")
        monkeypatch.setenv(f"{owner}_PASSWORD_FILE", str(room / name.lower()))
    return monkeypatch


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"NETRAL_KAFKA_BOOTSTRAP": ""}, "NETRAL_KAFKA_SECURITY is set, NETRAL_KAFKA_BOOTSTRAP is not"),
        ({"NETRAL_KAFKA_SECURITY": "SSL"}, "NETRAL_KAFKA_SECURITY is SSL"),
        ({"NETRAL_KAFKA_SECURITY": ""}, "NETRAL_INTAKE_KAFKA_USER: nobody would log in"),
        ({"NETRAL_TRIAGE_KAFKA_USER": ""}, "NETRAL_TRIAGE_KAFKA_USER: missing"),
        (
            {"NETRAL_TRIAGE_KAFKA_PASSWORD_FILE": "nowhere"},
            "NETRAL_TRIAGE_KAFKA_PASSWORD_FILE: .*cannot be read",
        ),
        ({"NETRAL_TRIAGE_KAFKA_USER": "one", "NETRAL_NOTIFY_KAFKA_USER": "one"}, "are the same identity"),
        ({"NETRAL_KAFKA_ADMIN_PASSWORD_FILE": ""}, "NETRAL_KAFKA_ADMIN_PASSWORD_FILE: missing"),
        ({"NETRAL_KAFKA_CA_FILE": "nowhere"}, "NETRAL_KAFKA_CA_FILE: .*holds no certificates"),
    ],
)
def test_settings_that_do_not_fit_are_refused_before_anything_starts(
    settings: pytest.MonkeyPatch, room: Path, changes: dict[str, str], what: str
) -> None:
    for name, value in changes.items():
        settings.setenv(name, value)
    stack = Stack(room / "home")
    with pytest.raises(Fault, match=what):
        stack.up()
    assert not stack.home.pids.exists() or list(stack.home.pids.iterdir()) == []
