"""The four processes of a run, Netral's or the baseline's, as children of the bench's own stack."""

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

from deploy.bench.orders import Orders
from deploy.embedded.processes import Child, Launch
from deploy.faults import Fault
from deploy.probe import is_ready
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

Kind = Literal["netral", "baseline"]

_MODULES: dict[Kind, str] = {"netral": "deploy.bench.service", "baseline": "deploy.bench.baseline"}
_READY_BOUND = 120.0  # seconds
_STOP_BOUND = 20.0  # seconds


class Chain:
    """Four processes, one a service, that wait for orders in `folder`."""

    def __init__(
        self,
        stack: Stack,
        kind: Kind,
        folder: Path,
        services: Sequence[str] = SERVICES,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._stack = stack
        self._kind = kind
        self._folder = folder
        self._services = services
        self._variables = variables or {}
        self.orders = Orders(folder)

    @property
    def children(self) -> dict[str, Child]:
        """The processes by service."""
        return {service: self._child(service) for service in self._services}

    @contextmanager
    def running(self) -> Iterator[None]:
        """They run inside; on leaving they are asked to end, and have ended. Raises Fault."""
        try:
            self._start()
            yield
        finally:
            for service in self._services:
                self._child(service).send(signal.SIGTERM)
            for service in self._services:
                self._child(service).stop(bound=_STOP_BOUND)

    def check(self) -> None:
        """Raises Fault with the end of the log of a process that ended by itself."""
        for service in self._services:
            child = self._child(service)
            if child.pid is None:
                raise Fault(
                    f"{child.name} ended during the run",
                    f"See the end of its log below (whole: {child.log})",
                    child.tail(),
                )

    def _start(self) -> None:
        for service in self._services:
            if self._kind == "netral":
                self._stack.ports.claim(f"{service}-0")
        for service in self._services:
            environment = {**self._stack.environment(service), **self._variables}
            argv = [sys.executable, "-m", _MODULES[self._kind], service, str(self._folder)]
            self._child(service).start(Launch(argv, environment, self._folder))
        for service in self._services:
            self._child(service).wait_ready(partial(self._ready, service), _READY_BOUND)

    def _ready(self, service: str) -> bool:
        if self._kind == "netral":
            return is_ready(self._stack.url(service))
        return self.orders.is_ready(service)

    def _child(self, service: str) -> Child:
        return Child(self._stack.home, f"bench-{self._kind}-{service}")
