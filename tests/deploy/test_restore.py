"""A restore undoes no erasure, and one that fails leaves everything as it was."""

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import pytest

from deploy import backup
from deploy.faults import Fault
from deploy.provision import store as owner
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared.identifiers import uuid7
from shared.private import store

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
T = TypeVar("T")


def on(stack: Stack, service: str, work: Callable[[Any], Awaitable[T]]) -> T:
    async def connected() -> T:
        conn = await asyncpg.connect(stack.dsn(service, "owner"))
        try:
            return await work(conn)
        finally:
            await conn.close()

    return asyncio.run(connected())


def sealed(stack: Stack, service: str) -> UUID:
    """A case that has all that opens or finds a person."""
    case_id = uuid7()

    async def work(conn: Any) -> None:
        await store.keep_keys(conn, {(case_id, "private"): b"k" * 32}, NOW)
        await store.keep_fingerprints(conn, [("nip", b"f" * 32, case_id, "respondent")])
        await conn.execute(
            """insert into idempotency (principal, route, key, request, status, headers, body)
               values ('public', 'reports', $1, '', 201, jsonb_build_object('Location', $2::text), '')""",
            str(case_id),
            f"/v1/cases/{case_id}",
        )

    on(stack, service, work)
    return case_id


def erase(stack: Stack, service: str, case_id: UUID) -> None:
    done = store.Record(
        uuid7(), case_id, NOW, "erasure", "act-1", "it's \\over", ("intake/1/private",), subject="auditor"
    )

    async def work(conn: Any) -> None:
        await store.erase(conn, [case_id])
        await store.record(conn, [done])

    on(stack, service, work)


def left(stack: Stack, service: str, case_id: UUID) -> int:
    """How much there is of a case that opens or finds a person."""
    query = """select (select count(*) from keys.case_key where case_id = $1)
                    + (select count(*) from keys.fingerprint where case_id = $1)
                    + (select count(*) from idempotency where headers->>'Location' = '/v1/cases/' || $1)"""
    return int(on(stack, service, lambda conn: conn.fetchval(query, case_id)))


def records(stack: Stack, service: str, case_id: UUID) -> list[Any]:
    found = on(stack, service, lambda conn: store.records(conn, case_id, None, 10))
    return [(one["kind"], one["subject"], one["purpose"], one["parts"]) for one in found]


def everything(stack: Stack) -> list[Any]:
    """Every row of every table of all databases, and who may do what with the tables."""

    async def work(conn: Any) -> list[Any]:
        listed = await conn.fetch(
            """select nspname, relname, relacl::text
               from pg_class join pg_namespace n on n.oid = relnamespace
               where nspname in ('public', 'keys') and relkind = 'r' order by 1, 2"""
        )
        rows = [await conn.fetch(f'select * from "{one[0]}"."{one[1]}" order by 1, 2') for one in listed]
        return [*listed, *rows]

    return [on(stack, service, work) for service in SERVICES]


def test_what_was_erased_since_is_erased_again_and_known_as_erased(stack: Stack, tmp_path: Path) -> None:
    cases = {service: sealed(stack, service) for service in ("intake", "triage")}
    kept = sealed(stack, "intake")
    databases = tmp_path / "databases"
    keys = backup.backup(stack, databases, tmp_path / "keys", NOW)
    for service, case_id in cases.items():
        erase(stack, service, case_id)
    backup.restore(stack, databases, None, NOW)
    for case_id in cases.values():
        for service in SERVICES:
            assert left(stack, service, case_id) == 0
            expected = [("erasure", "auditor", "it's \\over", ["intake/1/private"])]
            assert records(stack, service, case_id) == expected, "also at those that had not heard of it"
    assert left(stack, "intake", kept) == 3
    before = everything(stack)
    on(stack, "sanctions", lambda conn: conn.execute("drop schema public cascade; drop schema keys cascade"))
    backup.restore(stack, databases, keys, NOW)
    assert everything(stack) == before, "the keys of then bring nobody back who was erased"
    assert stack.provision() == {service: [] for service in SERVICES}


def test_a_backup_that_cannot_be_loaded_changes_nothing(stack: Stack, tmp_path: Path) -> None:
    case_id = sealed(stack, "intake")
    databases = tmp_path / "databases"
    keys = backup.backup(stack, databases, tmp_path / "keys", NOW)
    erase(stack, "intake", case_id)
    sealed(stack, "intake")
    before = everything(stack)
    for file, left_of_it in ((keys / "notify.dump", -100), (databases / "triage.dump", 0)):
        whole = file.read_bytes()
        file.write_bytes(whole[:left_of_it])
        with pytest.raises(Fault, match=f"{file} is no whole backup; nothing was changed"):
            backup.restore(stack, databases, keys, NOW)
        file.write_bytes(whole)
    # another one's file: found out when the databases before it are loaded already
    (databases / "notify.dump").write_bytes((keys / "notify.dump").read_bytes())
    with pytest.raises(Fault, match="notify's database took no backup; nothing was changed") as fault:
        backup.restore(stack, databases, keys, NOW)
    assert "ERROR" in fault.value.detail
    assert everything(stack) == before


def test_backups_of_keys_live_as_long_as_policy_says(tmp_path: Path) -> None:
    for name in ("20261101T000000Z", "20261120T000000Z", "notes"):
        (tmp_path / name).mkdir()
    assert backup.expire(tmp_path, NOW) == [tmp_path / "20261101T000000Z"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["20261120T000000Z", "notes"]
    assert backup.expire(tmp_path, NOW) == []
    with pytest.raises(Fault, match="There is no folder"):
        backup.expire(tmp_path / "nowhere", NOW)


def test_a_restore_deletes_what_an_erasure_deletes() -> None:
    """The statements stand in two places, for a service and for the owner of its database."""
    deleted = re.compile(r"delete from (?:public\.)?([\w.]+)", re.IGNORECASE)
    of_the_service = set(deleted.findall(inspect.getsource(store.erase)))
    assert of_the_service == set(deleted.findall(owner.erasing_again([])))
    assert len(of_the_service) == 3
