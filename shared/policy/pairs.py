"""Whether the acts of the catalogue that are each other's pair agree that they are."""

from collections.abc import Iterator

from shared.policy.catalogue import Act
from shared.policy.entries import Entries
from shared.policy.faults import Finding


def unpaired(catalogue: Entries) -> Iterator[Finding]:
    """The pairs that are of the same branch, or do not name back whoever names them on the same days."""
    acts = [(placed.entry, placed.place) for placed in catalogue.placed if isinstance(placed.entry, Act)]
    for act, place in acts:
        for other, _ in acts:
            if other.id != act.pair or not _meet(act, other):
                continue
            if other.branch == act.branch:
                reason = f"{other.stamp} is of the branch {act.branch} too"
            elif other.pair != act.id:
                reason = f"{other.stamp} names {other.pair or 'no act'} as its pair, not {act.id}"
            else:
                continue
            words = reason, "name the same act of the other branch, in both"
            yield catalogue.document.finding(place, ("pair",), words)


def _meet(one: Act, other: Act) -> bool:
    begin = max(one.valid_from, other.valid_from)
    return one.in_force(begin) and other.in_force(begin)
