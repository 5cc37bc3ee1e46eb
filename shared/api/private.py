"""Opening what is sealed: readings by officers, the key desk for other services, the record for auditors."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, StringConstraints

from shared.api import store as cases
from shared.api.access import requires
from shared.api.documents import After, PageSize
from shared.api.known import known_case, readable_case
from shared.api.problems import Problem, answers
from shared.api.purpose import Purpose
from shared.auth import Principal
from shared.persons import Form
from shared.private import store
from shared.private.desk import Desk, DeskAway
from shared.private.reading import Part, Reader, read
from shared.runtime import Runtime

OPAQUE = Field(description="An opaque id", examples=["act-5k2m9qxa4wtbc3de"])


class Reading(Form):
    """Why somebody opens what is sealed. Kept with who and when."""

    purpose: Purpose
    reporter: bool = Field(default=False, description="The reporter's identity too; intake alone has it")
    sources: list[Literal["intake", "triage", "sanctions"]] | None = Field(
        default=None, description="Only what these sealed; all if not given", examples=[["triage"]]
    )


class PartDocument(BaseModel):
    """Something sealed in an event of the case. `content` is there if it was opened."""

    source: str = Field(examples=["intake"])
    version: int = Field(examples=[1])
    type: str = Field(examples=["ReportReceived"])
    occurred_at: datetime
    part: str = Field(examples=["private"])
    state: Literal["opened", "erased", "withheld"]
    content: dict[str, Any] | None = Field(
        examples=[{"account": "Terlapor membagikan ajakan memilih calon."}]
    )

    @classmethod
    def of(cls, part: Part) -> "PartDocument":
        """The document of a part."""
        names = ("source", "version", "type", "occurred_at", "part")
        own = {name: getattr(part.of, name) for name in names}
        return cls(**own, state=part.state, content=part.content)


class Opened(BaseModel):
    """What is sealed in a case, as far as this reading opens it. `erased`: nobody can read it any more."""

    erased: bool
    parts: list[PartDocument]


class KeyWanted(Form):
    """For whom a service asks for a key, and why."""

    officer: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:_@-]{0,63}$"), OPAQUE]
    purpose: Purpose


class KeyDocument(BaseModel):
    """The key of a case: null if there is none to hand out, or if it was erased."""

    key: str | None = Field(examples=["c2VjcmV0"])
    erased: bool


class RecordDocument(BaseModel):
    """Somebody opened, found, was handed or erased something; `subject` is whose the opaque id is."""

    id: UUID
    at: datetime
    kind: str = Field(examples=["reading"])
    actor: str = OPAQUE
    subject: str | None = Field(examples=["bawaslu-officer"])
    officer: str | None = Field(description="For whom a service asked", examples=["act-5k2m9qxa4wtbc3de"])
    purpose: str = Field(examples=["kajian awal"])
    parts: list[str] = Field(description="source/version/part", examples=[["intake/1/private"]])


class Access(BaseModel):
    """A page of what is on record about a case; `next` is null on the last one."""

    readings: list[RecordDocument]
    next: UUID | None


def router(runtime: Runtime) -> APIRouter:
    """The routes about what is sealed at a stage."""
    api = APIRouter()
    desks_of, permissions = runtime.policy.key_desks, runtime.policy.permissions(runtime.name)
    upstream = tuple(desks_of.readers.get(runtime.name, ()))

    @api.post(
        "/v1/cases/{case_id}/readings",
        tags=["private"],
        summary="Baca isi yang disegel / read what is sealed in a case; every reading is recorded",
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def read_private(
        case_id: UUID, reading: Reading, who: Annotated[Principal, Depends(requires("read-sealed"))]
    ) -> Opened:
        async with runtime.pool.acquire() as conn:
            await readable_case(conn, case_id, who.scope)
        actor = runtime.actors.of(who)
        reader = Reader(runtime.new_id(), actor, reading.purpose, runtime.clock(), reading.reporter, who.id)
        wanted = reading.sources or (*upstream, runtime.name)
        desks = [Desk(runtime.http, name, runtime.settings.url[name]) for name in upstream if name in wanted]
        own = runtime.name if runtime.name in wanted else None
        try:
            parts = await read(runtime.pool, own, desks, case_id, reader)
        except DeskAway as fault:
            raise Problem(503, "unavailable", f"{fault}. Try again.", headers={"Retry-After": "5"}) from None
        return Opened(
            erased=any(part.state == "erased" for part in parts), parts=[*map(PartDocument.of, parts)]
        )

    @api.get(
        "/v1/cases/{case_id}/access",
        tags=["private"],
        summary="Riwayat akses / who opened what of a case, when and why; searches and erasures too",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def access(
        case_id: UUID,
        who: Annotated[Principal, Depends(requires("see-access"))],
        after: After = None,
        limit: PageSize = 200,
    ) -> Access:
        async with runtime.pool.acquire() as conn:
            await known_case(conn, case_id, who.scope)
            rows = await store.records(conn, case_id, after, limit + 1)
        page = [RecordDocument(**row) for row in rows[:limit]]
        return Access(readings=page, next=page[-1].id if len(rows) > limit else None)

    @api.post(
        "/v1/keys/{case_id}",
        tags=["feed"],
        summary="Meja kunci / key desk: this service's key of a case, for entitled services alone; recorded",
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def hand_out_key(
        case_id: UUID,
        wanted: KeyWanted,
        service: Annotated[Principal, Depends(requires("hand-out-key"))],
    ) -> KeyDocument:
        async with runtime.pool.acquire() as conn, conn.transaction():
            row = await cases.case(conn, case_id, service.scope)
            # only of cases that this stage handed over: before, they are nobody else's
            if row is None or row["state"] not in runtime.procedure.handed_over:
                raise Problem(404, "unknown-case", "This stage has handed over no such case.")
            if row["restricted"]:
                raise Problem(403, "restricted", "Processing of this case's data is restricted on request.")
            states = desks_of.waits_for(service.roles & permissions["hand-out-key"].roles)
            if states and not await store.came_to(conn, case_id, states):
                raise Problem(409, "conflict", "It is not known here that the case came so far; try later.")
            key = (await store.keys(conn, [case_id])).get((case_id, "private"))
            erased = key is None and bool(await store.erased(conn, [case_id]))
            if key is not None:
                await store.record(conn, [_handing_out(runtime, case_id, service, wanted)])
        return KeyDocument(key=base64.b64encode(key).decode() if key else None, erased=erased)

    return api


def _handing_out(runtime: Runtime, case_id: UUID, service: Principal, wanted: KeyWanted) -> store.Record:
    parts = (f"{runtime.name}/private",)
    id, at = runtime.new_id(), runtime.clock()
    return store.Record(id, case_id, at, "key", service.id, wanted.purpose, parts, wanted.officer)
