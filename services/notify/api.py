"""The API of notify: what was told to whom about a case, and how many notifications are where."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.notify import store
from shared.api import store as cases
from shared.api.access import requires
from shared.api.documents import After, PageSize
from shared.api.problems import answers
from shared.auth import Principal
from shared.runtime import Runtime

Looking = Annotated[Principal, Depends(requires("see-notifications"))]
Counting = Annotated[Principal, Depends(requires("count-notifications"))]


class NotificationDocument(BaseModel):
    """One notification; `recipient` is an office or "reporter", never an address."""

    id: UUID
    of_event: UUID
    recipient: str = Field(examples=["ppk-32.08"])
    told_state: str = Field(examples=["K30"])
    state: str = Field(examples=["sent"])
    attempts: int = Field(examples=[1])
    queued_at: datetime


class NotificationsOfCase(BaseModel):
    """A page of what was told about a case; `next` is null on the last one."""

    notifications: list[NotificationDocument]
    next: UUID | None = Field(description="Goes into `after`")


class NotificationCounts(BaseModel):
    """How many notifications are in which state."""

    notifications: dict[str, int] = Field(examples=[{"sent": 107}])


def routes(runtime: Runtime) -> APIRouter:
    """Notify's own routes."""
    api = APIRouter(tags=["notifications"])

    @api.get(
        "/v1/notifications/counts",
        summary="Jumlah pemberitahuan / notifications by state",
        responses=answers(401, 403, 503),
    )
    async def counts(_: Counting) -> NotificationCounts:
        async with runtime.pool.acquire() as conn:
            return NotificationCounts(notifications=await store.counts(conn))

    @api.get(
        "/v1/cases/{case_id}/notifications",
        summary="Pemberitahuan suatu perkara / what was told about a case",
        responses=answers(401, 403, 422, 503),
    )
    async def of_case(
        case_id: UUID,
        who: Looking,
        after: After = None,
        limit: PageSize = 200,
    ) -> NotificationsOfCase:
        async with runtime.pool.acquire() as conn:
            # of a case that nothing was told about, and of one that may not be known: the same answer
            known = await cases.case(conn, case_id, who.scope)
            rows = await store.of_case(conn, case_id, after, limit + 1) if known else []
        page = [NotificationDocument.model_validate(row) for row in rows[:limit]]
        return NotificationsOfCase(notifications=page, next=page[-1].id if len(rows) > limit else None)

    return api
