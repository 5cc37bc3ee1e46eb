"""The API of sanctions: its worklist and commands come from its table; beside them, what the law suggests."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from shared.api.access import requires
from shared.api.known import known_case
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.runtime import Runtime

Asking = Annotated[Principal, Depends(requires("suggest-branch"))]


class Suggestion(BaseModel):
    """Usulan: the branch that the day of an act suggests. An officer confirms it or says why not."""

    branch: str = Field(examples=["KE"])
    indonesian: str = Field(examples=["Pelanggaran kode etik"])
    english: str = Field(examples=["Breach of ethics"])
    levels: list[str] = Field(description="The sanctions that it knows", examples=[["moral"]])
    determined_on: date = Field(description="When the candidates were determined there")
    source: str = Field(examples=["PKPU 2/2024: penetapan pasangan calon Pilkada 2024"])
    confidence: str = Field(examples=["found"])
    classification: str = Field(description="The version of the rule", examples=["2026-11"])


def routes(runtime: Runtime) -> APIRouter:
    """What the day of an act suggests."""
    api = APIRouter()

    @api.get(
        "/v1/cases/{case_id}/suggestion",
        tags=["cases"],
        summary="Usulan cabang / ethics or discipline, by the day of the act in its contest",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def suggestion(
        case_id: UUID,
        who: Asking,
        contest: Annotated[str, Query(max_length=64, examples=["pilkada-2024"])],
        acted_on: Annotated[date, Query(examples=["2024-09-10"])],
    ) -> Suggestion:
        async with runtime.pool.acquire() as conn:
            case = await known_case(conn, case_id, who.scope)
        policy = runtime.policy
        known = policy.contests.get(contest)
        if known is None:
            listed = ", ".join(sorted(policy.contests))
            raise wrong_field(path="query.contest", reason=f"none of: {listed}")
        code = policy.classification.suggested(known, case["region"], acted_on)
        branch = next(one for one in policy.classification.branches if one.code == code)
        return Suggestion(
            branch=branch.code,
            indonesian=branch.indonesian,
            english=branch.english,
            levels=sorted(branch.levels),
            determined_on=known.determined_in(case["region"]),
            source=known.source,
            confidence=known.confidence,
            classification=policy.classification.version,
        )

    return api
