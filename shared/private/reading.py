"""Opening what is sealed in a case: the own parts, and those for which another desk hands out the key."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.database import Connection, Pool
from shared.private import store
from shared.private.desk import Desk, Handed, SealedPart, parts_of
from shared.sealing import Unopened, unseal

REPORTER = "reporter"
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part as a reading finds it: opened, erased, or withheld from this service or this reading."""

    of: SealedPart
    state: Literal["opened", "erased", "withheld"]
    content: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when and why; `reporter`: the reporter's identity too."""

    id: UUID
    actor: str
    purpose: str
    at: datetime
    reporter: bool = False
    subject: str | None = None


async def read(
    pool: Pool, source: str | None, desks: Sequence[Desk], case_id: UUID, reader: Reader
) -> list[Part]:
    """Open what these desks hand keys for, then what `source`, this service, sealed itself; in order.

    It is on record before it is answered. Raises DeskAway, and then nothing is opened.
    """
    found: list[Part] = []
    for desk in desks:
        async with pool.acquire() as conn:
            taken = await store.taken_in(conn, desk.source, case_id)
        if taken is not None:
            found += await _handed(desk, await desk.parts(case_id, *taken), case_id, reader)
    async with pool.acquire() as conn, conn.transaction():
        if source is not None:
            found += await own_parts(conn, source, case_id, reporter=reader.reporter)
        await store.record(conn, [_record(case_id, reader, found)])
    return found


def _record(case_id: UUID, reader: Reader, found: Collection[Part]) -> store.Record:
    parts = tuple(part.of.place for part in found if part.state == "opened")
    return store.Record(
        reader.id, case_id, reader.at, "reading", reader.actor, reader.purpose, parts, subject=reader.subject
    )


async def _handed(desk: Desk, parts: list[SealedPart], case_id: UUID, reader: Reader) -> list[Part]:
    """The parts of another service; its desk is asked only if there is something to open."""
    wanted = any(part.part == PRIVATE for part in parts)
    handed = await desk.key(case_id, reader.actor, reader.purpose) if wanted else Handed(None)
    return [_foreign(part, handed) for part in parts]


def _foreign(part: SealedPart, handed: Handed) -> Part:
    if handed.erased:
        return Part(part, "erased")
    if part.part != PRIVATE or handed.key is None:
        return Part(part, "withheld")
    try:
        return Part(part, "opened", json.loads(unseal(handed.key, part.event_id, part.sealed)))
    except (Unopened, ValueError):
        return Part(part, "withheld")


async def own_parts(conn: Connection, source: str, case_id: UUID, *, reporter: bool) -> list[Part]:
    """The parts that this service sealed; the reporter's identity only if it is asked for."""
    events = await store.sealed_events(conn, case_id)
    keys = {part: key for (_, part), key in (await store.keys(conn, [case_id])).items()}
    sealed = [
        part
        for event in events
        for part in parts_of(source, event.id, event.version, event.type, event.occurred_at, event.data)
    ]
    return [_own(part, case_id, keys, reporter=reporter) for part in sealed]


def _own(part: SealedPart, case_id: UUID, keys: Mapping[str, bytes], *, reporter: bool) -> Part:
    if part.part == REPORTER and not reporter:
        return Part(part, "withheld" if REPORTER in keys else "erased")
    if content := _opened(part, keys.get(part.part), part.event_id):
        return Part(part, "opened", content)
    # a report that was sealed as one, with one key, bound to its case
    if content := _opened(part, keys.get("former"), case_id):
        return Part(part, "opened", content if reporter else _without_reporter(content))
    return Part(part, "erased")


def _without_reporter(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != REPORTER}


def _opened(part: SealedPart, key: bytes | None, bound_to: UUID) -> dict[str, Any] | None:
    if key is None:
        return None
    try:
        content: dict[str, Any] = json.loads(unseal(key, bound_to, part.sealed))
    except Unopened:
        return None
    return content


async def reporter_of(conn: Connection, source: str, case_id: UUID) -> tuple[dict[str, Any] | None, bool]:
    """Who the reporter is, as it was last said, for telling him or her alone; and whether it was erased."""
    found: dict[str, Any] | None = None
    for part in await own_parts(conn, source, case_id, reporter=True):
        if part.state == "erased":
            return None, True
        said = part.content if part.of.part == REPORTER else (part.content or {}).get(REPORTER)
        if isinstance(said, dict) and "name" in said:
            found = said
    return found, False
