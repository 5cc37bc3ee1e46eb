"""The API of sanctions: its worklist and commands come from its table; beside them, what the law says.

What an act may be, who may decide what, and what the respondent was sanctioned with before.
"""

import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.sanctions import store
from services.sanctions.acts import Acts
from services.sanctions.competence import POSITION_UNKNOWN
from services.sanctions.deciders import CompetenceDocument, competence
from services.sanctions.duties import add_duties
from services.sanctions.earlier import EarlierSanctions, seen_by
from services.sanctions.suggestion import Suggestion, suggestion
from shared.api.access import requires
from shared.api.commands import refusal
from shared.api.known import known_case
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.policy.catalogue import Level
from shared.runtime import Runtime

Asking = Annotated[Principal, Depends(requires("suggest-branch"))]
Deciding = Annotated[Principal, Depends(requires("see-competence"))]


def routes(runtime: Runtime) -> APIRouter:
    """What the day of an act suggests, and who may decide."""
    api = APIRouter()
    _add_competence(api, runtime)
    _add_earlier(api, runtime)
    add_duties(api, runtime)

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


def _add_earlier(api: APIRouter, runtime: Runtime) -> None:
    @api.get(
        "/v1/cases/{case_id}/earlier-sanctions",
        tags=["private"],
        summary="Riwayat hukuman / earlier sanctions of the respondent, by the hash of the NIP; recorded",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def see_earlier_sanctions(
        case_id: UUID, who: Annotated[Principal, Depends(requires("see-earlier-sanctions"))]
    ) -> EarlierSanctions:
        async with runtime.pool.acquire() as conn, conn.transaction():
            await known_case(conn, case_id, who.scope)
            return await seen_by(runtime, conn, case_id, who)


def _add_competence(api: APIRouter, runtime: Runtime) -> None:
    policy = runtime.policy

    @api.get(
        "/v1/cases/{case_id}/competence",
        tags=["cases"],
        summary="Kewenangan memutus / who may decide what in this case, and what that needs besides",
        responses=answers(401, 403, 404, 409, 422, 503),
    )
    async def see_competence(
        case_id: UUID,
        who: Deciding,
        level: Annotated[
            Level | None, Query(description="If not given: every level that is left", examples=["heavy"])
        ] = None,
        vacant: Annotated[
            list[str] | None,
            Query(description="Authorities that are not there", max_length=20, examples=[["jpt-pratama"]]),
        ] = None,
        on: Annotated[
            date | None, Query(description="The day of the decision; today without", examples=["2024-11-18"])
        ] = None,
    ) -> CompetenceDocument:
        async with runtime.pool.acquire() as conn:
            case = await known_case(conn, case_id, who.scope)
            facts = await store.facts(conn, case_id)
        if wrong := [id for id in vacant or () if id not in policy.authorities]:
            raise wrong_field(path="query.vacant", reason=f"no authority of policy: {', '.join(wrong)}")
        seat = policy.calendar.seat(case["office"], case["region"])
        day = on or policy.calendar.day_of(runtime.clock(), seat)
        levels = (level,) if level else Acts(policy).may_be_decided(facts, day)
        found = competence(policy, facts, levels, day, vacant or (), case["office"])
        if found is None:
            raise refusal(POSITION_UNKNOWN)
        return found
