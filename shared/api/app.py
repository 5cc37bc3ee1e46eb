"""Puts an agency's HTTP API together: the edge, the common routes, and the stage's own."""

import contextlib
import math
from collections.abc import AsyncIterator, Callable

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from shared.api import (
    classifications,
    commands,
    feed,
    issued,
    operation,
    private,
    problems,
    reference,
    searches,
    worklist,
)
from shared.api.access import open_to_all, ruled
from shared.api.documents import Readiness
from shared.api.edge import Edge
from shared.runtime import Health, Runtime
from shared.write import faults

VERSION = "0.1.0"
NO_SCRIPTS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

Routes = Callable[[Runtime], APIRouter]


def build(runtime: Runtime, title: str, *routes: Routes) -> FastAPI:
    """The application of one service; its parts run while it is served."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with runtime.running():
            yield

    app = FastAPI(
        title=f"Netral: {title}",
        version=VERSION,
        description=(
            "Every error is application/problem+json (RFC 9457). Creating calls take an "
            "Idempotency-Key, commands on a case take If-Match."
        ),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.verifier = runtime.verifier
    app.state.policy = runtime.policy
    problems.install(app)
    app.state.permissions = permissions = runtime.policy.permissions(runtime.name)
    common = (worklist.router, operation.router, commands.router, feed.router)
    # notify owns no case: it seals nothing, and has nothing to classify
    sealing = (private.router, issued.router, searches.router, classifications.router)
    of_cases = sealing if runtime.procedure.owns_cases else ()
    for part in (_health, *routes, *of_cases, *common):
        app.include_router(ruled(part(runtime), permissions))
    app.add_middleware(Edge, metrics=runtime.metrics, tracing=runtime.tracing, verifier=runtime.verifier)
    _document_problems(app)

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference.page(app.openapi()), headers=NO_SCRIPTS)

    return app


def _document_problems(app: FastAPI) -> None:
    """Put the problem document into the OpenAPI components, where every error answer points."""
    made = app.openapi

    def openapi() -> dict[str, object]:
        document = made()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "ProblemDocument" not in schemas:
            schema = problems.ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= schema.pop("$defs", {})
            schemas["ProblemDocument"] = schema
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _health(runtime: Runtime) -> APIRouter:
    api = APIRouter(tags=["health"], dependencies=[Depends(open_to_all("see-health"))])

    @api.get("/healthz", summary="Whether the process answers at all")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @api.get(
        "/readyz",
        summary="Whether it makes progress, and what keeps it from it",
        response_model=Readiness,
        responses={503: {"model": Readiness, "description": "Not making progress"}},
    )
    async def readyz() -> JSONResponse:
        document = await _readiness(runtime)
        return JSONResponse(document.model_dump(), 200 if document.ready else 503)

    @api.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
    async def metrics(request: Request) -> Response:
        try:
            _publish(runtime, await runtime.health())
        except faults.TRANSIENT:
            runtime.metrics.unknown()
        page, media_type = runtime.metrics.page(request.headers.get("accept", ""))
        return Response(page, headers={"content-type": media_type})

    return api


async def _readiness(runtime: Runtime) -> Readiness:
    try:
        health = await runtime.health()
    except faults.TRANSIENT as fault:
        return Readiness(
            service=runtime.name,
            ready=False,
            lag=None,
            unpublished=None,
            oldest_unpublished_s=None,
            waiting=None,
            dead_letters=None,
            discrepancies=None,
            reasons=[f"the database does not answer: {type(fault).__name__}"],
        )
    return Readiness(
        service=runtime.name,
        ready=not health.reasons,
        lag=health.lag,
        unpublished=health.unpublished,
        oldest_unpublished_s=health.oldest_unpublished_s,
        waiting=health.waiting,
        dead_letters=health.dead_letters,
        discrepancies=health.discrepancies,
        reasons=list(health.reasons),
    )


def _publish(runtime: Runtime, health: Health) -> None:
    m = runtime.metrics
    m.lag.set(math.nan if health.lag is None else health.lag)
    m.unpublished.set(health.unpublished)
    m.oldest.set(health.oldest_unpublished_s)
    m.waiting.set(health.waiting)
    m.dead_letters.set(health.dead_letters)
    m.discrepancies.set(health.discrepancies)
    m.past_limit.set(health.past_limit)
    m.near_limit.set(health.near_limit)
