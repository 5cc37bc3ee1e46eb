"""Java archives named by a committed lock: fetched once per user, checked at every start.

A lock has one line per archive: SHA-256, size in bytes, Maven coordinates, file name. It names no
address. Fetching needs no Maven and no Java.
"""

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.faults import Fault, disk_fault
from deploy.progress import Progress

KAFKA_LOCK = Path(__file__).with_name("kafka-jars.lock")
ZIPKIN_LOCK = Path(__file__).with_name("zipkin-jars.lock")
_AT_ONCE = 6
_TRIES = 3
_TIMEOUT = 30  # seconds without an answer


@dataclass(frozen=True)
class Jar:
    """One locked archive."""

    sha256: str
    size: int
    coordinates: str
    filename: str


def cache_folder() -> Path:
    """The user's own cache of archives, shared by all stacks (XDG_CACHE_HOME, else ~/.cache)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "netral" / "jars"


def read_lock(lock: Path) -> list[Jar]:
    """The archives of a lock, in class path order."""
    jars = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sha256, size, coordinates, filename = line.split()
            jars.append(Jar(sha256, int(size), coordinates, filename))
    return jars


def class_path(lock: Path, progress: Progress) -> list[Path]:
    """The archives of a lock as files, fetching those that are not in the user's cache.

    Every file returned has the sum of the lock. Raises Fault for another sum, no network, no space.
    Safe to run in several processes at once.
    """
    jars = read_lock(lock)
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        missing = [jar for jar in jars if not (folder / jar.filename).exists()]
        if missing:
            _fetch(missing, folder, progress)
        for jar in jars:
            _check(folder / jar.filename, jar)
    except OSError as error:
        raise disk_fault(error) or error from error
    return [folder / jar.filename for jar in jars]


def _check(file: Path, jar: Jar) -> None:
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != jar.sha256:
        raise Fault(
            f"{jar.filename} is not the file that was locked (SHA-256 {found[:12]}..., "
            f"expected {jar.sha256[:12]}...)",
            f"Nothing was started from it. Remove it and try again: rm '{file}'",
        )


def _fetch(jars: list[Jar], folder: Path, progress: Progress) -> None:
    from jgo.maven import MavenContext, PythonResolver

    total = sum(jar.size for jar in jars)
    counter = _Counter(total, progress)
    many = "archives" if len(jars) > 1 else "archive"
    progress.step(f"Fetching {len(jars)} Java {many} once ({total / 1e6:.0f} MB)")
    # A folder of this run alone: the library writes in place, so an interrupted file is a part.
    room = Path(tempfile.mkdtemp(dir=folder, prefix=".incoming-"))
    resolver = PythonResolver(progress_callback=counter.file)
    context = MavenContext(resolver=resolver, repo_cache=room, timeout=_TIMEOUT)

    def fetch(jar: Jar) -> None:
        group, artifact, version, *classifier = jar.coordinates.split(":")
        wanted = context.project(group, artifact).at_version(version)
        file = _download(wanted.artifact(*classifier), jar)
        _check(file, jar)
        file.replace(folder / jar.filename)

    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting = [pool.submit(fetch, jar) for jar in jars]
            try:
                for one in waiting:
                    one.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    finally:
        shutil.rmtree(room, ignore_errors=True)
    progress.download(total, total)


def _download(artifact: object, jar: Jar) -> Path:
    import requests

    reason = ""
    for _ in range(_TRIES):
        try:
            return Path(artifact.resolve())  # type: ignore[attr-defined]
        except requests.RequestException as error:
            reason = type(error).__name__
            # a part may be left, and the library refuses to write over it
            if (part := artifact.cached_path) is not None:  # type: ignore[attr-defined]
                Path(part).unlink(missing_ok=True)
        except RuntimeError:
            raise Fault(
                f"{jar.coordinates} is not in the Maven repository",
                "Check that the network lets you reach the Maven repository, then try again",
            ) from None
    raise Fault(
        f"Java archives could not be fetched ({reason} at {jar.filename})",
        "The first start needs a network that reaches the Maven repository; later ones need none",
    )


class _Counter:
    """Adds up the bytes of several downloads."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total = total
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()

    @contextmanager
    def file(self, _name: str, _size: int) -> Iterator[Callable[[int], None]]:
        yield self._add

    def _add(self, count: int) -> None:
        with self._lock:
            self._done = min(self._done + count, self._total)
            done = self._done
        if done < self._total:
            self._progress.download(done, self._total)
