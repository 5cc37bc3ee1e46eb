"""Loading backups into a database that has something to lose: all of it in one transaction."""

import shutil
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

# It stands at a script's head whatever the server, and PostgreSQL before 17 does not know it.
_NEWER = b"SET transaction_timeout = 0;\n"


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
        try:
            self.run("BEGIN")
        except BaseException:
            self.__exit__()
            raise
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
        with tempfile.TemporaryFile() as said:
            command = client.call("pg_restore", "--no-owner", *what, "--file=-", str(file))
            with subprocess.Popen(
                command, env=client.NEUTRAL, stdout=subprocess.PIPE, stderr=said
            ) as reading:
                whole = self._hand_on(cast(IO[bytes], reading.stdout))
            if whole and reading.returncode:
                said.seek(0)
                raise client.broken(file, said.read().decode(errors="replace"))
        self.run("SELECT")

    def commit(self) -> None:
        """Make it count."""
        try:
            self.run("COMMIT")
        except Fault as fault:
            what = f"Whether {self._service}'s database kept what was loaded is not known"
            raise Fault(what, "Run the same command again", fault.detail) from None

    def _hand_on(self, script: IO[bytes]) -> bool:
        """Write a script on; False where PostgreSQL refused something, and nobody reads on."""
        try:
            for line in script:
                if line == _NEWER:
                    break
                self._words.write(line)
            shutil.copyfileobj(script, self._words)
            self._words.flush()
        except BrokenPipeError:
            return False
        return True

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
