"""The feed: what other agencies' services may read of this ledger, and nobody else."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from shared.api.access import requires
from shared.api.documents import CaseHead, CaseHeads, FeedPage, HeadDocument, PageSize
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.event import MOST_POSITION, MOST_VERSIONS
from shared.reconcile.feed import entry_json
from shared.relay import store
from shared.runtime import Runtime

Services = Annotated[Principal, Depends(requires("read-feed"))]


FIRST = UUID(int=0)


def router(runtime: Runtime) -> APIRouter:
    """The feed's routes."""
    api = APIRouter(tags=["feed"], responses=answers(401, 403, 422, 503))

    @api.get("/v1/events", summary="Published events, byte for byte, by position or of one case")
    async def events(
        _: Services,
        after: Annotated[
            int, Query(ge=0, le=MOST_POSITION, description="Position, or version if case_id is given")
        ] = 0,
        case_id: Annotated[UUID | None, Query()] = None,
        limit: PageSize = 500,
    ) -> FeedPage:
        if case_id is not None and after > MOST_VERSIONS:
            raise wrong_field(path="query.after", reason=f"no version is above {MOST_VERSIONS}")
        async with runtime.pool.acquire() as conn:
            found = (
                await store.published(conn, runtime.name, after, limit)
                if case_id is None
                else await store.of_case(conn, runtime.name, case_id, after, limit)
            )
        page: list[dict[str, Any]] = [entry_json(p.event, p.ledger_chain, p.previous) for p in found]
        return FeedPage(events=page)

    @api.get("/v1/ledger/head", summary="The head of this ledger, or what it was at a position")
    async def head(
        _: Services, position: Annotated[int | None, Query(ge=1, le=MOST_POSITION)] = None
    ) -> HeadDocument:
        async with runtime.pool.acquire() as conn:
            found = await store.head(conn, position)
        return HeadDocument(position=found.position, ledger_chain=found.ledger_chain.hex())

    @api.get("/v1/ledger/cases", summary="The last published event of every case, by case id")
    async def cases(
        _: Services, after: Annotated[UUID, Query()] = FIRST, limit: PageSize = 1000
    ) -> CaseHeads:
        async with runtime.pool.acquire() as conn:
            found = await store.case_heads(conn, after, limit)
        return CaseHeads(cases=[CaseHead(case_id=c, version=v, chain=chain.hex()) for c, v, chain in found])

    return api
