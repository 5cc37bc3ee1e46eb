"""The step by which a stage follows an erasure that the first owner of the case decided.

Pure. The keys go in the transaction that writes the event.
"""

from typing import Any

from shared.case import STAYS, Cases, Decision, Known, Step, Transition
from shared.contract import Command, Erased, Reason
from shared.events import one


class FollowErasure(Command):
    """Ikuti penghapusan data pribadi: the case's first owner erased it."""

    reason: Reason


def following(states: frozenset[str], basis: str, erased: type[Erased]) -> Transition[Any]:
    """The row of a stage that has its own event of this; a case that never came here has nothing to erase."""

    leaves: frozenset[str | None] = frozenset(states)
    return Transition("FollowErasure", FollowErasure, leaves, STAYS, basis, one(erased), _not_here)


def _not_here(command: FollowErasure, cases: Cases, _: Step) -> Decision | None:
    """A case that never came here has nothing to erase."""
    return None if command.case_id in cases else Known()
