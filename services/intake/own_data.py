"""The API of those whose data a case has: what they ask, what becomes of it, and the copies they get."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.intake import store
from services.intake.api import case_of_receipt
from services.intake.forms import (
    Copy,
    Copying,
    Granting,
    OwnRequest,
    RequestsStatus,
    RequestStatus,
    TakenRequest,
)
from services.intake.rights import GrantDataRequest, ReceiveDataRequest, Subject
from shared.api.access import open_to_all, requires
from shared.api.commands import carry_out, stamp
from shared.api.conditions import IfMatch, seen_version
from shared.api.known import known_case
from shared.api.onecase import OneCase
from shared.api.private import PartDocument
from shared.api.problems import Problem, answers, wrong_field
from shared.auth import PUBLIC, Principal
from shared.private import store as private_store
from shared.private.reading import Part, own_parts
from shared.runtime import Runtime
from shared.write.path import Request

Asking = Annotated[Principal, Depends(requires("ask-about-own-data"))]
Taking = Annotated[Principal, Depends(requires("take-data-request"))]
Granter = Annotated[Principal, Depends(requires("grant-data-request"))]
Copier = Annotated[Principal, Depends(requires("copy-personal-data"))]
OWN = frozenset({"ReportReceived", "DataRequestReceived", "DataRequestDecided"})
"""The events in which a reporter's own words and data are sealed; what officers note is nobody's own."""


def routes(runtime: Runtime) -> APIRouter:
    """The routes about requests of data subjects (permintaan subjek data)."""
    api = APIRouter(tags=["own data"])

    @api.post(
        "/v1/receipts/{number}/data-requests",
        summary="Ajukan permintaan subjek data / ask for a copy, correction, restriction of one's data",
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def ask(number: str, wanted: OwnRequest, who: Asking) -> RequestsStatus:
        case_id = await case_of_receipt(runtime, number)
        command = ReceiveDataRequest(case_id=case_id, subject="reporter", kind=wanted.kind)
        said = stamp(runtime, runtime.actors.of(who), None)
        await carry_out(runtime, Request(command, said, private=wanted.sealed_for("reporter")))
        return await _status(runtime, case_id)

    @api.get(
        "/v1/receipts/{number}/data-requests",
        summary="Cek permintaan / what became of one's requests, by the receipt number",
        responses=answers(404, 422, 503),
        dependencies=[Depends(open_to_all("follow-report"))],
    )
    async def status(number: str) -> RequestsStatus:
        return await _status(runtime, await case_of_receipt(runtime, number))

    @api.get(
        "/v1/receipts/{number}/copy",
        summary="Ambil salinan / the copy of one's own data, once it is granted; each is recorded",
        responses=answers(401, 403, 404, 409, 422, 503),
    )
    async def own_copy(number: str, response: Response, who: Asking) -> Copy:
        case_id = await case_of_receipt(runtime, number)
        await _granted(runtime, case_id, "reporter")
        response.headers["Cache-Control"] = "no-store"
        return await _copy(runtime, case_id, who, "reporter", "salinan bagi pelapor")

    @api.post(
        "/v1/cases/{case_id}/data-requests",
        summary="Catat permintaan subjek data / note what a person asked who proved who he or she is",
        responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
    )
    async def take(
        case_id: UUID, taken: TakenRequest, who: Taking, response: Response, if_match: IfMatch = None
    ) -> OneCase:
        command = ReceiveDataRequest(case_id=case_id, subject=taken.subject, kind=taken.kind)
        said = stamp(runtime, runtime.actors.of(who), taken.occurred_at)
        sealed = taken.sealed_for(taken.subject)
        request = Request(command, said, seen_version(if_match), private=sealed, scope=who.scope)
        return await _done(runtime, request, response, who)

    @api.post(
        "/v1/cases/{case_id}/grant-data-request",
        summary="Kabulkan permintaan subjek data / grant it; a correction says what is right",
        responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
    )
    async def grant(
        case_id: UUID, granting: Granting, who: Granter, response: Response, if_match: IfMatch = None
    ) -> OneCase:
        reasons = runtime.policy.reasons_for("intake.GrantDataRequest")
        if granting.reason not in reasons:
            raise wrong_field(path="body.reason", reason=f"none of: {', '.join(reasons)}")
        command = GrantDataRequest(
            case_id=case_id, subject=granting.subject, kind=granting.kind, reason=granting.reason
        )
        right = granting.corrected
        request = Request(
            command,
            stamp(runtime, runtime.actors.of(who), None),
            seen_version(if_match),
            private=granting.parts,
            fingerprints=runtime.fingerprints.of(right.named() if right else ()),
            scope=who.scope,
        )
        return await _done(runtime, request, response, who)

    @api.post(
        "/v1/cases/{case_id}/respondent/readings",
        summary="Buat salinan bagi terlapor / the copy of a respondent's data, once granted; it is recorded",
        responses=answers(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def respondents_copy(case_id: UUID, copying: Copying, who: Copier, response: Response) -> Copy:
        async with runtime.pool.acquire() as conn:
            await known_case(conn, case_id, who.scope)
        await _granted(runtime, case_id, "respondent")
        response.headers["Cache-Control"] = "no-store"
        return await _copy(runtime, case_id, who, "respondent", copying.purpose)

    return api


async def _done(runtime: Runtime, request: Request, response: Response, who: Principal) -> OneCase:
    case = await carry_out(runtime, request)
    response.headers["ETag"] = f'"{case.version}"'
    return OneCase.shown(runtime, case, who)


async def _status(runtime: Runtime, case_id: UUID) -> RequestsStatus:
    """What became of the reporter's requests."""
    async with runtime.pool.acquire() as conn:
        found = await store.requests(conn, case_id)
    shown: list[RequestStatus] = []
    for name, asked in sorted(found.items()):
        subject, _, kind = name.partition(".")
        if subject == "reporter":
            words = runtime.policy.reasons.latest(asked.reason or "")
            shown.append(
                RequestStatus(
                    kind=kind,
                    outcome=asked.outcome,
                    reason_indonesian=words.indonesian if words else None,
                    reason_english=words.english if words else None,
                )
            )
    return RequestsStatus(requests=shown)


async def _granted(runtime: Runtime, case_id: UUID, subject: Subject) -> None:
    """Raises Problem 409 where no copy was granted to the person."""
    async with runtime.pool.acquire() as conn:
        asked = (await store.requests(conn, case_id)).get(f"{subject}.access")
    if asked is None or asked.outcome != "granted":
        raise Problem(409, "conflict", "No copy was granted: ask for it first, or wait for the answer.")


async def _copy(runtime: Runtime, case_id: UUID, who: Principal, subject: Subject, purpose: str) -> Copy:
    """What intake holds about the person, on record before it is answered."""
    async with runtime.pool.acquire() as conn, conn.transaction():
        held = await own_parts(conn, runtime.name, case_id, reporter=subject == "reporter")
        parts = _of_reporter(held) if subject == "reporter" else _of_respondent(held)
        opened = tuple(part.of.place for part in parts if part.state == "opened")
        id, at, actor = runtime.new_id(), runtime.clock(), runtime.actors.of(who)
        by = who.id if who.id != PUBLIC.id else None
        record = private_store.Record(id, case_id, at, "reading", actor, purpose, opened, subject=by)
        await private_store.record(conn, [record])
    return Copy(erased=any(one.state == "erased" for one in held), parts=[*map(PartDocument.of, parts)])


def _of_reporter(held: Sequence[Part]) -> list[Part]:
    """What the reporter handed in and is known by; nothing that officers or the respondent said."""
    own = (part for part in held if part.of.type in OWN)
    return [part for part in own if part.of.part == "reporter" or part.of.type == "ReportReceived"]


def _of_respondent(held: Sequence[Part]) -> list[Part]:
    """What the respondent is known by. An account stays shut: its words may show who reported."""
    return [
        Part(part.of, part.state, {"respondent": part.content["respondent"]})
        for part in held
        if part.of.part == "private" and part.content and part.content.get("respondent")
    ]
