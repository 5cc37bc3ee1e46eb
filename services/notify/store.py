"""All SQL of notify beside the common mechanism: the queue and the attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.notify.contract import (
    NotificationQueued,
    NotificationSent,
    NotificationUndeliverable,
)
from shared.database import Connection
from shared.write.session import Written


@dataclass(frozen=True, slots=True)
class Due:
    """A notification that is ours to send now."""

    id: UUID
    case_id: UUID
    recipient: str
    template: str
    told_state: str
    attempts: int
    office: str
    region: str
    due_limit: str | None
    due_on: date | None
    traceparent: str
    reason: str | None = None


async def project(conn: Connection, written: Sequence[Written]) -> None:
    """Keep the queue in step with the ledger."""
    queued = [
        (
            d.notification,
            w.event.case_id,
            d.of_event,
            d.recipient,
            d.template,
            d.state,
            d.limit,
            d.on,
            w.event.traceparent,
            d.reason,
        )
        for w in written
        if isinstance(d := w.data, NotificationQueued)
    ]
    if queued:
        at = written[0].event.recorded_at
        await conn.copy_records_to_table(
            "notification",
            columns=(
                "id",
                "case_id",
                "of_event",
                "recipient",
                "template",
                "told_state",
                "due_limit",
                "due_on",
                "traceparent",
                "reason",
                "queued_at",
            ),
            records=[(*row, at) for row in queued],
        )
    for kind, state in (
        (NotificationSent, "sent"),
        (NotificationUndeliverable, "undeliverable"),
    ):
        ended = [
            (d.notification, d.attempts, w.event.occurred_at, getattr(d, "reason", "taken over"))
            for w in written
            if isinstance(d := w.data, kind)
        ]
        if ended:
            await _ended(conn, state, ended)


async def _ended(conn: Connection, state: str, ended: Sequence[tuple[UUID, int, datetime, str]]) -> None:
    """Record the last attempts and close their notifications, all in one statement."""
    await conn.execute(
        """with last as (
               select * from unnest($2::uuid[], $3::integer[], $4::timestamptz[], $5::text[])
                   as t (notification, number, at, answer)),
           recorded as (
               insert into attempt select notification, number, at, $1, answer from last
               on conflict do nothing)
           update notification set state = $1, attempts = last.number
           from last where id = last.notification""",
        state,
        *map(list, zip(*ended, strict=True)),
    )


async def claim(conn: Connection, now: datetime, lease: timedelta, most: int) -> list[Due]:
    """Take due notifications for the length of a lease, so that no other replica sends them meanwhile."""
    rows = await conn.fetch(
        """update notification set claimed_until = $1::timestamptz + $2::interval
           where id in (
               select id from notification
               where state = 'queued' and next_at <= $1 and (claimed_until is null or claimed_until < $1)
               order by case when isfinite(next_at) then next_at else queued_at end
               limit $3 for update skip locked)
           returning id, case_id, recipient, template, told_state, attempts, due_limit, due_on,
                     traceparent, reason,
                     (select c.office from cases c where c.case_id = notification.case_id) as office,
                     (select c.region from cases c where c.case_id = notification.case_id) as region""",
        now,
        lease,
        most,
    )
    return [Due(**dict(row)) for row in rows]


async def defer(conn: Connection, due: Due, at: datetime, answer: str, until: datetime) -> None:
    """Record an attempt that did not get through, and try again then."""
    await conn.execute(
        "insert into attempt values ($1, $2, $3, 'deferred', $4) on conflict do nothing",
        due.id,
        due.attempts + 1,
        at,
        answer,
    )
    await conn.execute(
        """update notification set attempts = $2, next_at = $3, claimed_until = null
           where id = $1 and state = 'queued'""",
        due.id,
        due.attempts + 1,
        until,
    )


async def counts(conn: Connection) -> dict[str, int]:
    """How many notifications are in which state."""
    rows = await conn.fetch("select state, count(*) as n from notification group by state")
    return {row["state"]: row["n"] for row in rows}


async def of_case(
    conn: Connection, case_id: UUID, after: UUID | None, most: int
) -> Sequence[dict[str, object]]:
    """The notifications of a case after one of them, oldest first."""
    rows = await conn.fetch(
        """select id, of_event, recipient, told_state, state, attempts, queued_at
           from notification
           where case_id = $1
             and ($2::uuid is null
                  or (queued_at, id) > (select n.queued_at, n.id from notification n
                                        where n.id = $2 and n.case_id = $1))
           order by queued_at, id limit $3""",
        case_id,
        after,
        most,
    )
    return [dict(row) for row in rows]
