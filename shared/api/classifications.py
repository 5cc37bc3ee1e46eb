"""Klasifikasi: the codes that an act may fall under, answered at once; nothing is stored or logged."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from shared.api.access import requires
from shared.api.problems import answers, wrong_field
from shared.auth import Principal
from shared.classification.asking import Asking, Refused, written
from shared.classification.facts import FactSet
from shared.classification.words import Language
from shared.policy.catalogue import Branch, Level
from shared.runtime import Runtime
from shared.scope import NATIONAL


class SuggestionDocument(BaseModel):
    """A code (usulan) that the facts fit, or may fit once what `needs` names is known."""

    code: str = Field(examples=["KE-01"])
    branch: Branch = Field(examples=["ethics"])
    levels: list[Level] = Field(description="None where the law names none", examples=[["moral"]])
    instrument: str = Field(description="In force on the day of the act", examples=["skb-2022"])
    legal_basis: list[str] = Field(examples=[["PP 42/2004 Pasal 11 huruf c", "PP 42/2004 Pasal 15"]])
    text: str = Field(examples=["Memasang spanduk, baliho, atau alat peraga lain terkait bakal calon"])
    reasons: list[str] = Field(examples=[["Perbuatan yang diduga: Memasang spanduk."]])


class ClassificationDocument(BaseModel):
    """What the facts of a case suggest, the best first. An officer confirms, changes or rejects."""

    id: str = Field(examples=["laporan-17"])
    in_scope: bool | None = Field(description="null: not known; `needs` says what is missing")
    route: str | None = Field(description="Where the report belongs", examples=["bkn"])
    suggestions: list[SuggestionDocument]
    needs: list[str] = Field(
        description="Facts that would tell apart what is open, or add to it",
        examples=[["act_date", "supported.contest"]],
    )


def router(runtime: Runtime) -> APIRouter:
    """The route of the classification."""
    api = APIRouter()
    asking = Asking(runtime.policy)

    @api.post(
        "/v1/classifications",
        tags=["classification"],
        summary="Klasifikasi / which codes of the catalogue the facts may fall under; nothing is stored",
        response_model=ClassificationDocument,
        responses=answers(400, 401, 403, 413, 422, 503),
    )
    async def classify(
        facts: FactSet,
        _: Annotated[Principal, Depends(requires("classify"))],
        language: Annotated[Language, Query(description="Of texts and reasons")] = "id",
        on: Annotated[
            date | None, Query(description="The day it is asked for; today without", examples=["2026-12-01"])
        ] = None,
    ) -> Response:
        today = runtime.policy.calendar.day_of(runtime.clock(), NATIONAL)
        answer = asking.facts(facts, on or today, language)
        if isinstance(answer, Refused):
            raise wrong_field(f"body.{answer.field}", f"{answer.reason}. {answer.remedy}")
        return Response(written(answer), media_type="application/json")

    return api
