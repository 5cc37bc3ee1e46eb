"""The API of notify: what was told to whom about a case, and how many notifications are where."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.notify import store
from shared.api.access import requires
from shared.api.problems import answers
from shared.auth import Principal
from shared.runtime import Runtime

Operator = Annotated[Principal, Depends(requires("notify.operator", "auditor"))]


class NotificationDocument(BaseModel):
    """One notification; `recipient` is an office or "reporter", never an address."""

    id: UUID
    of_event: UUID
    recipient: str
    told_state: str
    state: str
    attempts: int
    queued_at: datetime


class NotificationsOfCase(BaseModel):
    """What was told about a case."""

    notifications: list[NotificationDocument]


class NotificationCounts(BaseModel):
    """How many notifications are in which state."""

    notifications: dict[str, int]


def routes(runtime: Runtime) -> APIRouter:
    """Notify's own routes."""
    api = APIRouter(tags=["notifications"])

    @api.get(
        "/v1/notifications/counts",
        summary="Jumlah pemberitahuan / notifications by state",
        responses=answers(401, 403, 503),
    )
    async def counts(_: Operator) -> NotificationCounts:
        async with runtime.pool.acquire() as conn:
            return NotificationCounts(notifications=await store.counts(conn))

    @api.get(
        "/v1/cases/{case_id}/notifications",
        summary="Pemberitahuan suatu perkara / what was told about a case",
        responses=answers(401, 403, 422, 503),
    )
    async def of_case(case_id: UUID, _: Operator) -> NotificationsOfCase:
        async with runtime.pool.acquire() as conn:
            rows = await store.of_case(conn, case_id)
        return NotificationsOfCase(notifications=[NotificationDocument.model_validate(row) for row in rows])

    return api
