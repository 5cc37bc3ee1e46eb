"""The Bawaslu front desk's API: reports, media items, a reporter's status, the contact desk."""

import base64
import hashlib
import os
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.intake import store
from services.intake.commands import (
    LogPreliminaryInfo,
    ReceiveReport,
    ReceiveSbtReport,
    RecordFinding,
    WithdrawReport,
)
from services.intake.desk import dated, logged, own_region, said_at_the_desk
from services.intake.erasure import ErasePersonalData
from services.intake.forms import (
    Contact,
    Erasure,
    FindingForm,
    Logged,
    MediaItem,
    NotedItem,
    Receipt,
    ReportForm,
    ReportStatus,
    StateOfReport,
    Withdrawal,
)
from services.intake.items import Marks, former_marks, marks
from services.intake.linked import add_linking
from shared.api.access import open_to_all, requires
from shared.api.commands import carry_out, stamp
from shared.api.conditions import IdempotencyKey, IfMatch, request_key, seen_version
from shared.api.known import known_case, known_region
from shared.api.onecase import OneCase
from shared.api.opening import made, opened
from shared.api.problems import Problem, answers, wrong_field
from shared.auth import Principal
from shared.case import Case
from shared.database import Connection
from shared.private import store as private_store
from shared.private.reading import reporter_of
from shared.runtime import Runtime
from shared.scope import EVERYTHING, NATIONAL
from shared.write.answer import Answer, RequestKey
from shared.write.path import Request as WriteRequest
from shared.write.session import Stamp

A_DAY = timedelta(days=1)
"""The reporter's calendar may be ahead of UTC."""
Reporting = Annotated[Principal, Depends(requires("ReceiveReport"))]
Importing = Annotated[Principal, Depends(requires("LogPreliminaryInfo"))]
ReportingFromSbt = Annotated[Principal, Depends(requires("ReceiveSbtReport"))]
Following = Depends(open_to_all("follow-report"))
Finding = Annotated[Principal, Depends(requires("RecordFinding"))]
Withdrawing = Annotated[Principal, Depends(requires("WithdrawReport"))]
Auditing = Annotated[Principal, Depends(requires("erase-personal-data"))]
ContactDesk = Annotated[Principal, Depends(requires("find-contact"))]


def routes(runtime: Runtime) -> APIRouter:
    """Intake's own routes."""
    api = APIRouter()
    add_linking(api, runtime)

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
        known_region(runtime.policy, form.region)
        received = dated(runtime, principal, form.occurred_at, form.region)
        given = request_key(principal, "reports", key, await request.body())
        return await opened(runtime, _receiving(runtime, ReceiveReport, form, received, given))

    @api.post(
        "/v1/sbt-reports",
        tags=["desk"],
        summary="Terima laporan SBT / take in a report to BKN's SBT, which the task force verifies at once",
        status_code=201,
        response_model=Receipt,
        responses=answers(400, 401, 403, 409, 413, 422, 428, 503),
    )
    async def receive_sbt_report(
        form: ReportForm, request: Request, principal: ReportingFromSbt, key: IdempotencyKey = None
    ) -> Response:
        known_region(runtime.policy, form.region)
        own_region(principal, form.region)
        received = stamp(runtime, runtime.actors.of(principal), form.occurred_at)
        given = request_key(principal, "sbt-reports", key, await request.body())
        return await opened(runtime, _receiving(runtime, ReceiveSbtReport, form, received, given))

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
        noted: NotedItem, request: Request, principal: Importing, key: IdempotencyKey = None
    ) -> Response:
        if "intake.importer" not in principal.roles and not principal.scope.everything:
            raise Problem(
                403, "forbidden", "Media items are of no region: this needs a token for the country."
            )
        item = noted.item
        before = former_marks(item)
        write = WriteRequest(
            _logging(item, marks(runtime.fingerprints, item), former=before.case_id),
            dated(runtime, principal, noted.occurred_at, NATIONAL),
            key=request_key(principal, "media-items", key, await request.body()),
            answer=logged,
            private={"private": item.model_dump_json(exclude_none=True).encode()},
        )
        return await opened(runtime, write, otherwise=_logging(item, before))

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
        known_region(runtime.policy, form.region)
        own_region(principal, form.region)
        command = RecordFinding(
            case_id=runtime.new_id(),
            found_on=form.found_on,
            office=f"bawaslu-{form.region}",
            region=form.region,
            contest=form.contest,
        )
        write = WriteRequest(
            command,
            dated(runtime, principal, form.occurred_at, form.region),
            key=request_key(principal, "findings", key, await request.body()),
            answer=logged,
            private=form.parts,
            fingerprints=runtime.fingerprints.of(form.respondent.named()),
        )
        return await opened(runtime, write)

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
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def withdraw(
        number: str, principal: Withdrawing, withdrawal: Withdrawal | None = None
    ) -> ReportStatus:
        said = stamp(runtime, runtime.actors.of(principal), withdrawal.occurred_at if withdrawal else None)
        case_id = await case_of_receipt(runtime, number)
        async with runtime.pool.acquire() as conn:
            case = await known_case(conn, case_id, EVERYTHING)
            parts = await _linked(conn, await store.status(conn, case_id))
        said_at_the_desk(said, principal, case["region"])
        await carry_out(runtime, WriteRequest(WithdrawReport(case_id=case_id, parts=tuple(parts)), said))
        return await _status(runtime, number)

    @api.post(
        "/v1/cases/{case_id}/erase-personal-data",
        tags=["private"],
        summary="Hapus data pribadi / erase what identifies persons in a case, everywhere and for good",
        description=(
            "Refused under a legal hold: while the case has not ended, before the time that policy keeps it "
            "is over (but for reasons that go before), or while a hold is placed. States, codes, dates stay."
        ),
        responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
    )
    async def erase_personal_data(
        case_id: UUID, erasure: Erasure, who: Auditing, response: Response, if_match: IfMatch = None
    ) -> OneCase:
        async with runtime.pool.acquire() as conn:
            goes_on_in = await store.goes_on_in(conn, case_id)
            last = await store.last_step(conn, goes_on_in)
        now = runtime.clock()
        command = ErasePersonalData(
            case_id=case_id,
            reason=erasure.reason,
            on=runtime.policy.calendar.day_of(now, NATIONAL),
            ended_on=runtime.policy.calendar.day_of(last or now, NATIONAL),
            master=goes_on_in if goes_on_in != case_id else None,
        )
        actor = runtime.actors.of(who)
        write = WriteRequest(command, stamp(runtime, actor, None), seen_version(if_match), scope=who.scope)
        case = await carry_out(runtime, write)
        response.headers["ETag"] = f'"{case.version}"'
        return OneCase.shown(runtime, case, who)

    @api.get(
        "/v1/contacts/{case_id}",
        tags=["feed"],
        summary="Contact desk: where the reporter of a case can be reached, for notify alone",
        responses=answers(401, 403, 422, 503),
    )
    async def contact(case_id: UUID, principal: ContactDesk) -> Contact:
        async with runtime.pool.acquire() as conn, conn.transaction():
            reporter, erased = await reporter_of(conn, runtime.name, case_id)
            if reporter is not None:
                await private_store.record(conn, [_contact_given(runtime, case_id, principal)])
        return Contact(email=(reporter or {}).get("email"), erased=erased)

    return api


def _receiving(
    runtime: Runtime, receive: type[ReceiveReport], form: ReportForm, received: Stamp, key: RequestKey | None
) -> WriteRequest:
    """What takes a report in and answers with its receipt. Raises Problem 422 for days that cannot be."""
    if form.date_known > (received.occurred_at + A_DAY).date():
        late = "after the day it was handed in" if received.told else "in the future"
        raise wrong_field(path="body.date_known", reason=f"lies {late}")
    contest, day = form.contest, form.date_known
    if contest and (reason := runtime.policy.not_held(contest, form.region, day)):
        raise wrong_field(path="body.contest", reason=reason)
    number = _receipt_number()

    def receipt(case: Case[Any], _: bool) -> Answer:
        return made(case, Receipt(case_id=case.id, receipt=number, state=case.state, version=case.version))

    command = receive(
        case_id=runtime.new_id(),
        receipt=hashlib.sha256(number.encode()).hexdigest(),
        date_known=form.date_known,
        reachable=form.reporter.email is not None,
        office=f"bawaslu-{form.region}",
        region=form.region,
        contest=form.contest,
    )
    return WriteRequest(
        command,
        received,
        key=key,
        answer=receipt,
        private=form.parts,
        fingerprints=runtime.fingerprints.of(form.named()),
    )


async def case_of_receipt(runtime: Runtime, number: str) -> UUID:
    """The case of a receipt number. Raises Problem 404."""
    async with runtime.pool.acquire() as conn:
        case_id = await store.case_of_receipt(conn, _digest(number))
    if case_id is None:
        raise Problem(404, "not-found", "There is no report with this receipt number.")
    return case_id


async def _status(runtime: Runtime, number: str) -> ReportStatus:
    """Where a report stands; of a merged one, where its master does. Raises Problem 404."""
    case_id = await case_of_receipt(runtime, number)
    async with runtime.pool.acquire() as conn:
        own, found = await store.status(conn, case_id), await _goes_on(conn, case_id)
        linked = [await _goes_on(conn, one) for one in await _linked(conn, own, found)]
    if own is None or found is None:
        raise Problem(404, "not-found", "There is no report with this receipt number.")
    advice = runtime.policy.reasons.latest(own.reason or "")
    return ReportStatus(
        **_stands(runtime, found).model_dump(),
        merged=own.master is not None,
        withdrawn=own.withdrawn,
        linked=[_stands(runtime, one) for one in linked if one],
        advice_indonesian=advice.indonesian if advice else None,
        advice_english=advice.english if advice else None,
    )


async def _goes_on(conn: Connection, case_id: UUID) -> store.Status | None:
    return await store.status(conn, await store.goes_on_in(conn, case_id))


async def _linked(conn: Connection, *of: store.Status | None) -> list[UUID]:
    """The cases in which these go on besides, and what was split off those or reopened of them in turn."""
    ahead = [one for status in of if status for one in status.linked]
    met: dict[UUID, None] = {}
    while ahead:
        case_id = ahead.pop(0)
        if case_id not in met and (status := await store.status(conn, case_id)):
            met[case_id] = None
            ahead += status.linked
    return list(met)


def _stands(runtime: Runtime, status: store.Status) -> StateOfReport:
    label = runtime.policy.states[status.progress or status.state]
    return StateOfReport(state=label.id, state_indonesian=label.indonesian, state_english=label.english)


def _digest(number: str) -> str:
    return hashlib.sha256(number.strip().upper().encode()).hexdigest()


def _logging(item: MediaItem, of: Marks, former: UUID | None = None) -> LogPreliminaryInfo:
    return LogPreliminaryInfo(
        case_id=of.case_id,
        item=of.item,
        content=of.content,
        published=item.published,
        office=f"bawaslu-{NATIONAL}",
        region=NATIONAL,
        former=former,
    )


def _contact_given(runtime: Runtime, case_id: UUID, service: Principal) -> private_store.Record:
    id, at = runtime.new_id(), runtime.clock()
    part = ("intake/1/reporter",)
    return private_store.Record(id, case_id, at, "contact", service.id, "notification", part)


def _receipt_number() -> str:
    """80 random bits in base 32: it cannot be guessed, and can be read out over the phone."""
    text = base64.b32encode(os.urandom(10)).decode()
    return "NTR-" + "-".join(text[i : i + 4] for i in range(0, 16, 4))
