"""Who may do what on Kafka. Made from what the services' own reactions name, and written nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from deploy.provision.migrations import SERVICES
from shared.stream.topics import groups_of, topic_of


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that an identity may do. Who may read or write something may also see that it is there."""

    operation: Literal["read", "write"]
    kind: Literal["topic", "group"]
    name: str
    prefix: bool = False
    """Whether it holds for every name that begins so."""


@cache
def reads() -> Mapping[str, tuple[str, ...]]:
    """The sources whose events each service takes in."""
    return {
        service: tuple(one.source for one in import_module(f"services.{service}.reactions").SOURCES)
        for service in SERVICES
    }


def rights(service: str) -> frozenset[Right]:
    """All that a service may do: write its own topic, read those of its sources, keep its place in them."""
    return frozenset(
        {
            Right("write", "topic", topic_of(service)),
            Right("read", "group", groups_of(service), prefix=True),
            *(Right("read", "topic", topic_of(source)) for source in reads()[service]),
        }
    )


def visible(service: str) -> Iterable[str]:
    """The sources whose topics a service can see."""
    return (service, *reads()[service])
