"""Promise 5: a changed byte, a cut tail, a dropped case and recomputed chains are noticed.

Each is written by the superuser of an agency's database, and found by `netral verify` and by every other
agency. Which ledger suffers which, the seed decides.
"""

import asyncio
import json
import random
import sys
from collections.abc import Iterator
from uuid import UUID

import asyncpg
import httpx
import pytest

from deploy.stack import Stack
from deploy.verify.addresses import addresses
from deploy.verify.report import Report
from deploy.verify.verify import verify_all
from tests.support import evidence, tamper
from tests.support.desk import Desk
from tests.support.ledger import SERVICES, superuser
from tests.support.stacks import EAGER, own_stack
from tests.support.until import until

KINDS = {
    "changed byte": tamper.change_a_byte,
    "cut tail": tamper.cut_the_tail,
    "dropped case": tamper.drop_a_case,
    "recomputed chain": tamper.recompute_a_chain,
}


@pytest.fixture(scope="module")
def watched() -> Iterator[Stack]:
    with own_stack(extra={**EAGER, "NETRAL_WALK_EVERY": "0.25"}) as stack:
        yield stack


@pytest.fixture(scope="module")
async def witnessed(watched: Stack) -> Stack:
    """A stack at rest with cases, whose every ledger was witnessed by all others at its head."""
    accepted: dict[UUID, str] = {}
    await Desk(watched, random.Random(0), accepted).hand_in(12)
    await evidence.check(watched, accepted)

    async def all_seen() -> bool:
        heads = {service: await _head(watched, service) for service in SERVICES}
        return all(
            [
                await _seen(watched, other, source) == head
                for source, head in heads.items()
                for other in SERVICES
                if other != source
            ]
        )

    await until(all_seen, "every head is witnessed by all others")
    return watched


def victims(seed: int) -> dict[str, str]:
    """Which kind of tampering is done to which ledger."""
    return dict(zip(KINDS, random.Random(seed).sample(SERVICES, len(SERVICES)), strict=True))


async def test_nothing_is_found_where_nothing_was_done(witnessed: Stack) -> None:
    report = await verify_all(addresses(witnessed))
    assert report.broken == []
    assert report.whole
    assert (report.ledgers, report.cases) == (4, 12)
    for service in SERVICES:
        assert await _found_by(witnessed, service) == []
    assert (await _command(witnessed))[0] == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_noticed(witnessed: Stack, seed: int, chance: random.Random, kind: str) -> None:
    source = victims(seed)[kind]
    assert not [one for one in (await verify_all(addresses(witnessed))).broken if one.ledger == source]
    conn = await superuser(witnessed, source)
    await tamper.free_hand(conn)
    case_id = await KINDS[kind](conn, source, chance)
    await conn.close()

    report: Report = await verify_all(addresses(witnessed))
    about = [one for one in report.broken if one.ledger == source]
    assert about
    if case_id is not None and (kind == "changed byte" or source != "notify"):
        assert case_id in {one.case for one in about}
    status, printed = await _command(witnessed)
    assert status == 1
    assert source in {one["ledger"] for one in printed["broken"]}

    async def every_other_agency_found_it() -> bool:
        others = [service for service in SERVICES if service != source]
        return all([source in await _found_by(witnessed, other) for other in others])

    await until(every_other_agency_found_it, f"the others find that {source} has a {kind}")


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_cannot_rewrite_what_it_wrote(witnessed: Stack, service: str) -> None:
    """Its role has neither UPDATE nor DELETE on what is kept for ever, nor any way around that."""
    conn = await asyncpg.connect(witnessed.dsn(service))
    try:
        for table, column in {
            "ledger": "actor",
            "publication": "topic_id",
            "witness": "source",
            "discrepancy": "detail",
        }.items():
            for statement in (
                f"update {table} set {column} = {column}",
                f"delete from {table}",
                f"truncate {table}",
                f"drop table {table}",
                f"alter table {table} disable trigger all",
                f"alter table {table} owner to current_user",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await conn.execute(statement)
            await conn.execute(f"grant update, delete on {table} to current_user")  # a warning, no effect
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(f"delete from {table}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("set session_replication_role = replica")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(f"set role netral_{service}_owner")
    finally:
        await conn.close()


async def _head(stack: Stack, service: str) -> tuple[int, bytes]:
    conn = await superuser(stack, service)
    row = await conn.fetchrow("select position, ledger_chain from publication order by position desc limit 1")
    await conn.close()
    return (row["position"], row["ledger_chain"]) if row else (0, b"")


async def _seen(stack: Stack, service: str, source: str) -> tuple[int, bytes]:
    conn = await superuser(stack, service)
    row = await conn.fetchrow(
        "select position, ledger_chain from witness where source = $1 order by position desc limit 1", source
    )
    await conn.close()
    return (row["position"], row["ledger_chain"]) if row else (0, b"")


async def _found_by(stack: Stack, service: str) -> list[str]:
    """Whose history this service says was rewritten."""
    headers = {"Authorization": f"Bearer {stack.token('auditor')}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=10) as client:
        answer = await client.get(f"{stack.url(service)}/v1/discrepancies")
    assert answer.status_code == 200, answer.text
    return [found["source"] for found in answer.json()["discrepancies"]]


async def _command(stack: Stack) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """`netral verify --json`: exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.cli.main", "verify"),
        *("--home", str(stack.home.root), "--json"),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, json.loads(printed)
