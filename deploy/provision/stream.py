"""Topics, identities and rights on Kafka: what must be there before a service may start. Blocking."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from kafka import admin as kafka
from kafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.provision.rights import Right, rights, visible
from shared.stream import topics
from shared.stream.access import MECHANISM, Access, KafkaAway, KafkaRefused

PARTITIONS = 4
KEEP_FOR_EVER = {"retention.ms": "-1", "cleanup.policy": "delete", "min.insync.replicas": "1"}
_BOUND = 20.0
"""Seconds that the broker may take to tell of what was made."""
_ANY_HOST = "*"
_KINDS = {"topic": kafka.ResourceType.TOPIC, "group": kafka.ResourceType.GROUP}
_OPERATIONS = {"read": kafka.ACLOperation.READ, "write": kafka.ACLOperation.WRITE}


def provision(admin: Access, services: Mapping[str, Access]) -> None:
    """Make the topics that are missing; where identities log in, also these, and exactly their rights.

    Repeatable: what is there already stays, a changed password counts from now on, a right that is not in
    the table is taken away. When it returns, every service sees its topics. Raises KafkaAway or
    KafkaRefused.
    """
    with topics.administering(admin) as client:
        _make_topics(client, services)
        if admin.security != "PLAINTEXT":
            _make_identities(client, services.values())
            for service, access in services.items():
                _grant(client, f"User:{access.user}", rights(service))
    check(services)


def check(services: Mapping[str, Access]) -> None:
    """Wait until every service sees its topics, with its own identity. Raises KafkaAway or KafkaRefused."""
    limit = time.monotonic() + _BOUND
    for service, access in services.items():
        while (fault := _hindrance(access, tuple(visible(service)))) is not None:
            if time.monotonic() > limit:
                raise fault
            time.sleep(0.05)


def _make_topics(client: Any, sources: Iterable[str]) -> None:
    for source in sources:
        wanted = {
            "num_partitions": PARTITIONS,
            "replication_factor": -1,  # as the cluster is set up
            "configs": KEEP_FOR_EVER,
        }
        try:
            client.create_topics({topics.topic_of(source): wanted})
        except TopicAlreadyExistsError:
            continue


def _make_identities(client: Any, accesses: Iterable[Access]) -> None:
    changes = [
        kafka.UserScramCredentialUpsertion(access.user, MECHANISM, access.password()) for access in accesses
    ]
    for user, refusal in client.alter_user_scram_credentials(changes).items():
        if refusal is not None:
            raise KafkaRefused(f"Kafka did not take the password of {user}: {refusal}")


def _grant(client: Any, principal: str, wanted: Iterable[Right]) -> None:
    """Give an identity these rights and take away every other one that it has."""
    acls = [_acl(principal, right) for right in wanted]
    there, _ = client.describe_acls(_all_of(principal))
    surplus = [_only(acl) for acl in there if acl not in acls]
    missing = [acl for acl in acls if acl not in there]
    refusals = client.create_acls(missing)["failed"] if missing else []
    if surplus:
        refusals += [error for _, _, error in client.delete_acls(surplus) if error is not for_code(0)]
    if refusals:
        raise refusals[0](f"changing the rights of {principal}")


def _acl(principal: str, right: Right) -> Any:
    pattern = kafka.ACLResourcePatternType.PREFIXED if right.prefix else kafka.ACLResourcePatternType.LITERAL
    return kafka.ACL(
        principal,
        _ANY_HOST,
        _OPERATIONS[right.operation],
        kafka.ACLPermissionType.ALLOW,
        kafka.ResourcePattern(_KINDS[right.kind], right.name, pattern),
    )


def _all_of(principal: str) -> Any:
    anything = kafka.ResourcePatternFilter(kafka.ResourceType.ANY, None, kafka.ACLResourcePatternType.ANY)
    return kafka.ACLFilter(principal, None, kafka.ACLOperation.ANY, kafka.ACLPermissionType.ANY, anything)


def _only(acl: Any) -> Any:
    pattern = acl.resource_pattern
    exactly = kafka.ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type)
    return kafka.ACLFilter(acl.principal, acl.host, acl.operation, acl.permission_type, exactly)


def _hindrance(access: Access, sources: tuple[str, ...]) -> KafkaAway | None:
    """Why this identity does not see all these topics yet."""
    try:
        found = topics.topic_ids(access, sources)
    except KafkaAway as fault:
        return fault
    except KafkaError as fault:
        return access.fault(fault)
    missing = [topics.topic_of(source) for source in sources if source not in found]
    return KafkaAway(f"{access.user or 'nobody'} does not see {', '.join(missing)}") if missing else None
