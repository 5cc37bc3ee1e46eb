"""What entries and sheets can name."""

from typing import Any, NamedTuple

from shared.policy.entry import Timeline


class Target(NamedTuple):
    """What can be named: the file that has it, its ids, and the versions of a dated kind.

    `versions` lacks those ids of which a version could not be read: these are there, with days unknown.
    """

    file: str
    ids: frozenset[str]
    versions: Timeline[Any] | None = None
