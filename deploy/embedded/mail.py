"""A mail catcher: takes every mail on a loopback port and keeps it as a file.

`python -m deploy.embedded.mail --listen 127.0.0.1:PORT --folder DIR`
"""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from deploy.embedded.ports import HOST, Ports, is_listening
from deploy.embedded.processes import Child, Launch
from deploy.home import Home

_SIZE_LIMIT = 10_000_000  # bytes of one mail
_START_BOUND = 20.0  # seconds


class Catcher:
    """Keeps each accepted mail as `<n>.eml`, n counting up from 1 over restarts.

    The file carries the envelope in the headers X-Netral-From and X-Netral-To. It appears whole, or
    the sender got no acceptance.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        numbers = [int(file.stem) for file in folder.glob("*.eml") if file.stem.isdecimal()]
        self._last = max(numbers, default=0)

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        """Called by aiosmtpd for each mail; the answer goes to the sender."""
        self._last += 1
        file = self._folder / f"{self._last}.eml"
        head = f"X-Netral-From: {envelope.mail_from}\r\n"
        head += f"X-Netral-To: {', '.join(envelope.rcpt_tos)}\r\n"
        part = file.with_suffix(".part")
        part.write_bytes(head.encode() + envelope.content)
        part.replace(file)
        return f"250 kept as {file.name}"


class Mail:
    """The mail catcher of one stack, as a process. All methods block and may be called again."""

    def __init__(self, home: Home, ports: Ports) -> None:
        self._home = home
        self._ports = ports
        self._child = Child(home, "mail")
        self.folder = home.mail

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._child.pid is not None

    @property
    def address(self) -> str:
        """host:port to send mail to."""
        return f"{HOST}:{self._ports.keep('mail')}"

    def start(self) -> None:
        """Start it; return when it takes mail."""

        def launch() -> Launch:
            address = f"{HOST}:{self._ports.claim('mail')}"
            argv = [
                *(sys.executable, "-m", "deploy.embedded.mail"),
                *("--listen", address, "--folder", str(self.folder)),
            ]
            return Launch(argv, dict(os.environ), self.folder)

        self._child.ensure(launch, lambda: is_listening(self._ports.keep("mail")), _START_BOUND)

    def stop(self) -> None:
        """End it."""
        self._child.stop()

    def count(self) -> int:
        """How many mails were kept so far."""
        return sum(1 for _ in self.folder.glob("*.eml"))


async def serve(host: str, port: int, folder: Path) -> None:
    """Take mail until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    catcher = Catcher(folder)

    def session() -> SMTP:
        return SMTP(catcher, data_size_limit=_SIZE_LIMIT, enable_SMTPUTF8=True, hostname="localhost")

    server = await loop.create_server(session, host, port)
    async with server:
        await ended.wait()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded.mail")
    parser.add_argument("--listen", required=True, help="host:port")
    parser.add_argument("--folder", required=True, type=Path)
    given = parser.parse_args()
    host, _, port = given.listen.rpartition(":")
    asyncio.run(serve(host, int(port), given.folder))


if __name__ == "__main__":
    main()
