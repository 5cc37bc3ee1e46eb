"""What every policy file has in common that is not a list of dated entries."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from shared.policy.entry import Part, Reference, Words


class Sheet(Part):
    """A policy file with a form of its own: of the product, or of the offices, and in force as it stands."""

    keyed: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """By the name of a list: the fields that no two of its items have in common."""
    version: Words

    def references(self) -> Iterable[Reference]:
        """What it names of other files. `Reference.field` is the path in the file."""
        return ()

    def references_to_services(self) -> Iterable[Reference]:
        """The `events` and `steps` of services that it names."""
        return ()

    def names(self) -> Mapping[str, frozenset[str]]:
        """What other files, and itself, may name of it: by kind, the ids."""
        return {}
