"""What the superuser of one agency's database could do to its history, cleverly or not."""

import random
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from uuid import UUID

import asyncpg

from shared.event import GENESIS, Event, ledger_link
from shared.relay.store import event_of

Tamper = Callable[[asyncpg.Connection, str, random.Random], Awaitable[UUID | None]]
"""Done to the database of that service; answers the case it is about, if it is about one."""

_COLUMNS = ("data", "actor", "legal_basis", "causation", "type")


async def free_hand(conn: asyncpg.Connection) -> None:
    """No trigger and no foreign key is in the way of this session."""
    await conn.execute("set session_replication_role = replica")


async def change_a_byte(conn: asyncpg.Connection, _: str, chance: random.Random) -> UUID | None:
    """One byte of one event, in any column that the chain covers."""
    column = chance.choice(_COLUMNS)
    rows = await conn.fetch(
        f"select serial, case_id, {column} as it from ledger where length({column}) > 0 order by serial"
    )
    row = chance.choice(rows)
    old = row["it"] if isinstance(row["it"], bytes) else row["it"].encode()
    place = chance.randrange(len(old))
    other = chance.choice([byte for byte in range(0x30, 0x7A) if byte != old[place]])
    new = old[:place] + bytes([other]) + old[place + 1 :]
    value = new if column == "data" else new.decode()
    await conn.execute(f"update ledger set {column} = $2 where serial = $1", row["serial"], value)
    return UUID(str(row["case_id"]))


async def cut_the_tail(conn: asyncpg.Connection, source: str, chance: random.Random) -> UUID | None:
    """The last events never happened: ledger, positions, case rows and the relay's memory agree on it."""
    events = await _published(conn, source)
    await _write(conn, events[: -chance.randrange(1, 6)])
    return None


async def drop_a_case(conn: asyncpg.Connection, source: str, chance: random.Random) -> UUID | None:
    """One case never was; everything else is numbered and chained anew, so that the ledger looks whole."""
    events = await _published(conn, source)
    case_id = chance.choice(events).case_id
    await _write(conn, [event for event in events if event.case_id != case_id])
    return case_id


async def recompute_a_chain(conn: asyncpg.Connection, source: str, chance: random.Random) -> UUID | None:
    """Another actor did it, and every chain after it is computed anew: the ledger looks whole."""
    place = chance.randrange(len(await _published(conn, source)))
    events = await _published(conn, source, {place: "somebody-else"})
    heads: dict[UUID, bytes] = {}
    for n, event in enumerate(events):
        events[n] = event.chained(heads.get(event.case_id, GENESIS))
        heads[event.case_id] = events[n].chain
    await _write(conn, events)
    return events[place].case_id


async def _published(
    conn: asyncpg.Connection, source: str, actors: Mapping[int, str] = MappingProxyType({})
) -> list[Event]:
    """The history in order of publication; `actors` did other events than they say, by place."""
    rows = await conn.fetch(
        "select l.*, p.position from publication p join ledger l using (serial) order by p.position"
    )
    return [
        event_of(source, {**row, "actor": actors.get(place, row["actor"])}, row["position"])
        for place, row in enumerate(rows)
    ]


async def _write(conn: asyncpg.Connection, events: list[Event]) -> None:
    """Make these events the whole history, and everything beside the ledger agree with it."""
    chain = GENESIS
    ids = [event.id for event in events]
    async with conn.transaction():
        await conn.execute("create temporary table kept as table publication")
        await conn.execute("delete from publication")
        await conn.execute("delete from ledger where event_id <> all($1::uuid[])", ids)
        for position, event in enumerate(events, 1):
            chain = ledger_link(chain, event.chain)
            await conn.execute(
                "update ledger set actor = $2, chain = $3 where event_id = $1",
                event.id,
                event.actor,
                event.chain,
            )
            await conn.execute(
                """insert into publication
                   select $2, serial, $3, k.topic_id, k.partition, k."offset"
                   from ledger l join kept k using (serial) where l.event_id = $1""",
                event.id,
                position,
                chain,
            )
        await conn.execute("drop table kept")
        await conn.execute("delete from cases where case_id not in (select case_id from ledger)")
        await conn.execute(
            """update cases c set version = l.version, chain = l.chain
               from (select distinct on (case_id) case_id, version, chain from ledger
                     order by case_id, version desc) l where l.case_id = c.case_id"""
        )
        await conn.execute("update relay set shipped = $1", len(events))
