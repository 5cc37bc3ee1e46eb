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

    def search_key(self, service: str) -> Path:
        """The file with the secret of a service's keyed hashes: 256 random bits, the same at each call."""
        file = self._folder / f"search-{service}.key"
        with self._lock:
            if not file.exists():
                write_whole(file, secrets.token_urlsafe(32))
        return file
