"""A stack starts, is found again, and never stays blocked, whatever was killed before.

Stand-ins play the four services: what is tested here is how they are run, not what they do.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.embedded.processes import MARK, Child
from deploy.faults import Fault
from deploy.home import Home
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared.auth import ALGORITHMS

STAND_IN = {"PYTHONPATH": str(Path(__file__).parent / "stand_in"), "NETRAL_RECONCILE_EVERY": "1"}


@pytest.fixture
def full(stack: Stack) -> Iterator[Stack]:
    """The stack of this run with stand-ins for the services."""
    stack.extra = dict(STAND_IN)
    yield stack
    for name in SERVICES:
        for replica in (0, 1):
            stack.kill_service(name, replica)
    stack.extra = {}


def _told(stack: Stack, name: str, replica: int = 0) -> dict[str, str]:
    file = stack.home.work / f"{name}-{replica}" / "environment.json"
    return dict(json.loads(file.read_text()))


def _marked(stack: Stack) -> list[int]:
    """Every process of this stack, known by pid file or not."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK, "").startswith(stack.home.mark):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def test_up_on_a_running_stack_changes_nothing(full: Stack) -> None:
    assert full.up()
    before = {name: Child(full.home, f"{name}-0").pid for name in SERVICES}
    assert not full.up()
    assert {name: Child(full.home, f"{name}-0").pid for name in SERVICES} == before


def test_a_service_is_told_its_own_settings_and_no_other_database(full: Stack) -> None:
    full.up()
    for name in SERVICES:
        told = _told(full, name)
        assert told[f"NETRAL_{name.upper()}_DATABASE"] == full.dsn(name)
        assert f"http://{told[f'NETRAL_{name.upper()}_LISTEN']}" == full.urls[name]
        assert told["NETRAL_KAFKA_BOOTSTRAP"] == full.bootstrap
        assert told["NETRAL_KAFKA_SECURITY"] == "SASL_PLAINTEXT"
        assert told[f"NETRAL_{name.upper()}_KAFKA_USER"] == f"netral-{name}"
        assert told["NETRAL_RECONCILE_EVERY"] == "1"
        token = Path(told["NETRAL_SERVICE_TOKEN_FILE"]).read_text()
        keys = KeySet.import_key_set(json.loads(Path(told["NETRAL_JWKS"]).read_text()))
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        assert (claims["sub"], claims["iss"]) == (f"service-{name}", told["NETRAL_ISSUER"])
        assert ("NETRAL_SMTP" in told) == (name == "notify")
        for other in set(SERVICES) - {name}:
            assert told[f"NETRAL_{other.upper()}_URL"] == full.urls[other]
            assert f"NETRAL_{other.upper()}_DATABASE" not in told
            assert full.secrets.password(f"netral_{other}") not in json.dumps(told)
            assert f"NETRAL_{other.upper()}_KAFKA_USER" not in told
            assert f"kafka-netral-{other}.password" not in json.dumps(told)


def test_no_secret_is_in_an_argument_or_readable_by_others(full: Stack) -> None:
    full.up()
    key = json.loads((full.home.secrets / "issuer.json").read_text())["d"]
    tokens = {file.read_text() for file in full.home.secrets.glob("*.token")}
    assert len(tokens) == len(SERVICES)
    secrets = {key, *tokens} | {
        full.secrets.password(role)
        for name in SERVICES
        for role in (f"netral_{name}", f"netral_{name}_owner", "postgres")
    }
    of_kafka = {file.read_text() for file in full.home.secrets.glob("kafka-*.password")}
    assert len(of_kafka) == len(SERVICES) + 2
    secrets |= of_kafka
    arguments = " ".join(" ".join(psutil.Process(pid).cmdline()) for pid in _marked(full))
    assert not [secret for secret in secrets if secret in arguments]
    for file in full.home.secrets.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    for log in full.home.logs.iterdir():
        assert not [secret for secret in secrets if secret in log.read_text()], log
    published = full.issuer.jwks.read_text()
    assert not [secret for secret in secrets if secret in published]


def test_replicas_have_ports_and_folders_of_their_own(full: Stack) -> None:
    full.start_service("triage", 0)
    full.start_service("triage", 1, extra={"ONLY_HERE": "yes"})
    assert full.url("triage", 0) != full.url("triage", 1)
    assert _told(full, "triage", 1)["ONLY_HERE"] == "yes"
    assert "ONLY_HERE" not in _told(full, "triage", 0)
    assert full.stop_service("triage", 1)
    assert not full.running("triage", 1)
    assert full.running("triage", 0)


def test_a_service_that_dies_at_start_is_told_with_its_log(full: Stack) -> None:
    full.extra["STAND_IN_DIES"] = "sanctions"
    with pytest.raises(Fault) as fault:
        full.up()
    assert "sanctions-0 ended while it was starting" in fault.value.what
    assert "the stand-in was told to die" in fault.value.detail
    del full.extra["STAND_IN_DIES"]
    full.up()
    assert all(full.running(name) for name in SERVICES)


def test_up_works_after_everything_was_killed(full: Stack) -> None:
    full.up()
    for pid in _marked(full):
        if psutil.pid_exists(pid):
            os.kill(pid, signal.SIGKILL)
    assert full.up()
    assert all(full.running(name) for name in SERVICES)


def test_down_works_after_the_pid_files_were_lost(room: Path) -> None:
    stack = Stack(room / "home", STAND_IN)
    stack.up()
    shutil.rmtree(stack.home.pids)
    assert stack.down() > 0
    assert _alive(stack) == []
    assert stack.down() == 0


def test_down_works_after_the_folder_was_removed(room: Path) -> None:
    stack = Stack(room / "home", STAND_IN)
    stack.up()
    while stack.home.root.exists():  # the servers go on writing into it until they notice
        shutil.rmtree(stack.home.root, ignore_errors=True)
    assert stack.down() > 0
    assert _alive(stack) == []


def test_two_stacks_run_side_by_side(full: Stack, room: Path) -> None:
    full.up()
    other = Stack(room / "home", STAND_IN)
    try:
        other.up()
        assert not set(full.urls.values()) & set(other.urls.values())
        assert full.bootstrap != other.bootstrap
        other.down()
        assert all(full.running(name) for name in SERVICES)
        assert full.kafka.running
    finally:
        other.down()


def test_given_servers_are_used_and_no_own_ones_started(
    full: Stack, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL, Kafka and mail of one stack serve as the given ones of another."""
    monkeypatch.setenv("NETRAL_KAFKA_BOOTSTRAP", full.bootstrap)
    monkeypatch.setenv("NETRAL_KAFKA_SECURITY", "SASL_PLAINTEXT")
    for name in SERVICES:
        access = full.kafka.access(f"netral-{name}")
        monkeypatch.setenv(f"NETRAL_{name.upper()}_KAFKA_USER", str(access.user))
        monkeypatch.setenv(f"NETRAL_{name.upper()}_KAFKA_PASSWORD_FILE", str(access.password_file))
    monkeypatch.setenv("NETRAL_SMTP", full.smtp)
    for name in SERVICES:
        monkeypatch.setenv(f"NETRAL_{name.upper()}_DATABASE", full.dsn(name))
        monkeypatch.setenv(f"NETRAL_{name.upper()}_OWNER_DATABASE", full.dsn(name, "owner"))
    other = Stack(room / "home", STAND_IN)
    try:
        other.up()
        assert not other.postgres.running
        assert not other.kafka.running
        assert not other.mail.running
        assert _told(other, "intake")["NETRAL_INTAKE_DATABASE"] == full.dsn("intake")
        assert "NETRAL_INTAKE_OWNER_DATABASE" not in _told(other, "intake")
        assert other.provision() == {name: [] for name in SERVICES}
    finally:
        other.down()
    assert full.kafka.running
    assert full.postgres.running


def test_an_owner_without_a_runtime_address_is_refused(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETRAL_INTAKE_OWNER_DATABASE", "postgresql://owner@127.0.0.1/x")
    with pytest.raises(Fault, match="NETRAL_INTAKE_DATABASE is not"):
        stack.provision()


def test_a_second_starter_is_told_to_wait(stack: Stack) -> None:
    with stack.home.locked(), pytest.raises(Fault, match="Another netral command"):
        Stack(stack.home.root).up(())


def test_a_disk_without_space_is_told_before_anything_starts(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.home._SPACE", 10**18)
    with pytest.raises(Fault, match="MB are free"):
        Stack(home.root).up(())
    assert list(home.pids.iterdir()) == []


def test_unknown_principals_are_refused_with_the_list(stack: Stack) -> None:
    with pytest.raises(Fault) as fault:
        stack.token("root")
    assert "auditor" in fault.value.remedy


def _alive(stack: Stack) -> list[int]:
    pids = [pid for pid in _marked(stack) if psutil.pid_exists(pid)]
    return [pid for pid in pids if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]
