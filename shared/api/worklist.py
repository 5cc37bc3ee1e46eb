"""The worklist of a stage, its cases and their history, for its officers."""

import base64
import binascii
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime

from shared.api import store
from shared.api.access import requires
from shared.api.documents import (
    CaseDocument,
    Counts,
    History,
    HistoryEntry,
    PageSize,
    Worklist,
)
from shared.api.known import known_case
from shared.api.onecase import OneCase
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.event import MOST_VERSIONS
from shared.runtime import Runtime
from shared.write.store import case_of

Limit = Annotated[int, Query(ge=1, le=200, description="Cases on a page")]


def router(runtime: Runtime) -> APIRouter:
    """The routes about a stage's cases."""
    api = APIRouter()
    seeing = requires("see-cases")

    @api.get(
        "/v1/cases",
        tags=["cases"],
        summary="Daftar kerja / worklist: cases that this stage owns, overdue and most urgent first",
        responses=answers(401, 403, 422, 503),
    )
    async def worklist(
        who: Annotated[Principal, Depends(seeing)],
        state: Annotated[str | None, Query(pattern=r"^K\d{2}$", examples=["K11"])] = None,
        office: Annotated[
            str | None, Query(pattern=r"^[a-z0-9.-]{1,64}$", examples=["bawaslu-32.08"])
        ] = None,
        since: Annotated[AwareDatetime | None, Query(description="Changed at or after")] = None,
        due: Annotated[
            date | None, Query(description="Whose limit ends on that day or before", examples=["2026-12-01"])
        ] = None,
        cursor: Annotated[str | None, Query(max_length=200, description="`next` of a page")] = None,
        limit: Limit = 50,
    ) -> Worklist:
        others = () if state else runtime.procedure.handed_over
        wanted = store.Filter(state, office, since, others, due, who.scope)
        after = _read_cursor(cursor) if cursor else None
        async with runtime.pool.acquire() as conn:
            rows = await store.worklist(conn, wanted, after, limit + 1)
        now = runtime.clock()
        page = [CaseDocument.of(runtime.policy, row, now) for row in rows[:limit]]
        more = len(rows) > limit
        return Worklist(cases=page, next=_cursor(page[-1]) if more else None)

    @api.get(
        "/v1/cases/{case_id}",
        tags=["cases"],
        summary="Perkara / one case: what may be done next, by whom, what is missing; its version as ETag",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def one_case(
        case_id: UUID, response: Response, who: Annotated[Principal, Depends(seeing)]
    ) -> OneCase:
        async with runtime.pool.acquire() as conn:
            row = await known_case(conn, case_id, who.scope)
        response.headers["ETag"] = f'"{row["version"]}"'
        case = case_of(row, type(runtime.procedure.opening()))
        return OneCase.shown(runtime, case, who)

    @api.get(
        "/v1/cases/{case_id}/history",
        tags=["cases"],
        summary="Riwayat / what happened to a case at this stage",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def history(
        case_id: UUID,
        who: Annotated[Principal, Depends(seeing)],
        after: Annotated[int, Query(ge=0, le=MOST_VERSIONS, description="`next` of a page")] = 0,
        limit: PageSize = 200,
    ) -> History:
        async with runtime.pool.acquire() as conn:
            await known_case(conn, case_id, who.scope)
            rows = await store.history(conn, case_id, after, limit + 1)
        page = [HistoryEntry.of(runtime.policy, row) for row in rows[:limit]]
        return History(events=page, next=page[-1].version if len(rows) > limit else None)

    if runtime.procedure.owns_cases:

        @api.get(
            "/v1/counts",
            tags=["cases"],
            summary="Jumlah perkara / cases that this stage owns, by state",
            responses=answers(401, 403, 503),
        )
        async def counts(who: Annotated[Principal, Depends(seeing)]) -> Counts:
            async with runtime.pool.acquire() as conn:
                return Counts(cases=await store.counts(conn, runtime.procedure.handed_over, who.scope))

    return api


def _cursor(last: CaseDocument) -> str:
    until = last.due.until.isoformat() if last.due else ""
    text = f"{until}|{last.changed_at.isoformat()}|{last.case_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read_cursor(cursor: str) -> store.After:
    try:
        until, changed_at, case_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return store.After(_moment(until) if until else None, _moment(changed_at), UUID(case_id))
    except (ValueError, binascii.Error):
        raise wrong_field(path="query.cursor", reason="not one that a page gave") from None


def _moment(text: str) -> datetime:
    """A moment as a page gives it. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no page gives a time without its zone")
    return moment
