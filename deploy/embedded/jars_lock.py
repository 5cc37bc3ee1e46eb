"""Writes the locks of Java archives again: `python -m deploy.embedded.jars_lock`.

For a maintainer who moves to another Apache Kafka or Zipkin. Resolves the Maven coordinates, fetches every
archive and notes its sum; look at the difference before committing it.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

from deploy.embedded.jars import KAFKA_LOCK, ZIPKIN_LOCK

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
# Kafka's coordinates leave out a receiver for its log lines; this one fits the log4j that it names.
# Added alone: resolved together with Kafka it would change the versions of Kafka's own parts.
# One archive with all that it needs inside, without the storages that a trial has no use for.
ZIPKIN = ("io.zipkin", "zipkin-server", "3.5.1", "slim")
LOG_RECEIVER = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"


def resolve() -> list[str]:
    """The lock's lines for Kafka and all it needs at run time, sorted by coordinates."""
    from jgo.maven import Artifact, Dependency, MavenContext

    def artifact(coordinates: str) -> Artifact:
        group, name, version = coordinates.split(":")
        return context.project(group, name).at_version(version).artifact()

    with tempfile.TemporaryDirectory() as room:
        context = MavenContext(repo_cache=Path(room))
        inputs, others = context.resolver.resolve([Dependency(artifact(KAFKA))])
        lines = {}
        for one in (*(found.artifact for found in (*inputs, *others)), artifact(LOG_RECEIVER)):
            file = Path(one.resolve())
            content = file.read_bytes()
            name = f"{one.groupId}:{one.artifactId}:{one.version}"
            lines[name] = f"{hashlib.sha256(content).hexdigest()} {len(content)} {name} {file.name}"
    return [lines[name] for name in sorted(lines)]


def viewer() -> list[str]:
    """The lock's line for Zipkin."""
    from jgo.maven import MavenContext

    group, name, version, classifier = ZIPKIN
    with tempfile.TemporaryDirectory() as room:
        context = MavenContext(repo_cache=Path(room))
        file = Path(context.project(group, name).at_version(version).artifact(classifier).resolve())
        content = file.read_bytes()
        return [f"{hashlib.sha256(content).hexdigest()} {len(content)} {':'.join(ZIPKIN)} {file.name}"]


def main() -> None:
    """Write the locks."""
    for what, lock, lines in (("Apache Kafka", KAFKA_LOCK, resolve()), ("Zipkin", ZIPKIN_LOCK, viewer())):
        head = f"# {what} for the embedded stack. Written by: python -m deploy.embedded.jars_lock"
        lock.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
        sys.stdout.write(f"{lock.name}: {len(lines)} archives\n")


if __name__ == "__main__":
    main()
