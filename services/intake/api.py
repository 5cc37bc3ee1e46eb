"""The Bawaslu front desk's API: reports, media items, a reporter's status, the contact desk."""

import base64
import hashlib
import json
import os
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake import store
from services.intake.commands import LogPreliminaryInfo, ReceiveReport, RecordFinding, WithdrawReport
from services.intake.forms import (
    Access,
    Contact,
    FindingForm,
    Logged,
    MediaItem,
    PrivatePart,
    Reading,
    ReadingDocument,
    Receipt,
    ReportForm,
    ReportStatus,
)
from shared.api import store as cases
from shared.api.access import open_to_all, requires
from shared.api.commands import carry_out, refusal, stamp, submit
from shared.api.conditions import IdempotencyKey, request_key
from shared.api.documents import After, PageSize
from shared.api.problems import Problem, answers, wrong_field
from shared.auth import PUBLIC, Principal
from shared.case import Case, Known
from shared.identifiers import derived_id
from shared.runtime import Runtime
from shared.scope import NATIONAL
from shared.sealing import new_key, seal, unseal
from shared.write.answer import Answer
from shared.write.path import Given
from shared.write.path import Request as WriteRequest
from shared.write.session import Change

A_DAY = timedelta(days=1)
"""The reporter's calendar may be ahead of UTC."""
JSON = {"content-type": "application/json"}
Reporting = Annotated[Principal, Depends(requires("ReceiveReport"))]
Importing = Annotated[Principal, Depends(requires("LogPreliminaryInfo"))]
Following = Depends(open_to_all("follow-report"))
Finding = Annotated[Principal, Depends(requires("RecordFinding"))]
Withdrawing = Depends(requires("WithdrawReport"))
Opening = Annotated[Principal, Depends(requires("read-sealed"))]
Auditing = Annotated[Principal, Depends(requires("see-access"))]
ContactDesk = Annotated[Principal, Depends(requires("find-contact"))]


def routes(runtime: Runtime) -> APIRouter:
    """Intake's own routes."""
    api = APIRouter()

    @api.post(
        "/v1/reports",
        tags=["desk"],
        summary="Terima laporan / hand in a report; the receipt number is given once",
        status_code=201,
        response_model=Receipt,
        responses=answers(400, 401, 403, 409, 413, 422, 428, 503),
    )
    async def receive_report(
        form: ReportForm, request: Request, principal: Reporting, key: IdempotencyKey = None
    ) -> Response:
        if form.region not in runtime.policy.regions:
            raise wrong_field(path="body.region", reason="not a code of a province or regency")
        if form.date_known > (runtime.clock() + A_DAY).date():
            raise wrong_field(path="body.date_known", reason="lies in the future")
        case_id, number, secret = runtime.new_id(), _receipt_number(), new_key()

        def receipt(case: Case[Any], _: bool) -> Answer:
            document = Receipt(case_id=case.id, receipt=number, state=case.state, version=case.version)
            headers = {**JSON, "Location": f"/v1/cases/{case.id}", "ETag": f'"{case.version}"'}
            return Answer(201, headers, document.model_dump_json().encode())

        command = ReceiveReport(
            case_id=case_id,
            receipt=hashlib.sha256(number.encode()).hexdigest(),
            date_known=form.date_known,
            reachable=form.reporter.email is not None,
            office=f"bawaslu-{form.region}",
            region=form.region,
            private=seal(secret, case_id, form.model_dump_json(exclude_none=True).encode()),
        )
        write = WriteRequest(
            command,
            stamp(runtime, principal.id, None),
            key=request_key(principal, "reports", key, await request.body()),
            answer=receipt,
            case_key=secret,
        )
        return await _created(runtime, write)

    @api.post(
        "/v1/media-items",
        tags=["desk"],
        summary="Catat informasi awal / log a media item; the same item again changes nothing",
        status_code=201,
        response_model=Logged,
        responses={
            200: {"model": Logged, "description": "Known before"},
            **answers(400, 401, 403, 409, 413, 422, 428, 503),
        },
    )
    async def log_media_item(
        item: MediaItem, request: Request, principal: Importing, key: IdempotencyKey = None
    ) -> Response:
        if "intake.importer" not in principal.roles and not principal.scope.everything:
            raise Problem(
                403, "forbidden", "Media items are of no region: this needs a token for the country."
            )
        content = item.model_dump_json(exclude={"id"}).encode()
        case_id, secret = derived_id("media", item.id), new_key()
        command = LogPreliminaryInfo(
            case_id=case_id,
            item=hashlib.sha256(item.id.encode()).hexdigest(),
            content=hashlib.sha256(content).hexdigest(),
            published=item.published,
            office=f"bawaslu-{NATIONAL}",
            region=NATIONAL,
            private=seal(secret, case_id, item.model_dump_json(exclude_none=True).encode()),
        )
        write = WriteRequest(
            command,
            stamp(runtime, principal.id, None),
            key=request_key(principal, "media-items", key, await request.body()),
            answer=_logged,
            case_key=secret,
        )
        return await _created(runtime, write)

    @api.post(
        "/v1/findings",
        tags=["desk"],
        summary="Catat temuan / an officer's own finding becomes a registered case",
        status_code=201,
        response_model=Logged,
        responses=answers(400, 401, 403, 409, 413, 422, 428, 503),
    )
    async def record_finding(
        form: FindingForm, request: Request, principal: Finding, key: IdempotencyKey = None
    ) -> Response:
        office = f"bawaslu-{form.region}"
        if form.region not in runtime.policy.regions:
            raise wrong_field(path="body.region", reason="not a code of a province or regency")
        if not principal.scope.covers(office, form.region):
            raise Problem(403, "forbidden", "This region is not the one that the token is for.")
        case_id, secret = runtime.new_id(), new_key()
        command = RecordFinding(
            case_id=case_id,
            found_on=form.found_on,
            office=office,
            region=form.region,
            private=seal(secret, case_id, form.model_dump_json(exclude_none=True).encode()),
        )
        write = WriteRequest(
            command,
            stamp(runtime, principal.id, None),
            key=request_key(principal, "findings", key, await request.body()),
            answer=_logged,
            case_key=secret,
        )
        return await _created(runtime, write)

    @api.get(
        "/v1/receipts/{number}",
        tags=["desk"],
        summary="Cek status laporan / where a report stands, by its receipt number",
        responses=answers(404, 422, 503),
        dependencies=[Following],
    )
    async def report_status(number: str) -> ReportStatus:
        return await _status(runtime, number)

    @api.post(
        "/v1/receipts/{number}/withdrawal",
        tags=["desk"],
        summary="Tarik laporan / withdraw a report; one that is registered goes on as a case",
        responses=answers(401, 403, 404, 409, 422, 503),
        dependencies=[Withdrawing],
    )
    async def withdraw(number: str) -> ReportStatus:
        async with runtime.pool.acquire() as conn:
            case_id = await store.case_of_receipt(conn, _digest(number))
        if case_id is None:
            raise Problem(404, "not-found", "There is no report with this receipt number.")
        command = WithdrawReport(case_id=case_id)
        await carry_out(runtime, WriteRequest(command, stamp(runtime, PUBLIC.id, None)))
        return await _status(runtime, number)

    @api.post(
        "/v1/cases/{case_id}/readings",
        tags=["desk"],
        summary="Baca isi laporan / read what is sealed in a case; every reading is recorded",
        responses=answers(400, 401, 403, 404, 413, 422, 503),
    )
    async def read_private(case_id: UUID, reading: Reading, principal: Opening) -> PrivatePart:
        async with runtime.pool.acquire() as conn:
            known = await cases.case(conn, case_id, principal.scope)
        content = await _open(runtime, case_id, principal.id, reading.purpose, "report") if known else None
        if content is None:
            raise Problem(404, "not-found", "There is no such case, or nothing to read in it.")
        return PrivatePart(content=content)

    @api.get(
        "/v1/cases/{case_id}/access",
        tags=["operation"],
        summary="Riwayat akses / who read what is sealed in a case, when and why",
        responses=answers(401, 403, 404, 422, 503),
    )
    async def access(case_id: UUID, who: Auditing, after: After = None, limit: PageSize = 200) -> Access:
        async with runtime.pool.acquire() as conn:
            if await cases.case(conn, case_id, who.scope) is None:
                raise Problem(404, "unknown-case", "This stage has no such case.")
            rows = await store.readings(conn, case_id, after, limit + 1)
        page = [ReadingDocument(**row) for row in rows[:limit]]
        return Access(readings=page, next=page[-1].id if len(rows) > limit else None)

    @api.get(
        "/v1/contacts/{case_id}",
        tags=["feed"],
        summary="Contact desk: where the reporter of a case can be reached, for notify alone",
        responses=answers(401, 403, 422, 503),
    )
    async def contact(case_id: UUID, principal: ContactDesk) -> Contact:
        content = await _open(runtime, case_id, principal.id, "notification", "contact")
        reporter = (content or {}).get("reporter") or {}
        return Contact(email=reporter.get("email"))

    return api


async def _status(runtime: Runtime, number: str) -> ReportStatus:
    """Where a report stands; of a merged one, where its master does. Raises Problem 404."""
    async with runtime.pool.acquire() as conn:
        case_id = await store.case_of_receipt(conn, _digest(number))
        own = found = await store.status(conn, case_id) if case_id else None
        while found and found.master:
            found = await store.status(conn, found.master)
    if own is None or found is None:
        raise Problem(404, "not-found", "There is no report with this receipt number.")
    label = runtime.policy.states[found.progress or found.state]
    advice = runtime.policy.reasons.get(own.reason or "")
    return ReportStatus(
        state=label.id,
        state_indonesian=label.indonesian,
        state_english=label.english,
        merged=own.master is not None,
        withdrawn=own.withdrawn,
        advice_indonesian=advice.indonesian if advice else None,
        advice_english=advice.english if advice else None,
    )


def _digest(number: str) -> str:
    return hashlib.sha256(number.strip().upper().encode()).hexdigest()


async def _created(runtime: Runtime, write: WriteRequest) -> Response:
    result, case = await submit(runtime, write)
    if isinstance(result, Given):
        return Response(result.body, result.status, result.headers)
    if isinstance(result, Change | Known) and case and write.answer:
        answer = write.answer(case, isinstance(result, Change))
        return Response(answer.body, answer.status, answer.headers)
    raise refusal(result)


def _logged(case: Case[Any], written: bool) -> Answer:
    document = Logged(case_id=case.id, version=case.version, known=not written)
    headers = {**JSON, "Location": f"/v1/cases/{case.id}", "ETag": f'"{case.version}"'}
    return Answer(201 if written else 200, headers, document.model_dump_json().encode())


async def _open(
    runtime: Runtime, case_id: UUID, actor: str, purpose: str, part: str
) -> dict[str, Any] | None:
    async with runtime.pool.acquire() as conn, conn.transaction():
        found = await store.sealed_part(conn, case_id)
        if found is None or found.key is None:
            return None
        now = runtime.clock()
        await store.record_reading(conn, runtime.new_id(), case_id, actor, purpose, part, now)
        content: dict[str, Any] = json.loads(unseal(found.key, case_id, found.sealed))
        return content


def _receipt_number() -> str:
    """80 random bits in base 32: it cannot be guessed, and can be read out over the phone."""
    text = base64.b32encode(os.urandom(10)).decode()
    return "NTR-" + "-".join(text[i : i + 4] for i in range(0, 16, 4))
