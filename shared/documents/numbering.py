"""Numbering (penomoran): a document takes its number in the transaction that writes its event."""

from collections.abc import Iterator, Mapping, Sequence

from shared.database import Connection
from shared.documents import store
from shared.identifiers import NewId
from shared.policy import Policy
from shared.write.session import Projection, Written


def numbering(project: Projection, policy: Policy, stage: str, new_id: NewId) -> Projection:
    """A stage's projection that also numbers the documents which its events issue.

    By kind, office and year of the day that it was at the office, from 1 on and without a gap: whatever is
    rolled back takes no number.
    """
    kinds: dict[str, list[str]] = {}
    for id in policy.documents.ids:
        template = policy.documents.versions(id)[0]
        if template.stage == stage:
            kinds.setdefault(template.event.partition(".")[2], []).append(id)

    async def both(conn: Connection, written: Sequence[Written]) -> None:
        await project(conn, written)
        if issued := [one for each in written for one in _issued(policy, kinds, each, new_id)]:
            await store.issue(conn, issued)

    return both


def _issued(
    policy: Policy, kinds: Mapping[str, Sequence[str]], written: Written, new_id: NewId
) -> Iterator[store.Unnumbered]:
    event, data, calendar = written.event, written.data, policy.calendar
    for kind in kinds.get(event.type, ()):
        at_case = calendar.day_of(event.occurred_at, calendar.seat(data.office, data.region))
        template = policy.documents.on_or_first(kind, at_case)
        if template is None:
            continue
        office = getattr(data, template.issuer) or data.office
        day = calendar.day_of(event.occurred_at, calendar.seat(office, data.region))
        yield store.Unnumbered(
            new_id(), event.case_id, event.version, event.id, kind, template.stamp, office, day
        )
