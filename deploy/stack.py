"""One stack: PostgreSQL, Kafka, mail catcher and the four services of one state folder."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from deploy.embedded.kafka import Kafka
from deploy.embedded.mail import Mail
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.postgres import SUPERUSER, Postgres
from deploy.embedded.processes import Child, Launch, end_strays
from deploy.embedded.zipkin import Zipkin
from deploy.environment import (
    KAFKA,
    KAFKA_ADMIN_USER,
    SMTP,
    TELEMETRY,
    Wiring,
    database_variable,
    environment,
    external,
    owner_variable,
)
from deploy.faults import Fault
from deploy.home import Home
from deploy.probe import is_ready, unready
from deploy.progress import Progress, Silent
from deploy.provision import databases, given
from deploy.provision.migrations import SERVICES
from deploy.provision.principals import ISSUER, Issuer, known, write_service_token
from deploy.provision.secrets import Secrets
from deploy.starting import Interruptible, parallel
from shared.stream.access import Access, KafkaAway, KafkaRefused

Role = Literal["runtime", "owner", "superuser"]
_READY_BOUND = 120.0  # seconds; a loaded machine of two cores takes its time
_STOP_BOUND = 30.0  # seconds; requests, faust and the pool may take 5, 8 and 3 of them, one after the other


class Stack:
    """Starts, finds again and stops the processes of one state folder.

    Every method blocks and may be called from any thread, also one that runs an event loop, and
    whatever state a crash left behind. Parts that the user's environment names
    (NETRAL_KAFKA_BOOTSTRAP, NETRAL_<SERVICE>_DATABASE, NETRAL_SMTP) replace the embedded ones and
    are never started or stopped. `extra` is put into the environment of every service, which is run
    as `python -m <package>.<service>`.
    """

    def __init__(self, home: Path, extra: Mapping[str, str] | None = None, package: str = "services") -> None:
        self.home = Home(home)
        self.extra = dict(extra or {})
        self.package = package
        self.secrets = Secrets(self.home)
        self.issuer = Issuer(self.home)
        self.ports = Ports(self.home)
        self.kafka = Kafka(self.home, self.ports, self.secrets)
        self.mail = Mail(self.home, self.ports)
        self.zipkin = Zipkin(self.home, self.ports)
        self._postgres: Postgres | None = None

    @property
    def postgres(self) -> Postgres:
        """The embedded server."""
        if self._postgres is None:
            self._postgres = Postgres(self.home, self.secrets.password(SUPERUSER))
        return self._postgres

    @property
    def bootstrap(self) -> str:
        """host:port of Kafka, embedded or given."""
        return external(KAFKA) or self.kafka.bootstrap

    def access(self, service: str) -> Access:
        """How a service reaches Kafka, embedded or given: as itself."""
        return given.access(service) if external(KAFKA) else self.kafka.access(f"netral-{service}")

    @property
    def admin(self) -> Access | None:
        """How Kafka is provisioned; None when the user gave one without the identity for it."""
        return given.admin() if external(KAFKA) else self.kafka.admin

    @property
    def smtp(self) -> str:
        """host:port that takes notify's mail, embedded or given."""
        return external(SMTP) or self.mail.address

    @property
    def urls(self) -> dict[str, str]:
        """Base address of each service (its first replica), running or not."""
        return {name: self.url(name) for name in SERVICES}

    def url(self, name: str, replica: int = 0) -> str:
        """Base address of one replica of a service, without a slash at the end."""
        return f"http://{HOST}:{self.ports.keep(_process(name, replica))}"

    @property
    def traced(self) -> bool:
        """Whether this stack's own viewer gets the spans of its services."""
        return self.zipkin.wanted and not any(map(external, TELEMETRY))

    def trace_address(self, trace_id: str) -> str | None:
        """Where a person sees this trace (32 hex digits); None where the viewer is another or off."""
        return f"{self.zipkin.address}traces/{trace_id}" if self.traced else None

    def traces_address(self, case_id: UUID) -> str | None:
        """Where a person sees all traces of a case; None like `trace_address`."""
        query = urlencode({"annotationQuery": f"netral.case_id={case_id}", "lookback": "1d", "limit": "100"})
        return f"{self.zipkin.address}?{query}" if self.traced else None

    def known_url(self, name: str) -> str | None:
        """Like `url`, but None when none was chosen yet; changes nothing."""
        port = self.ports.get(_process(name, 0))
        return f"http://{HOST}:{port}" if port else None

    @property
    def known_bootstrap(self) -> str | None:
        """Like `bootstrap`, but None when none was chosen yet; changes nothing."""
        port = self.ports.get("kafka")
        return external(KAFKA) or (f"{HOST}:{port}" if port else None)

    @property
    def known_smtp(self) -> str | None:
        """Like `smtp`, but None when none was chosen yet; changes nothing."""
        port = self.ports.get("mail")
        return external(SMTP) or (f"{HOST}:{port}" if port else None)

    def dsn(self, service: str, role: Role = "runtime") -> str:
        """The address of a service's database for asyncpg, with the password of that role."""
        names = databases.roles(service)
        if role == "superuser":
            return self.postgres.dsn(names.database)
        if role == "owner":
            given = external(owner_variable(service))
            return given or self._embedded_dsn(names.database, names.owner)
        given = external(database_variable(service))
        return given or self._embedded_dsn(names.database, names.runtime)

    def token(self, principal: str, agency: str | None = None, region: str | None = None) -> str:
        """A bearer token for a principal, or for one like it of another office and region.

        Fault when there is no principal of that name.
        """
        return self.issuer.token(known(principal), agency=agency, region=region)

    def up(
        self,
        services: Sequence[str] = SERVICES,
        progress: Progress | None = None,
        traces: bool | None = None,
    ) -> bool:
        """Start what does not run; return when all is ready. False when everything ran already.

        `traces`: with the trace viewer or without; None: as before. It counts for services that start now,
        nothing waits for it, and a viewer that cannot be had keeps nothing from starting.
        """
        self._refuse_real_cases_in_a_trial()
        given.refuse_what_does_not_fit()
        told = Interruptible(progress or Silent(), self.home)
        self.home.prepare()
        self.home.closing.clear()
        with self.home.locked(), self._closing_on_fault():
            end_strays(self.home, self._tracked())
            before = self._tracked(running=True)
            if traces is not None and not any(map(self.running, SERVICES)):
                self.zipkin.want(traces)
            self._infrastructure(told)
            told.step("Looking after databases and topics")
            parallel(self.provision, self.provision_kafka)
            if services:
                self._settle_ports(services)
                if not all(map(self.running, services)):
                    told.step("Starting the services")
            parallel(*(partial(self.start_service, name) for name in services))
            return self._tracked(running=True) != before

    def start_database(self) -> None:
        """Start the embedded PostgreSQL alone, if it is used and does not run."""
        if any(external(database_variable(service)) is None for service in SERVICES):
            self.home.prepare()
            self.postgres.start()

    def down(self) -> int:
        """Stop everything of this folder, services first. Returns the number of processes."""
        if not self.home.root.exists():
            return end_strays(self.home, [])
        self.home.prepare()
        with self.home.locked():
            running = self._tracked(running=True)
            workers = [name for name in running if name not in {"mail", "kafka", "postgres"}]
            parallel(*(Child(self.home, name).stop for name in workers))
            parallel(self.mail.stop, self.kafka.stop, self._stop_postgres)
            return len(running) + end_strays(self.home, [])

    def provision(self) -> dict[str, list[str]]:
        """Make databases and roles on the embedded server and migrate every database.

        A database that the user gave is migrated if its owner's address was given too, else left
        alone. Returns the names of the migrations applied now, by service.
        """
        _refuse_owner_alone()
        own = [service for service in SERVICES if external(database_variable(service)) is None]
        targets = [
            databases.Target(
                service, self.dsn(service, "owner"), databases.user_of(self.dsn(service, "runtime"))
            )
            for service in SERVICES
            if service in own or external(owner_variable(service))
        ]

        async def work() -> dict[str, list[str]]:
            if own:
                await databases.create(self.postgres.dsn("postgres"), own, self.secrets.password)
            return await databases.migrate_all(targets)

        self.issuer.publish()
        return asyncio.run(work())

    def provision_kafka(self) -> None:
        """Make what is missing on Kafka: topics and, where one logs in, the services with their rights.

        On a given Kafka without an identity for that, others do it; it is only looked whether they did.
        When it returns, every service sees its topics. Fault when one does not, or without Kafka.
        """
        from deploy.provision import stream

        given.refuse_what_does_not_fit()
        services = given.accesses() if external(KAFKA) else {name: self.access(name) for name in SERVICES}
        admin = self.admin
        try:
            if admin is None:
                stream.check(services)
            else:
                stream.provision(admin, services)
        except KafkaAway as error:
            raise Fault(
                f"Kafka at {self.bootstrap} is not ready for the services: {error}",
                _remedy(error, provisions=admin is not None),
            ) from error

    def environment(self, service: str, replica: int = 0) -> dict[str, str]:
        """The environment that `python -m services.<service>` gets. Carries secrets."""
        work = self.home.work / _process(service, replica)
        work.mkdir(mode=0o700, exist_ok=True)
        wiring = Wiring(
            service=service,
            listen=f"{HOST}:{self.ports.keep(_process(service, replica))}",
            database=self.dsn(service),
            kafka=self.access(service),
            smtp=self.smtp,
            urls=self.urls,
            issuer=ISSUER,
            jwks=self.issuer.jwks,
            token_file=write_service_token(self.home, service),
            search_key=self.secrets.search_key(service),
            actor_key=self.secrets.actor_key(),
            work=work,
            virtual_clock=self.home.clock if self.home.clock.exists() else None,
            spans=self.zipkin.endpoint if self.traced else None,
        )
        return environment(wiring, self.extra)

    def start_service(
        self,
        name: str,
        replica: int = 0,
        *,
        extra: Mapping[str, str] | None = None,
        wait: bool = True,
    ) -> None:
        """Start one replica unless it runs; with `wait`, return when it is ready (120 s at most)."""
        child = Child(self.home, _process(name, replica))

        def launch() -> Launch:
            self.ports.claim(child.name)
            settings = {**self.environment(name, replica), **(extra or {})}
            argv = [sys.executable, "-m", f"{self.package}.{name}"]
            return Launch(argv, settings, self.home.work / child.name)

        if wait:
            url = self.url(name, replica)
            child.ensure(launch, lambda: is_ready(url), _READY_BOUND, lambda: unready(url))
        elif child.pid is None:
            child.start(launch())

    def stop_service(
        self, name: str, replica: int = 0, number: int = signal.SIGTERM, bound: float = _STOP_BOUND
    ) -> bool:
        """End one replica by a signal, by SIGKILL after `bound` s. Whether the signal sufficed."""
        return Child(self.home, _process(name, replica)).stop(number, bound)

    def kill_service(self, name: str, replica: int = 0) -> None:
        """SIGKILL one replica and wait until it is gone."""
        Child(self.home, _process(name, replica)).kill()

    def running(self, name: str, replica: int = 0) -> bool:
        """Whether the process of this replica runs, ready or not."""
        return Child(self.home, _process(name, replica)).pid is not None

    def _refuse_real_cases_in_a_trial(self) -> None:
        given = [name for name in map(database_variable, SERVICES) if external(name)]
        if given and self.home.clock.exists():
            raise Fault(
                f"{given[0]} is set, and {self.home.root} is a trial whose time can be moved",
                f"Unset {given[0]}, or choose another folder: --home",
            )

    @contextmanager
    def _closing_on_fault(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.home.closing.set()  # threads that still start something give up
            raise

    def _settle_ports(self, services: Sequence[str]) -> None:
        """Before any service starts, for each is told the addresses of all."""
        for name in services:
            if not self.running(name):
                self.ports.claim(_process(name, 0))

    def _infrastructure(self, told: Progress) -> None:
        parts: list[tuple[str, bool, Callable[[], Any]]] = []
        if any(external(database_variable(service)) is None for service in SERVICES):
            parts.append(("PostgreSQL", self.postgres.running, self.postgres.start))
        if external(KAFKA) is None:
            parts.append(("Apache Kafka", self.kafka.running, lambda: self.kafka.start(told)))
        if external(SMTP) is None:
            parts.append(("the mail catcher", self.mail.running, self.mail.start))
        if self.traced:
            parts.append(("the trace viewer", self.zipkin.running, lambda: self._viewer(told)))
        if missing := [name for name, running, _ in parts if not running]:
            told.step(f"Starting {', '.join(missing)}")
            self.home.refuse_full_disk()
        parallel(*(start for _, _, start in parts))

    def _viewer(self, told: Progress) -> None:
        try:
            self.zipkin.begin(told)
        except Fault as fault:
            if self.home.closing.is_set():
                raise
            self.zipkin.want(False)
            told.step(f"Going on without traces: {fault.what}")

    def _stop_postgres(self) -> None:
        Child(self.home, "postgres").stop(signal.SIGINT, last=signal.SIGQUIT)

    def _embedded_dsn(self, database: str, role: str) -> str:
        return self.postgres.dsn(database, role, self.secrets.password(role))

    def _tracked(self, *, running: bool = False) -> list[str]:
        names = sorted(file.stem for file in self.home.pids.glob("*.json"))
        return [name for name in names if not running or Child(self.home, name).pid is not None]


def _refuse_owner_alone() -> None:
    for service in SERVICES:
        if external(owner_variable(service)) and not external(database_variable(service)):
            raise Fault(
                f"{owner_variable(service)} is set, {database_variable(service)} is not",
                "Set both: the tables are granted to the role of the second",
            )


def _remedy(error: KafkaAway, *, provisions: bool) -> str:
    if not provisions:
        return f"Make topics and rights there, or set {KAFKA_ADMIN_USER}: netral provision does it then"
    if isinstance(error, KafkaRefused):
        return "Correct the identity's password or its rights on that Kafka, then run the command again"
    return f"Check that it runs and that {KAFKA} is right"


def _process(service: str, replica: int) -> str:
    return f"{service}-{replica}"
