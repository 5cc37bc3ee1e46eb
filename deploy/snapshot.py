"""The state of a stack at one moment, asked from its services."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from deploy.embedded.ports import is_listening
from deploy.probe import get_json
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack

FIGURES = ("lag", "unpublished", "oldest_unpublished_s", "waiting", "dead_letters")


@dataclass(frozen=True)
class ServiceState:
    """One service as it describes itself; figures are None when it did not answer."""

    name: str
    url: str | None
    answers: bool
    ready: bool
    figures: dict[str, int | float | None]
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral status --json` promises."""
        return {"name": self.name, "url": self.url, "ready": self.ready, **self.figures}


@dataclass(frozen=True)
class Snapshot:
    """Everything `netral status` tells. `cases` and `notifications` count by state."""

    services: tuple[ServiceState, ...]
    cases: dict[str, int] = field(default_factory=dict)
    notifications: dict[str, int] = field(default_factory=dict)
    kafka: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)

    @property
    def up(self) -> bool:
        """Whether anything of the stack answers."""
        parts = (self.kafka, self.mail)
        return any(one.answers for one in self.services) or any(part["ready"] for part in parts)

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral status --json` promises."""
        return {
            "services": [one.as_json() for one in self.services],
            "cases": self.cases,
            "notifications": self.notifications,
            "kafka": self.kafka,
            "mail": self.mail,
        }


def collect(stack: Stack) -> Snapshot:
    """Ask every service at once; one that does not answer is not ready. Changes nothing."""
    with ThreadPoolExecutor(2 * len(SERVICES)) as pool:
        states = pool.map(lambda name: _service(stack, name), SERVICES)
        counts = list(pool.map(lambda name: _counts(stack, name), SERVICES))
        services = tuple(states)
    cases: Counter[str] = Counter()
    notifications: Counter[str] = Counter()
    for one in counts:
        cases.update(one.get("cases", {}))
        notifications.update(one.get("notifications", {}))
    return Snapshot(
        services=services,
        cases=dict(sorted(cases.items())),
        notifications=dict(sorted(notifications.items())),
        kafka=_kafka(stack),
        mail=_mail(stack),
    )


def _service(stack: Stack, name: str) -> ServiceState:
    url = stack.known_url(name)
    answer = get_json(f"{url}/readyz") if url else None
    body = answer[1] if answer else {}
    return ServiceState(
        name=name,
        url=url,
        answers=answer is not None,
        ready=bool(body.get("ready")),
        figures={figure: body.get(figure) for figure in FIGURES},
        reasons=tuple(map(str, body.get("reasons", ()))),
    )


def _counts(stack: Stack, name: str) -> dict[str, Any]:
    url = stack.known_url(name)
    if url is None:
        return {}
    what = "notifications/counts" if name == "notify" else "counts"
    answer = get_json(f"{url}/v1/{what}", stack.token("auditor"))
    return answer[1] if answer and answer[0] == 200 else {}


def _kafka(stack: Stack) -> dict[str, Any]:
    address = stack.known_bootstrap
    return {"address": address, "ready": _takes_connections(address)}


def _mail(stack: Stack) -> dict[str, Any]:
    address = stack.known_smtp
    return {
        "address": address,
        "ready": _takes_connections(address),
        "folder": str(stack.mail.folder),
        "mails": stack.mail.count(),
    }


def _takes_connections(address: str | None) -> bool:
    """Whether one of the addresses `host:port,host:port` takes connections."""
    pairs = (one.rpartition(":") for one in (address or "").split(",") if one)
    return any(is_listening(int(port), host) for host, _, port in pairs if port.isdecimal())
