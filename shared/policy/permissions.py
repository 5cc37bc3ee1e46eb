"""The policy data of permissions: the one table that says who may do what."""

from collections.abc import Iterable, Mapping

from pydantic import Field

from shared.policy.entry import Part, Reference
from shared.policy.sheet import Sheet

SYSTEM = "system"
"""A reaction to an event, or the clock. No token gives this role."""
PUBLIC = "public"
"""Anybody, also without a token."""


class Permission(Part):
    """Wewenang: who may carry out an operation. `nationwide`: only with a token for the whole country."""

    operation: str
    roles: frozenset[str]
    nationwide: bool = False

    @property
    def by_anybody(self) -> bool:
        """Whether it needs no token."""
        return PUBLIC in self.roles

    @property
    def by_people(self) -> bool:
        """Whether anybody may do it who calls an API."""
        return self.roles != frozenset({SYSTEM})


class Permissions(Sheet):
    """All permissions. What is not in `services` nobody may do."""

    nationwide: frozenset[str]
    services: Mapping[str, Mapping[str, frozenset[str]]] = Field(min_length=1)

    def of(self, service: str) -> Mapping[str, Permission]:
        """The permissions of one service by operation."""
        return {
            operation: Permission(operation=operation, roles=roles, nationwide=operation in self.nationwide)
            for operation, roles in self.services.get(service, {}).items()
        }

    def references(self) -> Iterable[Reference]:
        """The roles that may do something, and the operations that need a token for the whole country."""
        for service, operations in self.services.items():
            for operation, roles in operations.items():
                for role in sorted(roles - {SYSTEM}):
                    yield Reference(f"services.{service}.{operation}", "roles", role)
        for operation in sorted(self.nationwide):
            yield Reference("nationwide", "operations", operation)

    def references_to_services(self) -> Iterable[Reference]:
        """The commands among the operations: names with capitals."""
        for service, operations in self.services.items():
            for operation in operations:
                if operation[:1].isupper():
                    yield Reference(f"services.{service}.{operation}", "steps", f"{service}.{operation}")

    def names(self) -> Mapping[str, frozenset[str]]:
        """The operations of all services."""
        return {"operations": frozenset(name for table in self.services.values() for name in table)}
