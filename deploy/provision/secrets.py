"""Passwords and tokens of one stack, drawn once and kept under `secrets/` for the owner alone."""

import json
import secrets
import threading

from deploy.home import Home, read_json, write_whole


class Secrets:
    """Random secrets by name. Safe to use from several threads of one process."""

    def __init__(self, home: Home) -> None:
        self._passwords = home.secrets / "databases.json"
        self._tokens = home.secrets / "tokens.json"
        self._lock = threading.Lock()

    def password(self, role: str) -> str:
        """The password of a database role: 256 random bits, the same at each call."""
        return self._get(role, tokens=False)

    def token(self, principal: str) -> str:
        """The bearer token of a principal: 256 random bits, the same at each call."""
        return self._get(principal, tokens=True)

    def _get(self, name: str, *, tokens: bool) -> str:
        file = self._tokens if tokens else self._passwords
        with self._lock:
            known = read_json(file)
            if name not in known:
                known[name] = secrets.token_urlsafe(32)
                write_whole(file, json.dumps(known, indent=1))
            return str(known[name])
