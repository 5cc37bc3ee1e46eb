"""Loading backups into a database that has something to lose: all of it in one transaction."""

import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from deploy.faults import Fault
from deploy.provision import client

_DONE = "netral: done"
_QUIET = ("--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align")
# Without its context: a message about a row would show the row, and rows may be keys.
_STRICT = ("--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", "--set=SHOW_CONTEXT=never")


class Loading:
    """One transaction of the database's owner. Nothing of it counts before `commit`.

    Every method raises Fault when PostgreSQL refuses. Left without a commit, by a fault or a kill, the
    database is as it was.
    """

    def __init__(self, service: str, dsn: str) -> None:
        self._service = service
        self._dsn = dsn
        self._said: IO[bytes]
        self._psql: subprocess.Popen[bytes]

    def __enter__(self) -> "Loading":
        self._said = tempfile.TemporaryFile()
        self._psql = subprocess.Popen(
            client.call("psql", *_QUIET, *_STRICT),
            env=client.environment(self._dsn),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )
        self._words = cast(IO[bytes], self._psql.stdin)
        self._answers = cast(IO[bytes], self._psql.stdout)
        self.run("BEGIN")
        return self

    def __exit__(self, *_: Any) -> None:
        self._psql.kill()
        self._psql.communicate()
        self._said.close()

    def run(self, statement: str) -> list[str]:
        """Carry out a statement; the lines that it answers."""
        self._write(f"\\o\n{statement};\n\\echo {_DONE}\n\\o /dev/null\n")
        return self._answered()

    def load(self, file: Path, what: Sequence[str]) -> None:
        """Load of a backup what these options of pg_restore choose."""
        reading = subprocess.run(
            client.call("pg_restore", "--no-owner", *what, "--file=-", str(file)),
            env=client.NEUTRAL,
            stdout=self._words,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        # where it found nobody to read on, PostgreSQL refused what came before, and says why
        if reading.returncode not in (0, -signal.SIGPIPE):
            raise client.broken(file, reading.stderr)
        self.run("SELECT")

    def commit(self) -> None:
        """Make it count."""
        try:
            self.run("COMMIT")
        except Fault as fault:
            what = f"Whether {self._service}'s database kept what was loaded is not known"
            raise Fault(what, "Run the same command again", fault.detail) from None

    def _write(self, text: str) -> None:
        with suppress(BrokenPipeError):  # it has ended: whoever waits for its answer learns why
            self._words.write(text.encode())
            self._words.flush()

    def _answered(self) -> list[str]:
        lines: list[str] = []
        for line in self._answers:
            said = line.decode().removesuffix("\n")
            if said == _DONE:
                return lines
            lines.append(said)
        self._psql.wait()
        self._said.seek(0)
        raise Fault(
            f"{self._service}'s database took no backup; nothing was changed",
            "Put right what PostgreSQL says below, then run the command again",
            self._said.read().decode(errors="replace").strip(),
        )
