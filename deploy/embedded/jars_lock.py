"""Writes the lock of Java archives again: `python -m deploy.embedded.jars_lock`.

For a maintainer who moves to another Apache Kafka. Resolves its Maven coordinates, fetches every
archive and notes its sum; look at the difference before committing it.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

from deploy.embedded.jars import KAFKA_LOCK

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
# Kafka's coordinates leave out a receiver for its log lines; this one fits the log4j that it names.
# Added alone: resolved together with Kafka it would change the versions of Kafka's own parts.
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


def main() -> None:
    """Write the lock."""
    head = "# Apache Kafka for the embedded stack. Written by: python -m deploy.embedded.jars_lock"
    lines = resolve()
    KAFKA_LOCK.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    sys.stdout.write(f"{KAFKA_LOCK.name}: {len(lines)} archives\n")


if __name__ == "__main__":
    main()
