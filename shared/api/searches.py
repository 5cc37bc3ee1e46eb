"""Equality search (pencarian kesamaan): which cases name the same NIP, telephone or mail address."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from shared.api.access import requires
from shared.api.problems import answers, wrong_field
from shared.api.purpose import Purpose
from shared.auth import Principal
from shared.persons import Email, Form, Identifier, Nip, Phone
from shared.private import store
from shared.runtime import Runtime

MOST = 200
"""A search is for one person; who is in more cases than this is found by the newest of them."""

_FORMS: dict[Identifier, TypeAdapter[str]] = {
    "nip": TypeAdapter(Nip),
    "phone": TypeAdapter(Phone),
    "email": TypeAdapter(Email),
}


class Search(Form):
    """What is looked for and why. The value is compared by its keyed hash, and kept nowhere."""

    kind: Identifier
    value: Annotated[str, Field(min_length=3, max_length=254, examples=["199001012015041001"], repr=False)]
    purpose: Purpose


class Hit(BaseModel):
    """A case that names the same; `whose` says as whom."""

    case_id: UUID
    state: str = Field(examples=["K11"])
    office: str = Field(examples=["bawaslu-32.08"])
    region: str = Field(examples=["32.08"])
    opened_at: datetime
    whose: list[Literal["reporter", "respondent"]] = Field(examples=[["respondent"]])


class Hits(BaseModel):
    """The cases that the caller may know of, newest first."""

    cases: list[Hit]


def router(runtime: Runtime) -> APIRouter:
    """The route of the search."""
    api = APIRouter()

    @api.post(
        "/v1/searches",
        tags=["private"],
        summary="Cari kesamaan / which cases name the same NIP, telephone or mail address; recorded",
        responses=answers(400, 401, 403, 413, 422, 503),
    )
    async def search(wanted: Search, who: Annotated[Principal, Depends(requires("search"))]) -> Hits:
        hash = runtime.fingerprints.hash(wanted.kind, _normal(wanted))
        actor, at = runtime.actors.of(who), runtime.clock()
        async with runtime.pool.acquire() as conn, conn.transaction():
            rows = await store.matches(conn, wanted.kind, hash, who.scope, MOST)
            # one that finds nothing is on record too, of no case
            found: list[UUID | None] = [row["case_id"] for row in rows] or [None]
            await store.record(
                conn,
                [
                    store.Record(
                        runtime.new_id(),
                        case_id,
                        at,
                        "search",
                        actor,
                        wanted.purpose,
                        (wanted.kind,),
                        subject=who.id,
                    )
                    for case_id in found
                ],
            )
        return Hits(cases=[Hit(**row) for row in rows])

    return api


def _normal(wanted: Search) -> str:
    """The value as it is kept. Raises Problem 422; its text repeats no part of the value."""
    try:
        return _FORMS[wanted.kind].validate_python(wanted.value)
    except ValidationError:
        raise wrong_field(path="body.value", reason=f"no valid {wanted.kind}") from None
