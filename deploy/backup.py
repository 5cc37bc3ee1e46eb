"""Backups of the services' databases, keys apart: what a restore brings back never undoes an erasure.

A backup of a database has everything but the rows of the schema `keys`. Those go into a folder of their own,
under the moment of the backup, and live as short as policy says (`retention.yaml`).
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from deploy.embedded.postgres import programs
from deploy.environment import database_variable, external, owner_variable
from deploy.faults import Fault
from deploy.provision import databases, store
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared import policy

_NAME = "%Y%m%dT%H%M%SZ"
_EVERYTHING_BUT_KEYS = ("--exclude-table-data=keys.*",)
_KEYS_ALONE = ("--data-only", "--schema=keys")


def backup(stack: Stack, folder: Path, keys: Path, now: datetime) -> Path:
    """Write a backup of every database into `folder` and of the keys into a new folder below `keys`.

    Returns the latter; those before it whose life is over are removed. The services may run meanwhile.
    Raises Fault; a file that is there is a whole one.
    """
    folder, keys = folder.absolute(), keys.absolute()
    if keys == folder or folder in keys.parents or keys in folder.parents:
        raise Fault(
            "Keys and databases would lie in one folder, and go everywhere together",
            "Name a folder for --keys that is not in the other",
        )
    own = keys / now.astimezone(UTC).strftime(_NAME)
    for each in (folder, keys, own):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    for service in SERVICES:
        dsn = _owner(stack, service)
        _dump(dsn, folder / f"{service}.dump", _EVERYTHING_BUT_KEYS)
        _dump(dsn, own / f"{service}.dump", _KEYS_ALONE)
    for old in expired(keys, now):
        shutil.rmtree(old)
    return own


def expired(keys: Path, now: datetime) -> list[Path]:
    """The backups of keys below a folder whose life is over, oldest first."""
    return [folder for folder in sorted(keys.iterdir()) if (at := _made(folder)) and now - at > _life()]


def restore(stack: Stack, folder: Path, keys: Path | None, now: datetime) -> None:
    """Put every database back to a backup; keys stay as they are now, unless a backup of them is named.

    What is on record as erased is erased again. Services must be stopped, PostgreSQL must run. Raises Fault.
    """
    if running := [service for service in SERVICES if stack.running(service)]:
        raise Fault(f"{', '.join(running)} would write meanwhile", "Stop the services first: netral down")
    missing = [file for name in SERVICES for file in _files(folder, keys, name) if not file.is_file()]
    if missing:
        raise Fault(f"There is no {missing[0]}", "Name the folders that `netral backup` wrote")
    if keys is not None and ((made := _made(keys)) is None or now - made > _life()):
        raise Fault(
            f"The keys in {keys} are older than {_life().days} days: they may open what was erased since",
            "Restore without --keys; what only they open is lost, as it has to be",
        )
    for service in SERVICES:
        dsn = _owner(stack, service)
        runtime = databases.user_of(stack.dsn(service, "runtime"))
        there = asyncio.run(_emptied(dsn, runtime, keys is not None))
        schemas = ["--schema=public"] if there else ["--schema=public", "--schema=keys"]
        _load(dsn, folder / f"{service}.dump", schemas)
        if keys is not None:
            _load(dsn, keys / f"{service}.dump", ["--data-only"])
        asyncio.run(_erase_again(dsn))


async def _emptied(dsn: str, runtime: str, new_keys: bool) -> bool:
    """Drop what the backup brings back. Whether the keys' tables are there."""
    conn = await asyncpg.connect(dsn)
    try:
        return await store.empty(conn, runtime, new_keys=new_keys)
    finally:
        await conn.close()


async def _erase_again(dsn: str) -> None:
    conn = await asyncpg.connect(dsn)
    try:
        await store.erase_again(conn)
    finally:
        await conn.close()


def _files(folder: Path, keys: Path | None, service: str) -> list[Path]:
    return [place / f"{service}.dump" for place in (folder, keys) if place is not None]


def _made(folder: Path) -> datetime | None:
    """When a backup of keys was made; None for a folder that is none."""
    try:
        return datetime.strptime(folder.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _life() -> timedelta:
    return timedelta(days=policy.load().retention.key_backups_days)


def _owner(stack: Stack, service: str) -> str:
    if external(database_variable(service)) and not external(owner_variable(service)):
        raise Fault(
            f"The owner of {service}'s database is not known",
            f"Set {owner_variable(service)} beside {database_variable(service)}",
        )
    return stack.dsn(service, "owner")


def _dump(dsn: str, file: Path, what: Sequence[str]) -> None:
    part = file.with_suffix(".part")
    part.touch(mode=0o600)
    _run("pg_dump", ["--format=custom", "--no-owner", *what, f"--file={part}"], dsn)
    part.replace(file)


def _load(dsn: str, file: Path, what: Sequence[str]) -> None:
    database = _place(dsn)["PGDATABASE"]
    arguments = ["--no-owner", "--exit-on-error", "--single-transaction", *what]
    _run("pg_restore", [*arguments, f"--dbname={database}", str(file)], dsn)


def _run(program: str, arguments: Sequence[str], dsn: str) -> None:
    """Run a program of PostgreSQL; the password goes through its environment, where no list shows it."""
    environment = {"PATH": os.defpath, "LC_ALL": "C", **_place(dsn)}
    done = subprocess.run(
        [str(programs() / program), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Fault(f"{program} could not do its work", "See its message below", done.stderr.strip())


def _place(dsn: str) -> Mapping[str, str]:
    """An address as PostgreSQL's programs take it from their environment."""
    parts = urlsplit(dsn)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = {
        "PGHOST": query.get("host") or parts.hostname or "",
        "PGPORT": query.get("port") or str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    return {name: value for name, value in found.items() if value}
