"""The policy data of permissions: the one table that says who may do what."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

SYSTEM = "system"
"""A reaction to an event, or the clock. No token gives this role."""
PUBLIC = "public"
"""Anybody, also without a token."""


class Permission(BaseModel):
    """Wewenang: who may carry out an operation. `nationwide`: only with a token for the whole country."""

    model_config = ConfigDict(frozen=True)

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


class Permissions(BaseModel):
    """All permissions. What is not in `services` nobody may do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    nationwide: frozenset[str]
    services: Mapping[str, Mapping[str, frozenset[str]]] = Field(min_length=1)

    def of(self, service: str) -> Mapping[str, Permission]:
        """The permissions of one service by operation."""
        return {
            operation: Permission(operation=operation, roles=roles, nationwide=operation in self.nationwide)
            for operation, roles in self.services.get(service, {}).items()
        }

    @property
    def roles(self) -> frozenset[str]:
        """Every role that is named somewhere."""
        return frozenset(
            role for table in self.services.values() for roles in table.values() for role in roles
        )
