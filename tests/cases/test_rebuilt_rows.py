"""Once all worked cases are played, the ledger alone rebuilds every case row, byte for byte.

Nothing is opened for it: sealed parts are read, folded and compared as they are sealed.
"""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from deploy.cases.player import Difference
from deploy.provision.databases import roles
from deploy.stack import Stack
from deploy.verify.stages import Stage, stages
from shared.case import Case
from shared.write.store import save_cases

OWN_TABLE = "create temp table cases (like public.cases including all)"
"""PostgreSQL finds a temporary table before any other: what is saved now does not touch the service's own."""
STORED = "select case_id, cases::text as row from public.cases as cases"
REBUILT = "select case_id, cases::text as row from pg_temp.cases as cases"


async def rows(conn: "asyncpg.Connection[Any]", query: str) -> dict[UUID, str]:
    return {row["case_id"]: row["row"] for row in await conn.fetch(query)}


async def rebuilt(conn: "asyncpg.Connection[Any]", stage: Stage) -> dict[UUID, Case[Any]]:
    """Every case as the bytes of the ledger tell it."""
    cases: dict[UUID, Case[Any]] = {}
    ledger = "select case_id, type, recorded_at, actor, data, chain from ledger order by case_id, version"
    for row in await conn.fetch(ledger):
        data = stage.contract.events[row["type"]].read(row["data"])
        before = cases.get(row["case_id"])
        case = stage.procedure.apply(before, row["case_id"], data, row["recorded_at"], row["actor"])
        cases[row["case_id"]] = case.linked(row["chain"])
    return cases


@pytest.mark.parametrize("service", ["intake", "triage", "sanctions"])
async def test_the_ledger_alone_rebuilds_every_row(
    stack: Stack, ended: dict[str, Difference | None], service: str
) -> None:
    assert len(ended) >= 30
    conn = await asyncpg.connect(stack.postgres.dsn(roles(service).database))
    try:
        await conn.execute(OWN_TABLE)
        async with conn.transaction(isolation="repeatable_read"):  # the services go on meanwhile
            stored = await rows(conn, STORED)
            await save_cases(conn, list((await rebuilt(conn, stages()[service])).values()))
            assert await rows(conn, REBUILT) == stored
    finally:
        await conn.close()
    assert len(stored) >= 15
