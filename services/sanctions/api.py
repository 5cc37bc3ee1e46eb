"""The API of sanctions: its worklist and commands come from its table; beside them, what the law suggests."""

import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.sanctions.acts import Acts
from services.sanctions.suggestion import Suggestion, suggestion
from shared.api.access import requires
from shared.api.known import known_case
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.runtime import Runtime

Asking = Annotated[Principal, Depends(requires("suggest-branch"))]


def routes(runtime: Runtime) -> APIRouter:
    """What the day of an act suggests."""
    api = APIRouter()

    @api.get(
        "/v1/cases/{case_id}/suggestion",
        tags=["cases"],
        summary="Usulan / what an act of that day may be in its contest, and what it leads to",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def suggest(
        case_id: UUID,
        who: Asking,
        contest: Annotated[str, Query(max_length=64, examples=["pilkada-2024"])],
        acted_on: Annotated[date, Query(examples=["2024-09-10"])],
        act: Annotated[
            str | None, Query(max_length=64, description="This code alone", examples=["KE-04"])
        ] = None,
    ) -> Suggestion:
        async with runtime.pool.acquire() as conn:
            case = await known_case(conn, case_id, who.scope)
        policy, region = runtime.policy, case["region"]
        held = Acts(policy).held(contest, region, acted_on)
        if held is None:
            there = [one.id for one in policy.contests.in_force(acted_on) if one.is_of(region)]
            listed = f"that counts there on {acted_on}: {', '.join(sorted(there)) or 'none'}"
            raise wrong_field(path="query.contest", reason=f"none {listed}")
        if act is not None and act not in policy.catalogue:
            raise wrong_field(path="query.act", reason="no code of the catalogue")
        today = policy.calendar.day_of(runtime.clock(), region)
        codes = None if act is None else (act,)
        overrides = json.loads(case["overrides"] or "{}")
        return suggestion(policy, held, region, acted_on, today, codes, overrides)

    return api
