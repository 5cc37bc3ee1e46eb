"""Databases, roles and tables of the services: on the embedded server, or on one that is given."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import asyncpg

from deploy.faults import Fault
from deploy.provision import store
from deploy.provision.migrations import Migration, migrations

_CONNECT_BOUND = 10.0  # seconds


@dataclass(frozen=True)
class Target:
    """A service's database: the address of its owner, and the role that uses the tables."""

    service: str
    owner_dsn: str = field(repr=False)
    runtime: str


@dataclass(frozen=True)
class Roles:
    """The names that belong to one service on a server of our own."""

    database: str
    owner: str
    runtime: str


def roles(service: str) -> Roles:
    """How a service's database and roles are called."""
    return Roles(f"netral_{service}", f"netral_{service}_owner", f"netral_{service}")


async def create(superuser_dsn: str, services: Sequence[str], password: Callable[[str], str]) -> None:
    """Make the roles and databases of these services, so that none can reach another's. Repeatable.

    `superuser_dsn` is an address in the server's database `postgres`; `password` gives a role's.
    """
    connection = await _connect(superuser_dsn, "PostgreSQL")
    try:
        for service in services:
            names = roles(service)
            for role in (names.owner, names.runtime):
                await store.ensure_role(connection, role, password(role))
            await store.limit_role(connection, names.runtime, store.RUNTIME_LIMITS)
            await store.ensure_database(connection, names.database, names.owner)
        await store.close_databases(connection)
        for service in services:
            names = roles(service)
            await store.admit(connection, names.database, names.runtime)
    except asyncpg.PostgresError as error:
        raise Fault(
            f"PostgreSQL refused to make roles and databases: {error}",
            "Put right what it says (often a full disk), then run the command again",
        ) from error
    finally:
        await connection.close()


async def migrate(target: Target) -> list[str]:
    """Apply, as the owner, what this database lacks. Returns the names of what was applied.

    Each file is applied once, in a transaction of its own; two runs at once wait for each other.
    Raises Fault when a file was changed after it was applied, or when its SQL is refused.
    """
    connection = await _connect(target.owner_dsn, f"The database of {target.service}")
    done = []
    try:
        await store.hold_migration_lock(connection)
        await store.open_schema(connection, target.runtime)
        known = await store.applied(connection)
        for migration in migrations(target.service):
            sum_then = known.get(migration.name)
            if sum_then is None:
                await _apply(connection, migration, target)
                done.append(migration.name)
            elif sum_then != migration.sha256:
                raise Fault(
                    f"{migration.name} was changed after {target.service}'s database applied it",
                    "Restore the file, and put the change into a new one with the next number",
                )
    except asyncpg.PostgresError as error:
        raise Fault(
            f"{target.service}'s database refused to be migrated: {error}",
            "The owner role must own the database and the runtime role must exist",
        ) from error
    finally:
        await connection.close()
    return done


async def migrate_all(targets: Sequence[Target]) -> dict[str, list[str]]:
    """`migrate` for several services at once. Returns what was applied, by service."""
    applied = await asyncio.gather(*(migrate(target) for target in targets))
    return {target.service: names for target, names in zip(targets, applied, strict=True)}


def user_of(dsn: str) -> str:
    """The role named in an address; raises Fault when it names none."""
    name = urlsplit(dsn).username
    if not name:
        raise Fault(
            "A database address names no role",
            "Write it as postgresql://role:password@host:port/database",
        )
    return unquote(name)


async def _apply(connection: store.Connection, migration: Migration, target: Target) -> None:
    try:
        await store.apply(connection, migration, target.runtime)
    except asyncpg.PostgresError as error:
        raise Fault(
            f"{migration.name} was refused by {target.service}'s database: {error}",
            "Nothing of this file was applied. Correct it or the owner's rights, then run again",
        ) from error


async def _connect(dsn: str, what: str) -> store.Connection:
    place = urlsplit(dsn)
    where = f"{place.hostname or 'its socket'}{place.path}"
    try:
        return await asyncpg.connect(dsn, timeout=_CONNECT_BOUND)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Fault(
            f"{what} cannot be reached at {where}: {str(error) or type(error).__name__}",
            "Check that the server runs and that address, role and password are right",
        ) from error
