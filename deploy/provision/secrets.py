"""Passwords of one stack, drawn once and kept under `secrets/` for the owner alone."""

import json
import secrets
import threading
from pathlib import Path

from deploy.home import Home, read_json, write_whole


class Secrets:
    """Random secrets by name. Safe to use from several threads of one process."""

    def __init__(self, home: Home) -> None:
        self._folder = home.secrets
        self._passwords = home.secrets / "databases.json"
        self._lock = threading.Lock()

    def password(self, role: str) -> str:
        """The password of a database role: 256 random bits, the same at each call."""
        with self._lock:
            known = read_json(self._passwords)
            if role not in known:
                known[role] = secrets.token_urlsafe(32)
                write_whole(self._passwords, json.dumps(known, indent=1))
            return str(known[role])

    def password_file(self, identity: str) -> Path:
        """A file with the password of a Kafka identity alone, for the process that is handed it."""
        return self._alone_in(self._folder / f"kafka-{identity}.password")

    def search_key(self, service: str) -> Path:
        """The file with the secret of a service's keyed hashes: 256 random bits, the same at each call."""
        return self._alone_in(self._folder / f"search-{service}.key")

    def actor_key(self) -> Path:
        """The file with the secret by which officers get opaque ids, one for all stages."""
        return self._alone_in(self._folder / "actors.key")

    def _alone_in(self, file: Path) -> Path:
        with self._lock:
            if not file.exists():
                write_whole(file, secrets.token_urlsafe(32))
        return file
