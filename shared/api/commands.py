"""One route for each row of a stage's table of transitions that a person may carry out.

`POST /v1/cases/{case_id}/{command}` with If-Match; the body has the command's fields and, if the step
happened earlier than now, `occurred_at`: legal clocks start from it. It is never before the last step.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path, Response

from shared.api.access import requires
from shared.api.bodies import CommandBody, body_of, is_looked_up, path_of, title_of
from shared.api.conditions import IfMatch, seen_version
from shared.api.onecase import OneCase
from shared.api.problems import FieldFault, Problem, answers, wrong_field
from shared.auth import Principal
from shared.case import Case, Known, Refused, Transition
from shared.contract import ACTS_AS, Command
from shared.outcome import Await
from shared.persons import Notes
from shared.policy import Finding, Policy, PolicyFault
from shared.policy.offices import PPK
from shared.policy.permissions import Permission
from shared.runtime import Runtime
from shared.telemetry.context import traceparent
from shared.write.path import Request, Result, Stale, Unavailable
from shared.write.session import Change, Stamp

AHEAD = timedelta(minutes=2)
"""How far clocks of two agencies may differ."""


def router(runtime: Runtime) -> APIRouter:
    """The routes of all rows whose command a person may give about an existing case."""
    api = APIRouter(tags=["commands"])
    permissions = runtime.policy.permissions(runtime.name)
    for row in runtime.procedure.rows:
        if row.name not in permissions:
            missing = Finding(
                "permissions.yaml",
                1,
                row.name,
                f"services.{runtime.name}",
                "has no line",
                "add one with its roles",
            )
            raise PolicyFault([missing])
        # what anybody may do without a token is done under a receipt, at a route of the stage's own
        if (
            permissions[row.name].by_people
            and not permissions[row.name].by_anybody
            and None not in row.leaves
        ):
            _add(api, runtime, row, permissions[row.name])
    return api


def _add(api: APIRouter, runtime: Runtime, row: Transition[Any], permission: Permission) -> None:
    body_model = body_of(row, runtime.policy.reasons_for(f"{runtime.name}.{row.name}"))
    needs = any(field.is_required() for field in body_model.model_fields.values())
    # a body that is needed may not be null either
    wanted: Any = body_model if needs else body_model | None
    looked_up = any(map(is_looked_up, row.command.model_fields.values()))
    default: Any = Body() if needs else Body(default=None)

    async def give(
        case_id: Annotated[UUID, Path(description="The case")],
        response: Response,
        principal: Annotated[Principal, Depends(requires(row.name))],
        body: wanted = default,
        if_match: IfMatch = None,
    ) -> OneCase:
        given: Any = body or body_model()
        command = row.command(case_id=case_id, **given.model_dump(exclude=set(CommandBody.model_fields)))
        _acts_for(runtime.policy, command, principal)
        if looked_up:
            async with runtime.pool.acquire() as conn:
                command = await runtime.blueprint.look_up(conn, command)
        request = Request(
            command,
            stamp(runtime, runtime.actors.of(principal), given.occurred_at),
            seen_version(if_match),
            scope=principal.scope,
            **sealed(runtime, given.private),
        )
        case = await carry_out(runtime, request)
        response.headers["ETag"] = f'"{case.version}"'
        return OneCase.shown(runtime, case, principal)

    give.__name__ = path_of(row.name).replace("-", "_")
    api.add_api_route(
        f"/v1/cases/{{case_id}}/{path_of(row.name)}",
        cast(Callable[..., Any], give),
        methods=["POST"],
        summary=f"{title_of(row.command)} ({row.name} to {row.enters})",
        description=f"Roles: {', '.join(sorted(permission.roles))}. Basis: {row.basis}.",
        responses=answers(400, 401, 403, 404, 409, 412, 413, 422, 428, 503),
        response_model=OneCase,
    )


def _acts_for(policy: Policy, command: Command, who: Principal) -> None:
    """Nobody acts for an authority but the office in the token. Raises Problem 403.

    What policy knows no authority for is left to the guards of the row.
    """
    for name, field in type(command).model_fields.items():
        if not any(mark is ACTS_AS for mark in field.metadata):
            continue
        authority = getattr(command, name) or PPK
        if authority in policy.authorities and authority not in policy.offices.acts_for(who.agency):
            office = f"The office {who.agency}" if who.agency else "A token without an office (agency)"
            raise Problem(403, "forbidden", f"{office} does not act for {authority}: see body.{name}.")


def sealed(runtime: Runtime, notes: Notes | None) -> dict[str, Any]:
    """What a request takes of an officer's notes: the clear bytes to be sealed, and what finds them again."""
    if notes is None:
        return {}
    named = notes.respondent.named() if notes.respondent else ()
    return {
        "private": {"private": notes.model_dump_json(exclude_none=True).encode()},
        "fingerprints": runtime.fingerprints.of(named),
    }


async def carry_out(runtime: Runtime, request: Request) -> Case[Any]:
    """Give a command and return the case after it. Raises Problem for everything else."""
    result, case = await submit(runtime, request)
    if isinstance(result, Change):
        return result.case
    if isinstance(result, Known) and case is not None:
        return case
    raise refusal(result)


async def submit(runtime: Runtime, request: Request) -> tuple[Result, Case[Any] | None]:
    """Hand a request to the write path. Raises Problem 503 when the database is away."""
    try:
        return await runtime.write_path.submit_for_case(request)
    except Unavailable as fault:
        again = "with the same Idempotency-Key" if request.key else "after looking at the case's version"
        detail = f"Whether it took effect is not known: ask again {again}. ({fault})"
        raise Problem(503, "unavailable", detail, headers={"Retry-After": "1"}) from None


def _faults(detail: str) -> list[FieldFault]:
    """The field that a refusal of bad input begins with, as every row of a table does."""
    path, _, reason = detail.partition(" ")
    return [FieldFault(path=path.rstrip(":"), reason=reason)]


def refusal(result: object) -> Problem:
    """The problem that says why a command was not carried out."""
    match result:
        case Refused(code="unknown-case", detail=detail):
            return Problem(404, "unknown-case", detail)
        case Refused(code="invalid-input", detail=detail):
            return Problem(422, "invalid-input", detail, _faults(detail))
        case Refused(code=code, detail=detail):
            return Problem(409, code, detail)
        case Stale(version=version):
            headers = {"ETag": f'"{version}"'}
            return Problem(412, "stale-version", f"It is at version {version}.", headers=headers)
        case Await():
            return Problem(409, "conflict", "It needs an event that has not arrived yet; try later.")
        case _:
            return Problem(409, "key-reused", "This Idempotency-Key was used for another request.")


def stamp(runtime: Runtime, actor: str, occurred_at: datetime | None) -> Stamp:
    """Who and when. Raises Problem 422 for a time in the future.

    Where the other clock is a little ahead it happened now: nobody's time is over before its end.
    """
    now = runtime.clock()
    if occurred_at is not None and occurred_at > now + AHEAD:
        raise wrong_field(path="body.occurred_at", reason="lies in the future")
    try:
        at = min((occurred_at or now).astimezone(now.tzinfo), now)
    except OverflowError:
        raise wrong_field(path="body.occurred_at", reason="lies before all calendars") from None
    return Stamp(actor, at, traceparent=traceparent(), told=occurred_at is not None)
