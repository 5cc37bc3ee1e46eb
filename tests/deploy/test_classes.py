"""The first broker that ends leaves its classes to all that start after it."""

import os
from pathlib import Path

import psutil
import pytest

from deploy.embedded import classes
from deploy.embedded.classes import Classes
from deploy.stack import Stack


@pytest.fixture(autouse=True)
def cache(room: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of classes of this test alone; the archives stay the user's."""
    folder = room / "cache" / "jars"
    monkeypatch.setattr(classes, "cache_folder", lambda: folder)
    return folder.with_name("classes")


def options_of_java(stack: Stack) -> str:
    (java,) = (
        process.info["cmdline"]
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "java"
        and str(stack.home.kafka / "server.properties") in process.info["cmdline"]
    )
    return " ".join(java)


def test_a_broker_records_its_classes_and_the_next_uses_them(room: Path, cache: Path) -> None:
    stack = Stack(room / "home")
    stack.home.prepare()
    try:
        stack.kafka.start()
        assert "-XX:AOTCacheOutput=" in options_of_java(stack)
        stack.kafka.kill()
        assert not cache.exists(), "nothing is kept of one that was killed"
        stack.kafka.start()
        stack.kafka.stop()
        (kept,) = cache.iterdir()
        assert list(stack.home.kafka.glob("*.aot")) == []
        stack.kafka.start()
        assert f"-XX:AOTCache={kept}" in options_of_java(stack)
    finally:
        stack.kafka.stop()
    assert [kept] == list(cache.iterdir()), "nothing was recorded again"


def test_another_java_archive_or_option_is_another_cache_and_the_newest_are_kept(
    room: Path, cache: Path
) -> None:
    java, archive = room / "java", room / "kafka.jar"
    java.write_bytes(b"java")
    archive.write_bytes(b"archive")
    program = Classes(room)
    for number in range(5):
        (option,) = program.recording(java, [archive], [f"-Xmx{number}m"])
        Path(option.partition("=")[2]).write_bytes(b"classes")
        program.keep(whole=True)
        (kept,) = program.options(java, [archive], [f"-Xmx{number}m"])
        os.utime(kept.partition("=")[2], (number, number))
    assert len(list(cache.iterdir())) == 3
    assert program.options(java, [archive], ["-Xmx4m"]) != []
    archive.write_bytes(b"another archive")
    assert program.options(java, [archive], ["-Xmx4m"]) == []


def test_what_was_not_written_to_its_end_is_forgotten(room: Path, cache: Path) -> None:
    (room / "half.aot").write_bytes(b"half")
    Classes(room).keep(whole=False)
    assert list(room.glob("*.aot")) == []
    assert not cache.exists()
