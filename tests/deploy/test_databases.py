"""Each service has a database that no other can reach, and migrations run exactly once."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from deploy.faults import Fault
from deploy.provision import databases
from deploy.provision.databases import Target, roles
from deploy.provision.migrations import SERVICES, Migration
from deploy.stack import Stack


async def _ask(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_a_service_reaches_no_database_but_its_own(stack: Stack) -> None:
    for service in SERVICES:
        names = roles(service)
        assert await _ask(stack.dsn(service), "SELECT current_user") == names.runtime
        for other in (*(roles(one).database for one in SERVICES if one != service), "postgres"):
            foreign = stack.dsn(service).replace(f"/{names.database}?", f"/{other}?")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await _ask(foreign, "SELECT 1")


async def test_a_runtime_role_makes_no_tables_and_holds_no_transaction(stack: Stack) -> None:
    dsn = stack.dsn("intake")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _ask(dsn, "CREATE TABLE mine (n int)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _ask(dsn, "CREATE TEMPORARY TABLE mine (n int)")
    assert await _ask(dsn, "SHOW transaction_timeout") == "30s"
    assert await _ask(dsn, "SHOW idle_in_transaction_session_timeout") == "10s"
    assert await _ask(dsn, "SHOW lock_timeout") == "10s"
    assert await _ask(stack.dsn("intake", "owner"), "SHOW transaction_timeout") == "0"


async def test_passwords_are_not_in_the_server_log(stack: Stack) -> None:
    await databases.create(stack.postgres.dsn("postgres"), ["intake"], stack.secrets.password)
    log = (stack.home.logs / "postgres.log").read_text()
    assert stack.secrets.password("netral_intake") not in log


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> list[Migration]:
    """The migrations that `migrate` sees, instead of the real ones."""
    listed: list[Migration] = []
    monkeypatch.setattr(databases, "migrations", lambda _service: list(listed))
    return listed


@pytest.fixture
def target(stack: Stack) -> Iterator[Target]:
    """An empty database of its own beside the services'."""
    stack.secrets.password("netral_trial")
    asyncio.run(databases.create(stack.postgres.dsn("postgres"), ["trial"], stack.secrets.password))
    yield Target("trial", stack.dsn("trial", "owner"), roles("trial").runtime)
    asyncio.run(_ask(stack.postgres.dsn("postgres"), "DROP DATABASE netral_trial"))


def test_a_migration_is_applied_once_also_by_two_at_once(target: Target, files: list[Migration]) -> None:
    text = "CREATE TABLE thing (n int); GRANT SELECT ON thing TO :runtime; SELECT '1'::int"
    files.append(Migration("services/trial/001.sql", text))

    async def twice() -> list[list[str]]:
        return list(await asyncio.gather(databases.migrate(target), databases.migrate(target)))

    assert sorted(asyncio.run(twice())) == [[], ["services/trial/001.sql"]]
    allowed = f"SELECT has_table_privilege('{target.runtime}', 'thing', 'SELECT')"
    assert asyncio.run(_ask(target.owner_dsn, allowed)) is True


def test_a_file_changed_after_it_was_applied_is_refused(target: Target, files: list[Migration]) -> None:
    files.append(Migration("services/trial/001.sql", "CREATE TABLE thing (n int)"))
    asyncio.run(databases.migrate(target))
    files[0] = Migration("services/trial/001.sql", "CREATE TABLE thing (n bigint)")
    with pytest.raises(Fault) as fault:
        asyncio.run(databases.migrate(target))
    assert "services/trial/001.sql was changed" in fault.value.what


def test_a_file_that_fails_leaves_nothing_of_itself(target: Target, files: list[Migration]) -> None:
    files.append(Migration("services/trial/001.sql", "CREATE TABLE first (n int)"))
    files.append(Migration("services/trial/002.sql", "CREATE TABLE second (n int); SELECT 1/0"))
    with pytest.raises(Fault, match="division by zero"):
        asyncio.run(databases.migrate(target))
    tables = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"
    assert asyncio.run(_ask(target.owner_dsn, tables)) == "first migration"
    files[1] = Migration("services/trial/002.sql", "CREATE TABLE second (n int)")
    assert asyncio.run(databases.migrate(target)) == ["services/trial/002.sql"]


def test_a_database_that_is_away_is_told_without_the_password(stack: Stack) -> None:
    away = "postgresql://owner:hidden@127.0.0.1:9/netral_intake"
    with pytest.raises(Fault) as fault:
        asyncio.run(databases.migrate(Target("intake", away, "netral_intake")))
    assert "127.0.0.1/netral_intake" in fault.value.what
    assert "hidden" not in fault.value.what + fault.value.remedy


def test_every_service_has_the_tables_of_the_mechanism(stack: Stack) -> None:
    for service in SERVICES:
        owner = asyncio.run(
            _ask(
                stack.dsn(service, "owner"),
                "SELECT tableowner FROM pg_tables WHERE tablename='ledger'",
            )
        )
        assert owner == roles(service).owner
