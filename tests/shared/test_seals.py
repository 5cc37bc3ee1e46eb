"""Keys on a real PostgreSQL: a case gets one, whoever seals first in it, and none once it was erased."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.triage import commands as study
from services.triage import domain as triage
from services.triage import store as triage_store
from shared import policy
from shared.auth import Principal
from shared.case import Refused
from shared.database import Pool
from shared.erasure import FollowErasure
from shared.identifiers import uuid7
from shared.private.actors import Actors
from shared.private.erasing import erasing
from shared.private.fingerprints import Fingerprints
from shared.private.reading import own_parts
from shared.sealing import Unopened, new_key, seal, unseal
from shared.write.path import Request, WritePath
from shared.write.session import Change, Stamp

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
BY = Stamp("act-1", NOW)
NOTE = {"private": b'{"text": "Terlapor Contoh"}'}


class Replica:
    """One process of triage, as far as it writes."""

    def __init__(self, pool: Pool) -> None:
        project = erasing(triage_store.project)
        procedure = triage.procedure(policy.load())
        self.path = WritePath(pool, procedure, project, lambda: NOW, uuid7, lambda: None)

    async def __aenter__(self) -> WritePath:
        self._running = asyncio.create_task(self.path.run())
        return self.path

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


async def queued(path: WritePath) -> UUID:
    case_id = uuid7()
    queue = study.QueueStudy(
        case_id=case_id, office="bawaslu-32.08", region="32.08", channel="public", origin="report"
    )
    assert isinstance(await path.submit(Request(queue, BY)), Change)
    return case_id


def noting(case_id: UUID) -> Request:
    """A step that any number of officers may take, with a sealed note."""
    answer = study.AnswerDuplicate(case_id=case_id, absorbed=uuid7(), master_version=1)
    return Request(answer, BY, private=NOTE)


async def parts(pool: Pool, case_id: UUID) -> list[str]:
    async with pool.acquire() as conn:
        return [part.state for part in await own_parts(conn, "triage", case_id, reporter=False)]


async def test_replicas_that_seal_at_once_share_one_key(pool: Pool) -> None:
    async with Replica(pool) as one, Replica(pool) as other:
        case_id = await queued(one)
        assert await parts(pool, case_id) == []
        done = await asyncio.gather(*(path.submit(noting(case_id)) for path in (one, other) * 4))
    assert all(isinstance(result, Change) for result in done)
    keys = await pool.fetch("select part from keys.case_key where case_id = $1", case_id)
    assert [key["part"] for key in keys] == ["private"]
    assert await parts(pool, case_id) == ["opened"] * 8


async def test_nothing_is_sealed_after_an_erasure_and_nothing_opens(pool: Pool) -> None:
    async with Replica(pool) as path:
        case_id = await queued(path)
        found = Fingerprints(b"s" * 32).of([("nip", "199001012015041001", "respondent")])
        sealing = replace(noting(case_id), fingerprints=found)
        assert isinstance(await path.submit(sealing), Change)
        assert await parts(pool, case_id) == ["opened"]
        assert isinstance(await path.submit(Request(FollowErasure(case_id=case_id, reason="x"), BY)), Change)
        refused = await path.submit(noting(case_id))
        plain = await path.submit(Request(noting(case_id).command, BY))
    assert isinstance(refused, Refused)
    assert refused.code == "erased"
    assert isinstance(plain, Change), "steps without notes go on"
    assert await parts(pool, case_id) == ["erased"]
    assert await pool.fetchval("select count(*) from keys.fingerprint where case_id = $1", case_id) == 0


async def test_a_refused_step_leaves_no_key(pool: Pool) -> None:
    async with Replica(pool) as path:
        case_id = await queued(path)
        wrong = study.ForwardToBkn(case_id=case_id)
        assert isinstance(await path.submit(Request(wrong, BY, private=NOTE)), Refused)
    assert await pool.fetchval("select count(*) from keys.case_key where case_id = $1", case_id) == 0


def test_a_subject_has_one_opaque_id_at_all_replicas_and_stages() -> None:
    officer = Principal(f"siti.{uuid7()}@bawaslu", frozenset({"triage.officer"}))
    first, second = Actors("issuer", b"s" * 32), Actors("issuer", b"s" * 32)
    ids = [actors.of(officer) for actors in (first, second)]
    assert len(set(ids)) == 1
    assert "siti" not in ids[0]
    others = (Actors("issuer", b"t" * 32), Actors("elsewhere", b"s" * 32))
    assert len({ids[0], *[one.of(officer) for one in others]}) == 3
    service = Principal("service-sanctions", frozenset({"service"}))
    assert first.of(service) == "service-sanctions"


def test_what_is_sealed_for_one_event_does_not_open_as_anothers() -> None:
    key, event = new_key(), uuid7()
    sealed = seal(key, event, b"isi")
    assert unseal(key, event, sealed) == b"isi"
    for wrong in (
        (key, uuid7(), sealed),
        (new_key(), event, sealed),
        (key, event, sealed[:-8]),
        (key, event, "%"),
    ):
        with pytest.raises(Unopened):
            unseal(*wrong)
