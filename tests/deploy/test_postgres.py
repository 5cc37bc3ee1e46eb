"""The embedded PostgreSQL is a real one: passwords always, fsync on, whole again after a kill."""

import asyncio
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded.postgres import Postgres
from deploy.home import Home
from deploy.stack import Stack


@pytest.fixture
def postgres(stack: Stack) -> Postgres:
    return stack.postgres


async def _ask(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("listen_addresses", ""),
        ("max_connections", "200"),
        ("data_checksums", "on"),
        ("TimeZone", "UTC"),
    ],
)
async def test_it_runs_with_the_settings_that_durability_needs(
    postgres: Postgres, setting: str, value: str
) -> None:
    assert await _ask(postgres.dsn("postgres"), f"SHOW {setting}") == value


async def test_nobody_connects_without_the_right_password(postgres: Postgres) -> None:
    right = postgres.dsn("postgres")
    wrong = postgres.dsn("postgres", password="wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await _ask(wrong, "SELECT 1")
    assert await _ask(right, "SELECT 1") == 1
    hashed = "SELECT bool_and(rolpassword LIKE 'SCRAM-SHA-256$%') FROM pg_authid WHERE rolcanlogin"
    assert await _ask(right, hashed) is True
    methods = "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules"
    assert await _ask(right, methods) == ["scram-sha-256"]


def test_what_was_committed_survives_a_kill(postgres: Postgres) -> None:
    dsn = postgres.dsn("postgres")
    asyncio.run(_ask(dsn, "CREATE TABLE IF NOT EXISTS kept (n int)"))
    before = asyncio.run(_ask(dsn, "SELECT count(*) FROM kept"))
    asyncio.run(_ask(dsn, "INSERT INTO kept VALUES (1)"))
    postgres.kill()
    assert not postgres.running
    postgres.start()
    assert asyncio.run(_ask(dsn, "SELECT count(*) FROM kept")) == int(str(before)) + 1


def test_a_server_whose_pid_file_is_lost_is_replaced(stack: Stack) -> None:
    (stack.home.pids / "postgres.json").unlink()
    assert not stack.postgres.running
    stack.up(())
    assert asyncio.run(_ask(stack.postgres.dsn("postgres"), "SELECT 1")) == 1


@pytest.fixture
def far(room: Path) -> Iterator[Postgres]:
    home = Home(room / ("long" * 30))
    home.prepare()
    made = Postgres(home, "secret with 'signs' @:/?")
    yield made
    made.stop()


def test_a_long_path_and_an_odd_password_work(far: Postgres) -> None:
    far.start()
    assert asyncio.run(_ask(far.dsn("postgres"), "SELECT 1")) == 1


def test_its_data_is_closed_to_other_users(stack: Stack) -> None:
    for folder in (stack.home.postgres, stack.home.postgres / "data", stack.home.secrets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        mode = stat.S_IMODE(stack.home.root.stat().st_mode)
        assert not mode & (stat.S_IROTH | stat.S_IWOTH), "others pass through, they see nothing"
