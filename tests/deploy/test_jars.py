"""Kafka's archives: only what was locked is started; a failed fetch leaves nothing behind."""

import hashlib
import re
from pathlib import Path

import pytest

from deploy.embedded.jars import KAFKA_LOCK, ZIPKIN_LOCK, Jar, cache_folder, class_path, read_lock
from deploy.faults import Fault
from deploy.progress import Silent


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, room: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(room))
    return cache_folder()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def _lock(room: Path, *jars: Jar) -> Path:
    file = room / "some.lock"
    rows = (f"{jar.sha256} {jar.size} {jar.coordinates} {jar.filename}\n" for jar in jars)
    file.write_text("# a comment\n" + "".join(rows))
    return file


def _jar(content: bytes, name: str = "a-1.jar") -> Jar:
    return Jar(hashlib.sha256(content).hexdigest(), len(content), "g.id:a:1", name)


def test_the_lock_names_every_archive_with_its_sum_and_no_address() -> None:
    jars = read_lock(KAFKA_LOCK)
    assert {"org.apache.kafka:kafka_2.13:4.3.1", "org.scala-lang:scala-library:2.13.18"} <= {
        jar.coordinates for jar in jars
    }
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in jars)
    assert len({jar.filename for jar in jars}) == len(jars) == 46
    assert "://" not in KAFKA_LOCK.read_text()


def test_the_viewers_lock_names_one_archive() -> None:
    (jar,) = read_lock(ZIPKIN_LOCK)
    assert jar.coordinates == "io.zipkin:zipkin-server:3.5.1:slim"
    assert re.fullmatch("[0-9a-f]{64}", jar.sha256)
    assert "://" not in ZIPKIN_LOCK.read_text()


def test_an_archive_in_the_cache_needs_no_network(cache: Path, room: Path, no_network: None) -> None:
    cache.mkdir(parents=True)
    (cache / "a-1.jar").write_bytes(b"java")
    assert class_path(_lock(room, _jar(b"java")), Silent()) == [cache / "a-1.jar"]


def test_an_archive_with_another_sum_is_refused(cache: Path, room: Path, no_network: None) -> None:
    cache.mkdir(parents=True)
    (cache / "a-1.jar").write_bytes(b"jave")
    with pytest.raises(Fault) as fault:
        class_path(_lock(room, _jar(b"java")), Silent())
    assert "a-1.jar is not the file that was locked" in fault.value.what
    assert f"rm '{cache / 'a-1.jar'}'" in fault.value.remedy


def test_a_fetched_archive_with_another_sum_never_reaches_the_cache(cache: Path, room: Path) -> None:
    real = next(jar for jar in read_lock(KAFKA_LOCK) if jar.filename.startswith("slf4j-api"))
    forged = Jar("0" * 64, real.size, real.coordinates, real.filename)
    with pytest.raises(Fault, match="is not the file that was locked"):
        class_path(_lock(room, forged), Silent())
    assert list(cache.iterdir()) == []


def test_without_network_the_first_start_says_so(cache: Path, room: Path, no_network: None) -> None:
    with pytest.raises(Fault) as fault:
        class_path(_lock(room, _jar(b"java")), Silent())
    assert "could not be fetched" in fault.value.what
    assert "needs a network" in fault.value.remedy
    assert list(cache.iterdir()) == []
