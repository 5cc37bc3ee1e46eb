"""The classes of a Java program, read and linked once: what one run leaves makes the next starts quicker.

Java's ahead-of-time cache (JEP 483, 514, 515). Java itself checks that a cache fits its version, its options
and its archives, and goes on without one that does not.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from deploy.embedded.jars import cache_folder

_KEPT = 3
"""Caches that are kept, the newest: one for each checkout with a Java of its own."""


class Classes:
    """The cache of one program: the user's own, or recorded in the folder of a stack and kept for others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def options(self, java: Path, archives: Sequence[Path], options: Sequence[str]) -> list[str]:
        """What lets a program use the cache; none while there is none."""
        found = _kept_in() / _name(java, archives, options)
        return [f"-XX:AOTCache={found}"] if found.exists() else []

    def recording(self, java: Path, archives: Sequence[Path], options: Sequence[str]) -> list[str]:
        """The same, or what lets a program write a cache when it ends, which takes some seconds."""
        recorded = self._folder / _name(java, archives, options)
        return self.options(java, archives, options) or [f"-XX:AOTCacheOutput={recorded}"]

    def keep(self, whole: bool) -> None:
        """Keep what was recorded for all stacks of this user; forget it if it may not be `whole`."""
        with contextlib.suppress(OSError):  # it is only slower without one
            for recorded in self._folder.glob("*.aot"):
                if whole:
                    _keep(recorded)
                recorded.unlink()


def _keep(recorded: Path) -> None:
    _kept_in().mkdir(mode=0o700, parents=True, exist_ok=True)
    arriving = _kept_in() / f".{recorded.parent.stat().st_ino}-{recorded.name}"
    shutil.copyfile(recorded, arriving)
    arriving.replace(_kept_in() / recorded.name)
    for old in sorted(_kept_in().glob("[!.]*.aot"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)


def _kept_in() -> Path:
    return cache_folder().with_name("classes")


def _name(java: Path, archives: Sequence[Path], options: Sequence[str]) -> str:
    """One for all that Java compares: a cache that no longer fits is recorded anew, not looked at in vain."""
    files = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in (java, *archives)]
    return hashlib.sha256(repr((files, tuple(options))).encode()).hexdigest()[:16] + ".aot"
