"""A database of the release before has one key for each case, and readings at intake alone: both are kept."""

from uuid import UUID

import asyncpg
import pytest

from deploy.provision import databases as provision
from deploy.provision.migrations import migrations
from deploy.stack import Stack
from shared.identifiers import uuid7
from shared.private import store

SINCE = {"shared/003_sealing.sql", "services/intake/002_access.sql"}


async def test_the_one_key_counts_as_the_reporters_and_readings_stay(
    databases: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = provision.roles("former")
    await provision.create(databases.postgres.dsn("postgres"), ["former"], databases.secrets.password)
    owner = databases.postgres.dsn(names.database, names.owner, databases.secrets.password(names.owner))
    target = provision.Target("intake", owner, names.runtime)
    before = [one for one in migrations("intake") if one.name not in SINCE]
    with monkeypatch.context() as former:
        former.setattr(provision, "migrations", lambda _: before)
        await provision.migrate(target)
    case_id, readings = uuid7(), (uuid7(), uuid7())
    conn = await asyncpg.connect(owner)
    try:
        await conn.execute("insert into case_key values ($1, $2, now())", case_id, b"k" * 32)
        for id, part in zip(readings, ("report", "contact"), strict=True):
            await conn.execute(
                "insert into reading values ($1, $2, 'somebody', 'kajian awal', $3, now())", id, case_id, part
            )
        assert set(await provision.migrate(target)) == SINCE
        assert await store.keys(conn, [case_id]) == {(case_id, "former"): b"k" * 32}
        rows = await store.records(conn, case_id, None, 10)
        assert {(row["id"], row["kind"]) for row in rows} == {
            (UUID(str(readings[0])), "reading"),
            (UUID(str(readings[1])), "contact"),
        }
    finally:
        await conn.close()
