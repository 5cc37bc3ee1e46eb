"""All SQL of provisioning: roles, databases, the record of applied migrations."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import asyncpg

from deploy.provision.migrations import Migration

Connection: TypeAlias = "asyncpg.Connection[Any]"

# Any number that nothing else of Netral locks; holds back a second `netral provision`.
_LOCK = 7_233_812_001
# `:runtime` in a migration's text, but not a cast (`::runtime`).
_RUNTIME = re.compile(r"(?<!:):runtime\b")
# A runtime role may not hold a transaction open: the relay waits for the oldest one of the cluster.
RUNTIME_LIMITS = {
    "transaction_timeout": "30s",
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "10s",
}


def quoted(name: str) -> str:
    """An SQL identifier, whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL string literal, whatever it contains."""
    return "'" + text.replace("'", "''") + "'"


async def ensure_role(connection: Connection, name: str, password: str) -> None:
    """A role that may log in with this password and may do nothing else. Repeatable."""
    known = await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", name)
    verb = "ALTER" if known else "CREATE"
    # Role statements take no parameters; server logs statements only on error, without this one.
    await connection.execute("SET log_min_error_statement = 'panic'")
    await connection.execute(
        f"{verb} ROLE {quoted(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
        f" NOBYPASSRLS PASSWORD {literal(password)}"
    )
    await connection.execute("RESET log_min_error_statement")


async def limit_role(connection: Connection, name: str, limits: dict[str, str]) -> None:
    """Settings that each session of the role begins with."""
    for setting, value in limits.items():
        await connection.execute(f"ALTER ROLE {quoted(name)} SET {setting} = {literal(value)}")


async def ensure_database(connection: Connection, name: str, owner: str) -> None:
    """A database that belongs to `owner`. Repeatable."""
    known = await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name)
    if not known:
        await connection.execute(f"CREATE DATABASE {quoted(name)} OWNER {quoted(owner)}")


async def close_databases(connection: Connection) -> None:
    """Take the right to connect, which everyone has by default, away from everyone."""
    for row in await connection.fetch("SELECT datname FROM pg_database WHERE datallowconn"):
        name = quoted(row["datname"])
        await connection.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC")


async def admit(connection: Connection, database: str, role: str) -> None:
    """Let a role connect to a database."""
    await connection.execute(f"GRANT CONNECT ON DATABASE {quoted(database)} TO {quoted(role)}")


async def open_schema(connection: Connection, runtime: str) -> None:
    """Let the runtime role see the schema; what it may do there, the migrations say."""
    for statement in _opening(runtime):
        await connection.execute(statement)


def _opening(runtime: str) -> tuple[str, str]:
    return (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {quoted(runtime)}",
    )


HAS_ACCESS = "SELECT to_regclass('public.access') IS NOT NULL"
"""Whether this database has a record of who read and erased what: t or f."""
HAS_KEYS = "SELECT to_regclass('keys.case_key') IS NOT NULL"
"""Whether this database has the tables of the keys: t or f."""
ERASURES = """
    SELECT json_build_object(
        'id', a.id, 'case_id', a.case_id, 'at', a.at, 'actor', a.actor, 'officer', a.officer,
        'purpose', a.purpose, 'parts', a.parts, 'subject', who.subject, 'first_seen', who.first_seen)
    FROM public.access a LEFT JOIN public.actor who ON who.id = a.actor
    WHERE a.kind = 'erasure' AND a.case_id IS NOT NULL
    ORDER BY a.at, a.id"""
"""The erasures on record, oldest first: a line of JSON for each."""


def emptying(runtime: str, *, keys: bool, new_keys: bool) -> str:
    """Drop all tables but the keys', and with `new_keys` their rows. `keys`: their tables are there."""
    role = quoted(runtime)
    statements = [
        "SET LOCAL lock_timeout = '30s'",  # somebody who still writes is told, not waited for
        "SET LOCAL client_min_messages = 'warning'",
        "SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'",
        "DROP SCHEMA IF EXISTS public CASCADE",
        "CREATE SCHEMA public",
        *_opening(runtime),
    ]
    if not keys:
        statements += ["CREATE SCHEMA IF NOT EXISTS keys", f"GRANT USAGE ON SCHEMA keys TO {role}"]
    elif new_keys:
        statements += ["TRUNCATE keys.case_key, keys.fingerprint"]
    return ";\n".join(statements)


def erasing_again(erasures: Iterable[Mapping[str, Any]]) -> str:
    """Delete all that a normal erasure deletes, and put on record those that the tables do not know.

    `erasures`: one for each case, as `ERASURES` gives them.
    """
    known = literal(json.dumps(list(erasures)))
    return f"""
    WITH known AS (
        SELECT * FROM jsonb_to_recordset({known}::jsonb) AS given(
            id uuid, case_id uuid, at timestamptz, actor text, officer text, purpose text, parts text[],
            subject text, first_seen timestamptz)),
    recorded AS (
        INSERT INTO public.access (id, case_id, at, kind, actor, officer, purpose, parts)
        SELECT id, case_id, at, 'erasure', actor, officer, purpose, parts FROM known
        WHERE NOT EXISTS (
            SELECT FROM public.access a WHERE a.kind = 'erasure' AND a.case_id = known.case_id)
        ON CONFLICT DO NOTHING),
    named AS (
        INSERT INTO public.actor (id, subject, first_seen)
        SELECT DISTINCT ON (actor) actor, subject, first_seen FROM known WHERE subject IS NOT NULL
        ORDER BY actor, first_seen
        ON CONFLICT DO NOTHING),
    opening AS (DELETE FROM keys.case_key WHERE case_id IN (SELECT case_id FROM known)),
    finding AS (DELETE FROM keys.fingerprint WHERE case_id IN (SELECT case_id FROM known))
    DELETE FROM public.idempotency
    WHERE headers->>'Location' IN (SELECT '/v1/cases/' || case_id FROM known)"""  # noqa: S608


async def hold_migration_lock(connection: Connection) -> None:
    """Wait for any other migration of this database; held until the connection ends."""
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)


async def applied(connection: Connection) -> dict[str, str]:
    """Name and sum of every migration this database has; makes the record if there is none."""
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS migration ("
        " name text PRIMARY KEY,"
        " sha256 text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())"
    )
    rows = await connection.fetch("SELECT name, sha256 FROM migration")
    return {row["name"]: row["sha256"] for row in rows}


async def apply(connection: Connection, migration: Migration, runtime: str) -> None:
    """Run one file and record it, in one transaction."""
    async with connection.transaction():
        await connection.execute(_RUNTIME.sub(lambda _: quoted(runtime), migration.text))
        await connection.execute(
            "INSERT INTO migration (name, sha256) VALUES ($1, $2)", migration.name, migration.sha256
        )
