"""Free ports on the loopback address, chosen once per stack and kept."""

import json
import random
import socket
import threading

from deploy.environment import PORTS, external
from deploy.faults import Fault
from deploy.home import Home, read_json, write_whole

HOST = "127.0.0.1"

# Below the range from which the kernel takes ports for outgoing connections (32768 and up on
# Linux), or such a connection could sit on a port between two starts of the same stack.
_USUAL = "20000-29999"
_TRIES = 200


def is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port. Connections that linger there do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def is_listening(port: int, host: str = HOST) -> bool:
    """Whether something takes connections on this port."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


class Ports:
    """The ports of one stack, by name, kept in `stack.json`. Safe to use from several threads."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._random = random.SystemRandom()

    def get(self, name: str) -> int | None:
        """The port that was chosen for this name, if one was."""
        value = self._read().get(name)
        return value if isinstance(value, int) else None

    def claim(self, name: str) -> int:
        """The port of a process about to start: the old one, or another if that is taken."""
        with self._lock:
            chosen = self._read()
            port = chosen.get(name)
            if isinstance(port, int) and is_free(port):
                return port
            chosen[name] = port = self._choose(set(chosen.values()))
            self._write(chosen)
            return port

    def keep(self, name: str) -> int:
        """The port of this name whether it is taken or not; chosen now if it never was."""
        return self.get(name) or self.claim(name)

    def _choose(self, ours: set[int]) -> int:
        among = _range(external(PORTS) or _USUAL)
        for _ in range(_TRIES):
            port = self._random.choice(among)
            if port not in ours and is_free(port):
                return port
        where = f"{HOST} among {among.start}-{among.stop - 1}"
        raise Fault(f"No free port found on {where}", f"Stop some servers, or set {PORTS} to a wider range")

    def _read(self) -> dict[str, int]:
        ports = read_json(self._home.addresses).get("ports", {})
        return dict(ports)

    def _write(self, ports: dict[str, int]) -> None:
        content = {**read_json(self._home.addresses), "ports": dict(sorted(ports.items()))}
        write_whole(self._home.addresses, json.dumps(content, indent=1))


def _range(given: str) -> range:
    """The ports from the first to the last, both included. Raises Fault."""
    first, _, last = given.partition("-")
    if first.isdecimal() and last.isdecimal() and 1024 <= int(first) <= int(last) <= 65535:
        return range(int(first), int(last) + 1)
    raise Fault(f"{PORTS} is {given!r}, no range of ports", f"Give the first and the last, as in {_USUAL}")
