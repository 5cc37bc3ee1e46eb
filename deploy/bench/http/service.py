"""Intake with two more doors, in one process: `python -m deploy.bench.http.service`.

/v1/reports is the service itself. /unstored/v1/reports is the same application once more, with every
middleware, validation, sealing and tracing, whose write path decides nothing, stores nothing and answers
at once. /noop is a FastAPI route that does nothing at all.
"""

import copy
from typing import Any

from fastapi import FastAPI

from services.intake.commands import IntakeFacts
from services.intake.main import assemble, blueprint
from shared.case import Case
from shared.runtime import Runtime
from shared.server import serve
from shared.write.path import Request, Result, WritePath
from shared.write.session import Change


class Unstored(WritePath):
    """A write path that answers every command with the case it would open, and keeps nothing."""

    def __init__(self) -> None:
        """Needs nothing."""

    async def submit_for_case(self, request: Request) -> tuple[Result, Case[Any] | None]:
        """A Change of one case at version 1, without events."""
        at = request.stamp.occurred_at
        id = request.command.case_id
        case = Case(id, 1, bytes(32), "K01", "bench", "00", "public", at, at, IntakeFacts())
        return Change(case, ()), case


def with_doors(runtime: Runtime) -> FastAPI:
    """The three doors; the parts of the real one run while the whole is served."""
    stored = assemble(runtime)
    keeps_nothing = copy.copy(runtime)
    keeps_nothing.write_path = Unstored()
    app = FastAPI(lifespan=stored.router.lifespan_context, openapi_url=None)

    @app.get("/noop")
    async def noop() -> dict[str, str]:
        return {}

    app.mount("/unstored", assemble(keeps_nothing))
    app.mount("/", stored)
    return app


if __name__ == "__main__":
    serve("intake", blueprint, with_doors)
