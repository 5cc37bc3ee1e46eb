"""The state folder of one stack: where everything lies, and how it is written."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.faults import Fault

_SPACE = 500_000_000  # bytes: empty servers take 150 MB, the rest is for their logs of changes


class Home:
    """Paths inside the state folder. Creating one touches nothing; `prepare` makes the folders."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.secrets = self.root / "secrets"
        self.logs = self.root / "log"
        self.pids = self.root / "pid"
        self.work = self.root / "work"
        self.mail = self.root / "mail"
        self.postgres = self.root / "postgres"
        self.kafka = self.root / "kafka"
        self.addresses = self.root / "stack.json"
        self.clock = self.root / "clock.json"
        # Set when the command that starts the stack is interrupted: nothing more is started.
        self.closing = threading.Event()

    def exists(self) -> bool:
        """Whether a stack was ever brought up here."""
        return self.addresses.exists()

    def prepare(self) -> None:
        """Make the folders, for the owner alone. Safe to repeat."""
        if not self.root.exists():
            self.root.mkdir(mode=0o700, parents=True)
        for folder in (self.secrets, self.logs, self.pids, self.work, self.mail, self.kafka):
            folder.mkdir(mode=0o700, exist_ok=True)

    def refuse_full_disk(self) -> None:
        """Raises Fault when the disk of this folder has too little space to start a stack."""
        free = shutil.disk_usage(self.root).free
        if free < _SPACE:
            raise Fault(
                f"Only {free / 1e6:.0f} MB are free for {self.root}, {_SPACE / 1e6:.0f} are needed",
                "Free some space, or choose a folder on another disk: --home",
            )

    @property
    def mark(self) -> str:
        """A short name for this folder, stable as long as it stays where it is."""
        return hashlib.sha256(str(self.root.resolve()).encode()).hexdigest()[:12]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against another `up` or `down`; raises Fault when one is at work."""
        with (self.root / "lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Fault(
                    f"Another netral command is starting or stopping the stack in {self.root}",
                    "Wait until it is done, then run the command again",
                ) from None
            yield


def write_whole(path: Path, content: str, mode: int = 0o600) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; an empty one when there is no file. Fault if it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise Fault(f"{path} is damaged", f"Remove it and run the command again: rm {path}") from None
    if not isinstance(content, dict):
        raise Fault(f"{path} is damaged", f"Remove it and run the command again: rm {path}")
    return content
