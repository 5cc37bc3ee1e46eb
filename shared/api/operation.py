"""Operating a stage: what could not be applied, and where another service's history was rewritten."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from shared.api.access import requires
from shared.api.documents import (
    After,
    ClockDocument,
    DeadLetterContent,
    DeadLetterDocument,
    DeadLetters,
    Discrepancies,
    DiscrepancyDocument,
    PageSize,
    Resolution,
)
from shared.api.problems import Problem, answers
from shared.auth import Principal
from shared.deadlines import store as deadline_store
from shared.inbox import store as inbox_store
from shared.reconcile import store as watch_store
from shared.runtime import Runtime


def router(runtime: Runtime) -> APIRouter:
    """The routes for operators, and those with which auditors look on."""
    api = APIRouter()
    looking, operating = requires("see-operation"), requires("operate")

    @api.get(
        "/v1/dead-letters",
        tags=["operation"],
        summary="Events that could not be applied here",
        responses=answers(401, 403, 422, 503),
    )
    async def dead_letters(
        _: Annotated[Principal, Depends(looking)],
        state: Annotated[str, Query(pattern="^(open|replayed|dropped|all)$")] = "open",
        after: After = None,
        limit: PageSize = 200,
    ) -> DeadLetters:
        wanted = None if state == "all" else state
        async with runtime.pool.acquire() as conn:
            rows = await inbox_store.dead_letters(conn, wanted, after, limit + 1)
        page = [DeadLetterDocument(**row) for row in rows[:limit]]
        return DeadLetters(dead_letters=page, next=page[-1].id if len(rows) > limit else None)

    @api.get(
        "/v1/dead-letters/{letter_id}",
        tags=["operation"],
        summary="One dead letter, byte for byte",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def dead_letter(letter_id: UUID, _: Annotated[Principal, Depends(looking)]) -> DeadLetterContent:
        async with runtime.pool.acquire() as conn:
            found = await inbox_store.dead_letter_content(conn, letter_id)
        if found is None:
            raise Problem(404, "not-found", "There is no dead letter with this id.")
        return DeadLetterContent.of(*found)

    def _resolved(why_not: str | None) -> Response:
        if why_not is None:
            return Response(status_code=204)
        missing = why_not.startswith("there is no")
        raise Problem(404 if missing else 409, "not-found" if missing else "conflict", why_not)

    @api.post(
        "/v1/dead-letters/{letter_id}/replay",
        tags=["operation"],
        summary="Apply a dead letter again, then what waited behind it",
        status_code=204,
        response_class=Response,
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def replay(
        letter_id: UUID, body: Resolution, who: Annotated[Principal, Depends(operating)]
    ) -> Response:
        return _resolved(await runtime.inbox.replay(letter_id, who.id, body.reason))

    @api.post(
        "/v1/dead-letters/{letter_id}/drop",
        tags=["operation"],
        summary="Give a dead letter up and let through what waited behind it",
        status_code=204,
        response_class=Response,
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def drop(
        letter_id: UUID, body: Resolution, who: Annotated[Principal, Depends(operating)]
    ) -> Response:
        return _resolved(await runtime.inbox.drop(letter_id, who.id, body.reason))

    @api.get(
        "/v1/discrepancies",
        tags=["operation"],
        summary="Where another service's history is not what it was",
        responses=answers(401, 403, 422, 503),
    )
    async def discrepancies(
        _: Annotated[Principal, Depends(looking)], after: After = None, limit: PageSize = 200
    ) -> Discrepancies:
        async with runtime.pool.acquire() as conn:
            rows = await watch_store.discrepancies(conn, after, limit + 1)
        page = [DiscrepancyDocument(**row) for row in rows[:limit]]
        return Discrepancies(discrepancies=page, next=page[-1].id if len(rows) > limit else None)

    if runtime.settings.virtual_clock is not None:

        @api.get(
            "/v1/clock",
            tags=["operation"],
            summary="Waktu simulasi / the time of this trial; a real service has no such route",
            responses=answers(401, 403, 503),
        )
        async def clock(_: Annotated[Principal, Depends(looking)]) -> ClockDocument:
            await runtime.subscription.measure()
            health = await runtime.health()
            async with runtime.pool.acquire() as conn:
                written = await deadline_store.written(conn)
            return ClockDocument(
                now=runtime.clock(),
                swept=runtime.sweep.swept,
                written=written,
                unpublished=health.unpublished,
                waiting=health.waiting,
                lag=health.lag,
            )

    return api
