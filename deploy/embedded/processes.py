"""Child processes that outlive the command that started them, found again by their pid file."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.embedded.accounts import Account
from deploy.faults import Fault
from deploy.home import Home, read_json, write_whole

# Every child carries this variable, so that one whose pid file was never written is found too.
MARK = "NETRAL_STACK_PROCESS"
_POLL = 0.05  # seconds
_LOG_LIMIT = 20_000_000  # bytes; a longer log is set aside at the next start
_LOG_TAIL = 15  # lines shown when a process does not start

# Children of this very process must be waited for, or they stay as zombies.
_spawned: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Launch:
    """What to run. Secrets belong into `environment` or files: argv is readable by every user."""

    argv: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    account: Account | None = None
    log: Path | None = None


class Child:
    """One named process of one stack, running or not."""

    def __init__(self, home: Home, name: str) -> None:
        self._home = home
        self.name = name
        self.log = home.logs / f"{name}.log"
        self._pid_file = home.pids / f"{name}.json"

    @property
    def pid(self) -> int | None:
        """The process id if it runs now; a recycled id or a zombie is None."""
        try:
            record = read_json(self._pid_file)
        except Fault:  # half a pid file tells nothing; the mark in its environment finds the process
            return None
        pid, birth = record.get("pid"), record.get("birth")
        if not isinstance(pid, int) or not _alive(pid) or _birth(pid) != birth:
            return None
        return pid

    def start(self, launch: Launch) -> int:
        """Start it detached, output appended to its log, unless it runs. Returns the pid."""
        if (running := self.pid) is not None:
            return running
        self._refuse_when_closing()
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        environment = {**launch.environment, MARK: _mark(self._home, self.name)}
        who = launch.account
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                list(launch.argv),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=launch.folder,
                env=environment,
                start_new_session=True,
                user=who.uid if who else None,
                group=who.gid if who else None,
                extra_groups=[] if who else None,
            )
        _spawned[process.pid] = process
        self._remember(process.pid)
        return process.pid

    def wait_ready(
        self, ready: Callable[[], bool], bound: float, why: Callable[[], str] = lambda: ""
    ) -> None:
        """Wait until `ready()`; Fault with the end of the log if it ends, or `bound` s pass and `why`."""
        limit = time.monotonic() + bound
        while True:
            self._refuse_when_closing()
            if self.pid is None:  # asked first: what answers now might be somebody else's
                raise self._fault(f"{self.name} ended while it was starting")
            if ready():
                return
            if time.monotonic() > limit:
                raise self._fault(f"{self.name} was not ready after {bound:.0f} s{why()}")
            time.sleep(_POLL)

    def ensure(
        self,
        launch: Callable[[], Launch],
        ready: Callable[[], bool],
        bound: float,
        why: Callable[[], str] = lambda: "",
    ) -> None:
        """Start it unless it runs, then `wait_ready`. `launch` is called only for a start.

        One that was found running and ends before it is ready was being killed: it is started anew.
        """
        if self.pid is not None:
            try:
                self.wait_ready(ready, bound, why)
            except Fault:
                if self.pid is not None:
                    raise
            else:
                return
        self.start(launch())
        self.wait_ready(ready, bound, why)

    def send(self, number: int) -> bool:
        """Send a signal; False if it does not run."""
        if (pid := self.pid) is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def stop(self, number: int = signal.SIGTERM, bound: float = 15, last: int = signal.SIGKILL) -> bool:
        """Ask it to end with `number`, make it end with `last` after `bound` seconds.

        Returns whether it ended on the first request. It does not run afterwards, and its pid file
        is gone.
        """
        graceful = self._end(number, bound)
        if not graceful and not self._end(last, 5):
            self._end(signal.SIGKILL, 30)
        self._pid_file.unlink(missing_ok=True)
        return graceful

    def kill(self) -> None:
        """SIGKILL it and its children, and wait until all are gone.

        Children of PostgreSQL that are left over would keep its memory, and the next start would fail.
        """
        pid = self.pid
        children = psutil.Process(pid).children(recursive=True) if pid is not None else []
        self.stop(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children, timeout=10)

    def tail(self) -> str:
        """The last lines of its log."""
        try:
            with self.log.open(encoding="utf-8", errors="replace") as lines:
                return "".join(deque(lines, maxlen=_LOG_TAIL)).rstrip()
        except OSError:
            return ""

    def _end(self, number: int, bound: float) -> bool:
        if not self.send(number):
            return True
        limit = time.monotonic() + bound
        while self.pid is not None:
            if time.monotonic() > limit:
                return False
            time.sleep(_POLL / 5)
        return True

    def _remember(self, pid: int) -> None:
        write_whole(self._pid_file, json.dumps({"pid": pid, "birth": _birth(pid)}))

    def _refuse_when_closing(self) -> None:
        if self._home.closing.is_set():
            raise Fault(f"{self.name} was not started: interrupted", "Run the command again")

    def _fault(self, what: str) -> Fault:
        return Fault(what, f"See the end of its log below (whole: {self.log})", self.tail())


def end_strays(home: Home, names: Sequence[str]) -> int:
    """End processes of this stack that no pid file knows: their starter was killed.

    `names` are the processes with a pid file; their own children are left alone.
    Returns how many were ended.
    """
    known = {pid for name in names if (pid := Child(home, name).pid) is not None}
    prefix = _mark(home, "")
    strays = []
    for process in psutil.process_iter():
        try:
            marked = process.environ().get(MARK, "").startswith(prefix)
            family = {process.pid, *(parent.pid for parent in process.parents())} if marked else set()
        except psutil.Error:
            continue
        if marked and not family & known and process.pid != os.getpid():
            strays.append(process)
    for process in strays:
        try:
            process.terminate()
        except psutil.NoSuchProcess:
            continue
    _, left = psutil.wait_procs(strays, timeout=10)
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=10)
    return len(strays)


def _mark(home: Home, name: str) -> str:
    return f"{home.mark}/{name}"


def _alive(pid: int) -> bool:
    if (mine := _spawned.get(pid)) is not None:
        if mine.poll() is None:
            return True
        _spawned.pop(pid, None)
        return False
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _birth(pid: int) -> str:
    """When the process started, in words that two processes with one pid never share.

    Linux counts it in ticks since boot, which no change of the clock moves.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        return stat.rpartition(")")[2].split()[19]
    except FileNotFoundError:
        pass
    try:
        return f"{psutil.Process(pid).create_time():.0f}"
    except psutil.NoSuchProcess:
        return ""
