"""Documents that a stage issued in a case (naskah), each as PDF; every reading is recorded."""

import base64
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, Field

from shared.api.access import requires
from shared.api.known import known_case, readable_case
from shared.api.problems import Problem, answers
from shared.api.purpose import Purpose
from shared.auth import Principal
from shared.documents import store
from shared.documents.filling import number_of
from shared.documents.printing import Gone, Press
from shared.documents.store import Document
from shared.policy import Policy
from shared.private.desk import Desk, DeskAway
from shared.private.reading import Reader
from shared.runtime import Runtime

MEDIA_TYPE = "application/pdf"
BINARY = {"type": "string", "format": "binary"}
Who = Annotated[Principal, Depends(requires("see-documents"))]
Place = Annotated[int, Path(ge=1, le=100_000, description="Its place in the list", examples=[1])]


class IssuedDocument(BaseModel):
    """A document of the case. `sha256` is that of its PDF, once somebody asked for that; then it stays."""

    kind: str = Field(examples=["surat-panggilan"])
    indonesian: str = Field(examples=["Surat panggilan"])
    english: str = Field(examples=["Summons"])
    number: str = Field(examples=["001/PGL/PPK-32.08/XII/2024"])
    office: str = Field(description="Who issued it", examples=["ppk-32.08"])
    issued_on: date
    version: int = Field(description="Of the event that issued it", examples=[4])
    template: str = Field(description="Its words in policy", examples=["surat-panggilan@1"])
    sha256: str | None = Field(examples=["9f" * 32])
    link: str = Field(examples=["/v1/cases/5e3d1f0c-7b1c-4c53-9d0a-0b1e7f1c2d3e/documents/1"])

    @classmethod
    def of(cls, policy: Policy, one: Document) -> "IssuedDocument":
        """The entry of a document."""
        template = policy.documents.stamped(one.template)
        return cls(
            kind=one.kind,
            indonesian=template.indonesian if template else one.kind,
            english=template.english if template else one.kind,
            number=number_of(policy, one),
            office=one.office,
            issued_on=one.issued_on,
            version=one.version,
            template=one.template,
            sha256=one.sha256.hex() if one.sha256 else None,
            link=f"/v1/cases/{one.case_id}/documents/{one.place}",
        )


class IssuedDocuments(BaseModel):
    """The documents of a case at this stage, in the order in which they were issued."""

    documents: list[IssuedDocument]


def router(runtime: Runtime) -> APIRouter:
    """The routes of the documents that a stage issued."""
    api = APIRouter(tags=["documents"])
    upstream = tuple(runtime.policy.key_desks.readers.get(runtime.name, ()))

    async def issued(case_id: UUID, who: Principal, *, opened: bool = False) -> list[Document]:
        async with runtime.pool.acquire() as conn:
            await (readable_case if opened else known_case)(conn, case_id, who.scope)
            return await store.documents(conn, case_id)

    @api.get(
        "/v1/cases/{case_id}/documents",
        summary="Naskah perkara / the documents that this stage issued in a case",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def documents(case_id: UUID, who: Who) -> IssuedDocuments:
        found = await issued(case_id, who)
        return IssuedDocuments(documents=[IssuedDocument.of(runtime.policy, one) for one in found])

    @api.get(
        "/v1/cases/{case_id}/documents/{place}",
        summary="Naskah sebagai PDF / one document as PDF, always the same; every reading is recorded",
        response_class=Response,
        responses={
            **answers(401, 403, 404, 409, 410, 422, 503),
            200: {"description": "The document", "content": {MEDIA_TYPE: {"schema": BINARY}}},
        },
    )
    async def document(
        case_id: UUID, place: Place, who: Who, purpose: Annotated[Purpose, Header(alias="Purpose")]
    ) -> Response:
        one = next((each for each in await issued(case_id, who, opened=True) if each.place == place), None)
        if one is None:
            raise Problem(404, "not-found", "The case has no such document at this stage.")
        desks = [Desk(runtime.http, name, runtime.settings.url[name]) for name in upstream]
        press = Press(runtime.pool, runtime.policy, runtime.name, desks, runtime.new_id)
        reader = Reader(runtime.new_id(), runtime.actors.of(who), purpose, runtime.clock(), subject=who.id)
        try:
            printed = await press.printed(one, reader)
        except DeskAway as fault:
            raise Problem(503, "unavailable", f"{fault}. Try again.", headers={"Retry-After": "5"}) from None
        if isinstance(printed, Gone):
            raise Problem(410, "erased", "Number and hash of the document stay; nobody can read it any more.")
        headers = {
            "Content-Disposition": f'inline; filename="{one.kind}-{one.number}-{one.issued_on.year}.pdf"',
            # RFC 9530; an ETag is that of the case everywhere
            "Repr-Digest": f"sha-256=:{base64.b64encode(printed.sha256).decode()}:",
            "Cache-Control": "no-store",
        }
        return Response(printed.content, media_type=MEDIA_TYPE, headers=headers)

    return api
