"""The policy data of rules: what each step of a procedure rests on."""

from collections.abc import Iterable

from shared.policy.entry import Entry, Id, Reference


class Rule(Entry):
    """A rule (ketentuan) that steps rest on, and the instruments that it is from. Events store its stamp.

    Where it names any, one of them is in force on every day of it.
    """

    instruments: tuple[Id, ...] = ()

    def references(self) -> Iterable[Reference]:
        """Its instruments."""
        for number, id in enumerate(self.instruments):
            yield Reference(f"instruments.{number}", "instruments", id, days="joint")
