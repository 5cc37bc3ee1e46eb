"""The worklist about personal data: what waits for answers, what is kept until when, what to erase."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query

from services.intake import store
from services.intake.forms import Duties, DutyDocument
from services.intake.retaining import limit_of
from services.intake.store import Duty
from shared.api.access import requires
from shared.api.problems import answers
from shared.auth import Principal
from shared.policy import Policy
from shared.runtime import Runtime

STARTS = frozenset({"intake.DataRequestReceived", "intake.RetentionEnded"})
Seeing = Annotated[Principal, Depends(requires("see-data-duties"))]


class Words(NamedTuple):
    """What a limit is called, on what it rests, and how sure that is."""

    indonesian: str
    english: str
    source: str
    confidence: str


def routes(runtime: Runtime) -> APIRouter:
    """The route of the worklist."""
    api = APIRouter(tags=["own data"])
    words = _words(runtime.policy)

    @api.get(
        "/v1/data-duties",
        summary="Daftar kerja data pribadi / requests, times of keeping and erasures, the next to end first",
        responses=answers(401, 403, 422, 503),
    )
    async def duties(
        who: Seeing,
        due: Annotated[date | None, Query(description="Which ends on that day or before")] = None,
        limit: Annotated[int, Query(ge=1, le=1000, description="Entries on a page")] = 200,
    ) -> Duties:
        async with runtime.pool.acquire() as conn:
            found = await store.duties(conn, words.keys(), who.scope, due, limit + 1)
        now = runtime.clock()
        return Duties(duties=[_shown(one, words, now) for one in found[:limit]], more=len(found) > limit)

    return api


def _words(policy: Policy) -> Mapping[str, Words]:
    """The limits about personal data, by family: the duties of policy, and the time of each outcome."""
    limits = {
        one.family: Words(one.indonesian, one.english, one.source, one.confidence)
        for one in policy.deadlines
        if STARTS & {*one.starts}
    }
    for kept in policy.retention.kept:
        state = policy.states[kept.state]
        indonesian, english = f"Masa retensi: {state.indonesian}", f"Time of keeping: {state.english}"
        limits[limit_of(kept)] = Words(indonesian, english, kept.source, kept.confidence)
    return limits


def _shown(duty: Duty, words: Mapping[str, Words], now: datetime) -> DutyDocument:
    own = {name: getattr(duty, name) for name in Duty.__slots__}
    said = words[duty.limit.partition("@")[0]]
    return DutyDocument(**own, **said._asdict(), overdue=duty.until <= now)
