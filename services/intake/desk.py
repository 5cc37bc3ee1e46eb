"""What every route of the front desk asks and answers: who dates what came there, and which case it made."""

from datetime import datetime
from typing import Any

from services.intake.forms import Logged
from shared.api.commands import stamp
from shared.api.opening import made
from shared.api.problems import Problem, wrong_field
from shared.auth import Principal
from shared.case import Case
from shared.runtime import Runtime
from shared.write.answer import Answer
from shared.write.session import Stamp


def dated(runtime: Runtime, principal: Principal, at: datetime | None, region: str) -> Stamp:
    """Now, or when it came to the desk. Raises Problem 422 where no officer of that desk says so."""
    said = stamp(runtime, runtime.actors.of(principal), at)
    said_at_the_desk(said, principal, region)
    return said


def said_at_the_desk(said: Stamp, principal: Principal, region: str) -> None:
    """Raises Problem 422 for a moment that somebody names who is no officer of that desk."""
    at_the_desk = "intake.officer" in principal.roles and principal.scope.covers(f"bawaslu-{region}", region)
    if said.told and not at_the_desk:
        reason = "is for an officer of that desk to say: leave it out, or hand it in there"
        raise wrong_field(path="body.occurred_at", reason=reason)


def own_region(principal: Principal, region: str) -> None:
    """Raises Problem 403 for a region that the token is not for."""
    if not principal.scope.covers(f"bawaslu-{region}", region):
        raise Problem(403, "forbidden", "This region is not the one that the token is for.")


def logged(case: Case[Any], written: bool) -> Answer:
    """The case that was made (201), or that was there before (200)."""
    document = Logged(case_id=case.id, version=case.version, known=not written)
    return made(case, document, 201 if written else 200)
