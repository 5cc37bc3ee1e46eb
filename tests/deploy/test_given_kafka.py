"""A Kafka that is not ours: with SASL and TLS, without any of it, and with settings that do not fit."""

import asyncio
import datetime
import ipaddress
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.embedded import kafka
from deploy.embedded.ports import HOST, Ports
from deploy.environment import given_variables
from deploy.faults import Fault
from deploy.home import Home
from deploy.provision.migrations import SERVICES
from deploy.provision.secrets import Secrets
from deploy.stack import Stack
from shared.inbox.message import Message
from shared.stream.access import Access
from shared.stream.consumer import Subscription
from shared.stream.producer import Producer
from shared.stream.topics import topic_of
from tests.support.until import until


class Theirs(kafka.Kafka):
    """A broker with TLS for those who log in, and a second listener where nobody does."""

    def __init__(self, root: Path) -> None:
        home = Home(root)
        home.prepare()
        self.ports = Ports(home)
        self.certificate = _certificate(root / "kafka" / "both.pem")
        super().__init__(home, self.ports, Secrets(home))

    @property
    def open(self) -> str:
        return f"{HOST}:{self.ports.keep('kafka-open')}"

    def access(self, identity: str) -> Access:
        own = super().access(identity)
        return Access(own.bootstrap, "SASL_SSL", own.user, own.password_file, self.certificate)


def _certificate(file: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, and beside it the certificate alone for clients."""
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
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + pem)
    alone = file.with_name("certificate.pem")
    alone.write_bytes(pem)
    return alone


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theirs]:
    broker = Theirs(tmp_path_factory.mktemp("theirs") / "home")
    ours = kafka._PROPERTIES
    listener = f"OPEN://{HOST}:{broker.ports.claim('kafka-open')}"
    lines = ours.replace("listeners=CLIENTS", f"listeners={listener},CLIENTS")
    lines = lines.replace("CLIENTS:SASL_PLAINTEXT", "OPEN:PLAINTEXT,CLIENTS:SASL_SSL")
    lines = lines.replace("super.users=", "super.users=User:ANONYMOUS;")
    pem = broker.certificate.with_name("both.pem")
    kafka._PROPERTIES = (
        f"{lines}listener.name.clients.ssl.keystore.type=PEM\n"
        f"listener.name.clients.ssl.keystore.location={pem}\n"
        "listener.name.clients.ssl.truststore.type=PEM\n"
        f"listener.name.clients.ssl.truststore.location={broker.certificate}\n"
    )
    try:
        broker.start()
        yield broker
    finally:
        kafka._PROPERTIES = ours
        broker.stop()


@pytest.fixture
def settings(room: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A whole set of settings for a Kafka with TLS, an identity for each service, and one that provisions."""
    monkeypatch.setenv("NETRAL_KAFKA_BOOTSTRAP", f"{HOST}:1")
    monkeypatch.setenv("NETRAL_KAFKA_SECURITY", "SASL_SSL")
    monkeypatch.setenv("NETRAL_KAFKA_CA_FILE", str(_certificate(room / "both.pem")))
    for name in ("ADMIN", *map(str.upper, SERVICES)):
        owner = "NETRAL_KAFKA_ADMIN" if name == "ADMIN" else f"NETRAL_{name}_KAFKA"
        (room / name.lower()).write_text(secrets.token_urlsafe())
        monkeypatch.setenv(f"{owner}_USER", f"of-{name.lower()}-{room.name}")
        monkeypatch.setenv(f"{owner}_PASSWORD_FILE", str(room / name.lower()))
    return monkeypatch


@pytest.fixture
def sasl(theirs: Theirs, settings: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The same for the listener of `theirs` with TLS."""
    admin = theirs.admin
    settings.setenv("NETRAL_KAFKA_BOOTSTRAP", admin.bootstrap)
    settings.setenv("NETRAL_KAFKA_CA_FILE", str(admin.ca_file))
    settings.setenv("NETRAL_KAFKA_ADMIN_USER", str(admin.user))
    settings.setenv("NETRAL_KAFKA_ADMIN_PASSWORD_FILE", str(admin.password_file))
    return settings


async def _works(stack: Stack, folder: Path) -> None:
    """Intake's producer starts and triage's consumer joins its group, each by the library that it uses."""
    producer = Producer(stack.access("intake"), topic_of("intake"))
    await producer.start()
    await producer.stop()

    async def sink(_: list[Message]) -> None:
        """Nothing is read."""

    subscription = Subscription("triage", ("intake",), stack.access("triage"), folder, sink)  # type: ignore[arg-type]
    running = asyncio.ensure_future(subscription.run())

    async def joined() -> bool:
        return subscription.joined

    await until(joined, "triage joins its group")
    running.cancel()
    await asyncio.wait({running})


async def test_one_with_tls_and_identities_is_provisioned_and_used(
    sasl: pytest.MonkeyPatch, room: Path
) -> None:
    stack = Stack(room / "home")
    await asyncio.to_thread(stack.provision_kafka)
    await _works(stack, room / "faust")
    stack.home.prepare()
    stack.issuer.publish()
    told = stack.environment("triage")
    assert told["NETRAL_TRIAGE_KAFKA_USER"] == f"of-triage-{room.name}"
    ours = {"NETRAL_KAFKA_BOOTSTRAP", "NETRAL_KAFKA_SECURITY", "NETRAL_KAFKA_CA_FILE"}
    ours |= {"NETRAL_TRIAGE_KAFKA_USER", "NETRAL_TRIAGE_KAFKA_PASSWORD_FILE", "NETRAL_TRIAGE_DATABASE"}
    assert told.keys() & given_variables() == ours
    sasl.delenv("NETRAL_KAFKA_ADMIN_USER")
    sasl.delenv("NETRAL_KAFKA_ADMIN_PASSWORD_FILE")
    await asyncio.to_thread(stack.provision_kafka)
    (room / "notify").write_text("another")
    with pytest.raises(Fault, match=r"does not know of-notify-.* by this password") as fault:
        await asyncio.to_thread(stack.provision_kafka)
    assert "NETRAL_KAFKA_ADMIN_USER" in fault.value.remedy


async def test_one_without_identities_is_provisioned_and_used(
    theirs: Theirs, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETRAL_KAFKA_BOOTSTRAP", theirs.open)
    stack = Stack(room / "home")
    await asyncio.to_thread(stack.provision_kafka)
    await _works(stack, room / "faust")


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
