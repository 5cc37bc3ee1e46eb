"""The policy data of roles: who there is, and how far each may look."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Role(BaseModel):
    """A role (peran). `scope` says which cases it may know of, by what its token says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    scope: Literal["everything", "region", "office", "none"]
    indonesian: str
    english: str


class Roles(BaseModel):
    """All roles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    roles: tuple[Role, ...]
