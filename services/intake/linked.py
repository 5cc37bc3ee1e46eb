"""Where an officer begins a linked case: reopened on new evidence, or split off a report under review."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake.desk import dated, logged, own_region, said_at_the_desk
from services.intake.forms import Logged, ReopeningForm, SplitForm
from services.intake.linking import ReopenCase, SplitReport
from shared.api.access import requires
from shared.api.commands import stamp
from shared.api.conditions import IdempotencyKey, request_key
from shared.api.known import known_case, known_region
from shared.api.opening import opened
from shared.api.problems import Problem, answers, wrong_field
from shared.auth import Principal
from shared.database import Connection
from shared.persons import Named, Reporter
from shared.private import store as private_store
from shared.private.reading import own_parts
from shared.runtime import Runtime
from shared.write.path import Request as WriteRequest

PURPOSE = "pemisahan berkas / split"
REFUSALS = answers(400, 401, 403, 404, 409, 413, 422, 428, 503)


def add_linking(api: APIRouter, runtime: Runtime) -> None:
    """The two routes."""

    @api.post(
        "/v1/reopenings",
        tags=["desk"],
        summary="Buka kembali / new evidence begins a case that is linked to one which has ended",
        status_code=201,
        response_model=Logged,
        responses=REFUSALS,
    )
    async def reopen_case(
        form: ReopeningForm,
        request: Request,
        who: Annotated[Principal, Depends(requires("ReopenCase"))],
        key: IdempotencyKey = None,
    ) -> Response:
        _known_reason(runtime, "ReopenCase", form.reason)
        known_region(runtime.policy, form.region)
        own_region(who, form.region)
        said = form.model_dump(include=set(ReopenCase.model_fields))
        write = WriteRequest(
            ReopenCase(case_id=runtime.new_id(), **said),
            dated(runtime, who, form.occurred_at, form.region),
            key=request_key(who, "reopenings", key, await request.body()),
            answer=logged,
            private=form.parts,
            fingerprints=runtime.fingerprints.of(form.respondent.named()),
            scope=who.scope,
        )
        return await opened(runtime, write)

    @api.post(
        "/v1/splits",
        tags=["desk"],
        summary="Pisahkan berkas / a part of a report under review becomes a case; recorded as a reading",
        status_code=201,
        response_model=Logged,
        responses=REFUSALS,
    )
    async def split_report(
        form: SplitForm,
        request: Request,
        who: Annotated[Principal, Depends(requires("SplitReport"))],
        key: IdempotencyKey = None,
    ) -> Response:
        _known_reason(runtime, "SplitReport", form.reason)
        again = request_key(who, "splits", key, await request.body())
        said = stamp(runtime, runtime.actors.of(who), form.occurred_at)
        async with runtime.pool.acquire() as conn, conn.transaction():
            row = await known_case(conn, form.of, who.scope)
            said_at_the_desk(said, who, row["region"])
            account, reporter = await _report(conn, runtime, form.of, who)
        named: list[Named] = [*form.respondent.named()]
        private = {"private": {**account, "respondent": form.respondent.model_dump(exclude_none=True)}}
        if reporter is not None:
            private["reporter"] = reporter
            named += Reporter.model_validate(reporter).named()
        write = WriteRequest(
            SplitReport(case_id=runtime.new_id(), of=form.of, reason=form.reason),
            said,
            key=again,
            answer=logged,
            private={part: json.dumps(own, ensure_ascii=False).encode() for part, own in private.items()},
            fingerprints=runtime.fingerprints.of(named),
            scope=who.scope,
        )
        return await opened(runtime, write)


async def _report(
    conn: Connection, runtime: Runtime, case_id: UUID, who: Principal
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """What is sealed in the report, and its reporter, on record as a reading; it leaves this process sealed.

    Raises Problem 409 where it was erased.
    """
    parts = await own_parts(conn, runtime.name, case_id, reporter=True)
    first = {part.of.part: part for part in parts if part.of.version == 1 and part.content is not None}
    if "private" not in first:
        raise Problem(409, "erased", "Personal data of this report was erased: there is nothing to split.")
    places = tuple(part.of.place for part in first.values())
    record = private_store.Record(
        runtime.new_id(), case_id, runtime.clock(), "reading", runtime.actors.of(who), PURPOSE, places,
        subject=who.id,
    )  # fmt: skip
    await private_store.record(conn, [record])
    account = dict(first["private"].content or {})
    before = account.pop("reporter", None)  # sealed as one by earlier releases
    return account, first["reporter"].content if "reporter" in first else before


def _known_reason(runtime: Runtime, step: str, reason: str) -> None:
    known = runtime.policy.reasons_for(f"intake.{step}")
    if reason not in known:
        raise wrong_field(path="body.reason", reason=f"none of: {', '.join(known)}")
