"""Backups of the services' databases, keys apart: what a restore brings back never undoes an erasure.

A backup of a database has everything but the rows of the schema `keys`. Those go into a folder of their own,
under the moment of the backup, and live as short as policy says (`retention.yaml`).
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from deploy.environment import database_variable, external, owner_variable
from deploy.faults import Fault
from deploy.provision import client, databases, store
from deploy.provision.loading import Loading
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack
from shared import policy

_NAME = "%Y%m%dT%H%M%SZ"
_EVERYTHING_BUT_KEYS = ("--exclude-table-data=keys.*",)
_KEYS_ALONE = ("--data-only", "--schema=keys")
Erasures = Mapping[str, Mapping[str, Any]]
"""What a database has on record about erased cases, by case."""


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
    expire(keys, now)
    return own


def expire(keys: Path, now: datetime) -> list[Path]:
    """Remove the backups of keys below a folder whose life is over; these, oldest first. Raises Fault."""
    if not keys.is_dir():
        raise Fault(f"There is no folder {keys}", "Name the one that `netral backup` got with --keys")
    made = {folder: at for folder in sorted(keys.iterdir()) if (at := _made(folder))}
    if not made:
        raise Fault(
            f"No backup of keys lies in {keys}", "Name the folder that `netral backup` got with --keys"
        )
    over = [folder for folder, at in made.items() if now - at > _life()]
    for folder in over:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            what = f"{folder} could not be removed: {error.strerror}"
            raise Fault(what, "Remove it by hand: what was erased since can be read with it") from None
    return over


def restore(stack: Stack, folder: Path, keys: Path | None, now: datetime) -> None:
    """Put every database back to a backup; keys stay as they are now, unless a backup of them is named.

    Whatever any of the databases has on record as erased, before or after, is erased in all of them and known
    as erased. Each is loaded in one transaction, and none counts before all are whole: a Fault leaves
    everything as it was, but for one that comes while the four are committed, which says so. Then roles and
    migrations are put right, and backups of keys beside the named one that have lived too long are removed.
    Services must be stopped, PostgreSQL must run.
    """
    _refuse_running(stack)
    _refuse_unfit(folder, keys, now)
    with ExitStack() as open_ones:
        loadings = {}
        before: dict[str, Erasures] = {}
        for service in SERVICES:
            loading = open_ones.enter_context(Loading(service, _owner(stack, service)))
            loadings[service] = loading
            before[service] = _erasures(loading)
        after = {}
        for service, loading in loadings.items():
            runtime = databases.user_of(stack.dsn(service, "runtime"))
            _load(loading, runtime, _files(folder, keys, service))
            after[service] = _erasures(loading)
        for service, loading in loadings.items():
            known = [*before.values(), *after.values(), before[service]]
            loading.run(store.erasing_again(_by_case(known).values()))
        for loading in loadings.values():
            loading.commit()
    stack.provision()
    if keys is not None:
        expire(keys.absolute().parent, now)


def _refuse_running(stack: Stack) -> None:
    if running := [service for service in SERVICES if stack.running(service)]:
        raise Fault(f"{', '.join(running)} would write meanwhile", "Stop the services first: netral down")


def _refuse_unfit(folder: Path, keys: Path | None, now: datetime) -> None:
    """Raises Fault before anything is touched: for files that are not there or not whole, for old keys."""
    files = [file for service in SERVICES for file in _files(folder, keys, service)]
    if missing := [file for file in files if not file.is_file()]:
        raise Fault(f"There is no {missing[0]}", "Name the folders that `netral backup` wrote")
    if keys is not None and ((made := _made(keys)) is None or now - made > _life()):
        raise Fault(
            f"The keys in {keys} are older than {_life().days} days: they may open what was erased since",
            "Restore without --keys; what only they open is lost, as it has to be",
        )
    for file in files:
        client.refuse_broken(file)


def _load(loading: Loading, runtime: str, files: Sequence[Path]) -> None:
    """Load a database's backup, and one of its keys if there is a second file, in place of what is there."""
    there = loading.run(store.HAS_KEYS) == ["t"]
    loading.run(store.emptying(runtime, keys=there, new_keys=len(files) > 1))
    loading.load(files[0], ["--schema=public"] if there else ["--schema=public", "--schema=keys"])
    for file in files[1:]:
        loading.load(file, ["--data-only"])


def _erasures(loading: Loading) -> Erasures:
    """What this database has on record as erased; nothing where it has no such record."""
    if loading.run(store.HAS_ACCESS) != ["t"]:
        return {}
    return {row["case_id"]: row for row in map(json.loads, loading.run(store.ERASURES))}


def _by_case(found: Sequence[Erasures]) -> Erasures:
    """All of these, one for each case: the one of the last that knows it."""
    return {case_id: row for erasures in found for case_id, row in erasures.items()}


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
    client.run("pg_dump", ["--no-password", "--format=custom", "--no-owner", *what, f"--file={part}"], dsn)
    part.replace(file)
