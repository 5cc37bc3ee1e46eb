"""The Kafka that the user's environment names, and the identities that it gives for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from deploy.environment import (
    KAFKA,
    KAFKA_ADMIN_PASSWORD_FILE,
    KAFKA_ADMIN_USER,
    external,
    kafka_password_variable,
    kafka_user_variable,
)
from deploy.faults import Fault
from deploy.provision.migrations import SERVICES
from shared.stream.access import CA_SETTING, SECURITY_SETTING, Access, Security


def access(service: str) -> Access:
    """How a service reaches the given Kafka. Fault when settings are missing or do not fit together."""
    return _access(kafka_user_variable(service), kafka_password_variable(service))


def admin() -> Access | None:
    """The identity that provisions; None when one is needed and none was given: others provision then."""
    named = external(KAFKA_ADMIN_USER) or external(KAFKA_ADMIN_PASSWORD_FILE)
    if not named and _security() != "PLAINTEXT":
        return None
    return _access(KAFKA_ADMIN_USER, KAFKA_ADMIN_PASSWORD_FILE)


def accesses() -> Mapping[str, Access]:
    """`access` of every service. Fault too when two of them, or one and the provisioner, are the same."""
    found = {service: access(service) for service in SERVICES}
    if _security() != "PLAINTEXT":
        names = {KAFKA_ADMIN_USER: external(KAFKA_ADMIN_USER)}
        names |= {kafka_user_variable(service): one.user for service, one in found.items()}
        for name, user in names.items():
            if twins := [other for other, its in names.items() if its == user and user and other != name]:
                raise Fault(
                    f"{name} and {twins[0]} are the same identity",
                    "Give each service one of its own: its rights are those of one service alone",
                )
    return found


def refuse_what_does_not_fit() -> None:
    """Fault when settings of Kafka are missing or contradict each other. Asks no broker."""
    if external(KAFKA):
        accesses(), admin()
        return
    about = [SECURITY_SETTING, CA_SETTING, KAFKA_ADMIN_USER, KAFKA_ADMIN_PASSWORD_FILE]
    for service in SERVICES:
        about += [kafka_user_variable(service), kafka_password_variable(service)]
    for name in about:
        if external(name) and not external(KAFKA):
            raise Fault(
                f"{name} is set, {KAFKA} is not",
                "Set both, or none: the trial stack's own Kafka has identities of its own",
            )


def _access(user: str, password_file: str) -> Access:
    file, ca_file = external(password_file), external(CA_SETTING)
    found = Access(
        external(KAFKA) or "",
        _security(),
        external(user),
        Path(file).absolute() if file else None,
        Path(ca_file).absolute() if ca_file else None,
    )
    if unfit := found.unfit(user, password_file):
        raise Fault(f"{unfit.setting}: {unfit.what}", unfit.remedy[0].upper() + unfit.remedy[1:])
    return found


def _security() -> Security:
    given = external(SECURITY_SETTING) or "PLAINTEXT"
    if given not in get_args(Security):
        raise Fault(f"{SECURITY_SETTING} is {given}", f"Choose one of: {', '.join(get_args(Security))}")
    return cast(Security, given)
