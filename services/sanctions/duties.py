"""Where a superior acts by an own duty (kewajiban atasan): in a new case, or in one that waits at BKN."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi import Request as HttpRequest
from pydantic import BaseModel, Field, StringConstraints, create_model

from services.sanctions.duty import OpenByDuty
from shared.api import store
from shared.api.access import requires
from shared.api.bodies import body_of
from shared.api.commands import sealed, stamp
from shared.api.conditions import IdempotencyKey, request_key
from shared.api.known import known_case, known_region
from shared.api.onecase import OneCase
from shared.api.opening import made, opened
from shared.api.problems import Problem, answers
from shared.auth import Principal
from shared.case import Procedure
from shared.database import Connection
from shared.policy import Policy
from shared.policy.offices import PPK
from shared.runtime import Runtime
from shared.scope import EVERYTHING
from shared.write.path import Request

Region = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2})?$"), Field(examples=["32.08"])]
"""Kode wilayah Kemendagri of the province or regency whose PPK it is."""
WAITS = "K23"
"""Where a case is whose recommendation is drafted."""


def form(procedure: Procedure[Any], policy: Policy) -> type[BaseModel]:
    """What is handed in: what a recommendation says and what a summons says, of which case or where."""
    rows = {row.name: row for row in procedure.rows}
    both = tuple(
        body_of(rows[name], policy.reasons_for(f"sanctions.{name}"))
        for name in ("IssueRecommendation", "IssueSummons")
    )
    case = Field(
        default=None, description="One that waits for a recommendation; else a new one", examples=[None]
    )
    return create_model("DutyForm", __base__=both, region=(Region, ...), case=(UUID | None, case))


def add_duties(api: APIRouter, runtime: Runtime) -> None:
    """The route by which it begins."""
    body: Any = form(runtime.procedure, runtime.policy)

    @api.post(
        "/v1/duties",
        tags=["commands"],
        summary="Kewajiban atasan / a superior summons without waiting for a recommendation",
        status_code=201,
        response_model=OneCase,
        responses=answers(400, 401, 403, 404, 409, 413, 422, 428, 503),
    )
    async def open_by_duty(
        given: body,
        request: HttpRequest,
        who: Annotated[Principal, Depends(requires("OpenByDuty"))],
        key: IdempotencyKey = None,
    ) -> Response:
        duty: Any = given
        known_region(runtime.policy, duty.region)
        agency = duty.agency or duty.region
        office = f"{PPK}-{agency}"
        if not who.scope.covers(office, duty.region):
            raise Problem(403, "forbidden", f"The office {office} is not the one that the token is for.")
        if duty.case is not None:
            async with runtime.pool.acquire() as conn:
                await _may_name(conn, duty.case, duty.region, who)
        said = duty.model_dump(include=set(OpenByDuty.model_fields))
        write = Request(
            OpenByDuty(case_id=duty.case or runtime.new_id(), **said),
            stamp(runtime, runtime.actors.of(who), duty.occurred_at),
            key=request_key(who, "duties", key, await request.body()),
            answer=lambda case, _: made(case, OneCase.shown(runtime, case, who)),
            **sealed(runtime, duty.private),
        )
        return await opened(runtime, write)


async def _may_name(conn: Connection, case_id: UUID, region: str, who: Principal) -> None:
    """A superior names a case, with its region, while it waits at BKN, where nobody of any PPK sees it yet.

    Raises Problem 404 for any other that the superior may not know of.
    """
    row = await store.case(conn, case_id, EVERYTHING)
    waits = row is not None and (row["state"], row["region"]) == (WAITS, region)
    if not waits:
        await known_case(conn, case_id, who.scope)
