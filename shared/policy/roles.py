"""The policy data of roles: who there is, and how far each may look."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from shared.policy.entry import Part, Words
from shared.policy.sheet import Sheet


class Role(Part):
    """A role (peran). `scope` says which cases it may know of, by what its token says."""

    id: Words
    scope: Literal["everything", "region", "office", "beneath", "none"]
    indonesian: Words
    english: Words


class Roles(Sheet):
    """All roles."""

    keyed: ClassVar[Mapping[str, tuple[str, ...]]] = {"roles": ("id",)}
    roles: tuple[Role, ...]

    def names(self) -> Mapping[str, frozenset[str]]:
        """The roles."""
        return {"roles": frozenset(role.id for role in self.roles)}
