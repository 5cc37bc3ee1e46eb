"""Erasing what identifies persons: in the transaction that writes the event which says so."""

from collections.abc import Sequence

from shared.contract import Erased
from shared.database import Connection
from shared.private import store
from shared.write.session import Projection, Written


def erasing(project: Projection) -> Projection:
    """A stage's projection that also deletes keys and keyed hashes of the cases whose data is erased.

    An erasure is on record like a reading, under the id of its event.
    """

    async def both(conn: Connection, written: Sequence[Written]) -> None:
        await project(conn, written)
        done = [(w.event, data) for w in written if isinstance(data := w.data, Erased)]
        if done:
            await store.erase(conn, [event.case_id for event, _ in done])
            await store.record(
                conn,
                [
                    store.Record(e.id, e.case_id, e.occurred_at, "erasure", e.actor, data.reason, ())
                    for e, data in done
                ],
            )

    return both
