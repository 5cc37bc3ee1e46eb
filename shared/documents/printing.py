"""Printing (pencetakan): once, for the first who may ask; afterwards the same bytes for ever.

It opens what is sealed, so no decision and no writing of events ever does it. Each time is on record, with
who asked and why. Once the key of the case is erased nobody can read it any more; number and hash stay.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from shared.database import Connection, Pool
from shared.documents import store
from shared.documents.filling import Filling, Material
from shared.documents.store import Document, KeyPart, Rendering
from shared.identifiers import NewId
from shared.policy import Policy
from shared.policy.templates import Template
from shared.private import store as private_store
from shared.private.desk import Desk
from shared.private.reading import PRIVATE, REPORTER, Part, Reader, read
from shared.private.seals import Seals
from shared.sealing import unseal


@dataclass(frozen=True, slots=True)
class Printed:
    """A document as PDF, with its SHA-256."""

    content: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Gone:
    """The personal data of the case was erased: nobody can read the document."""


class Press:
    """Prints the documents of one stage; `desks` hand out the keys of the stages before it."""

    def __init__(self, pool: Pool, policy: Policy, stage: str, desks: Sequence[Desk], new_id: NewId) -> None:
        self._pool = pool
        self._policy = policy
        self._stage = stage
        self._desks = desks
        self._new_id = new_id

    async def printed(self, document: Document, reader: Reader) -> Printed | Gone:
        """The document, on record before it is answered. Raises DeskAway, and then nothing is kept."""
        if document.sha256 is None:
            fresh = await self._made(document, reader)
            if isinstance(fresh, Gone):
                return fresh
            try:
                return await self._kept(document, reader, fresh)
            except asyncpg.UniqueViolationError:
                pass  # somebody else was first, or drew the key of the case: theirs counts
        async with self._pool.acquire() as conn, conn.transaction():
            return await self._again(conn, document, reader)

    async def _again(self, conn: Connection, document: Document, reader: Reader) -> Printed | Gone:
        kept = await store.rendering(conn, document.id)
        if kept is None:
            raise LookupError(f"no rendering of document {document.id}")
        keys = await private_store.keys(conn, [document.case_id])
        key = keys.get((document.case_id, kept.part))
        if key is None:
            return Gone()
        content = unseal(key, document.id, kept.sealed)
        await self._record(conn, document, reader)
        return Printed(content, kept.sha256)

    async def _made(self, document: Document, reader: Reader) -> Printed | Gone:
        """The document made of what it has to say, which is read for it."""
        template = self._policy.documents.stamped(document.template)
        if template is None:
            raise LookupError(f"policy has no {document.template}")
        parts: list[Part] = []
        if template.opens:
            as_asked = replace(reader, reporter=template.of_the_reporter)
            parts = await read(self._pool, self._stage, self._desks, document.case_id, as_asked)
            if any(part.state == "erased" for part in parts):
                return Gone()
        async with self._pool.acquire() as conn:
            events = await store.told(conn, document.case_id, document.version)
            others = await store.documents(conn, document.case_id)
        then = [one for one in parts if not self._later(one, document)]
        material = Material(document, others, events, _persons(then, template), self._notes(then))
        content = await asyncio.to_thread(_pdf, Filling(self._policy, material), template)
        return Printed(content, hashlib.sha256(content).digest())

    def _later(self, part: Part, document: Document) -> bool:
        """Whether this stage sealed it after it had issued the document."""
        return part.of.source == self._stage and part.of.version > document.version

    def _notes(self, parts: Sequence[Part]) -> Mapping[int, str]:
        own = (one for one in parts if one.of.source == self._stage and one.content)
        return {one.of.version: one.content["text"] for one in own if one.content and "text" in one.content}

    async def _kept(self, document: Document, reader: Reader, made: Printed) -> Printed | Gone:
        template = self._policy.documents.stamped(document.template)
        part: KeyPart = "reporter" if template and template.of_the_reporter else "private"
        async with self._pool.acquire() as conn, conn.transaction():
            await store.lock_case(conn, document.case_id)
            seals = Seals()
            await seals.load(conn, [document.case_id])
            if seals.refuses(document.case_id):
                return Gone()
            sealed = seals.sealed(document.case_id, document.id, {part: made.content})[part]
            await seals.keep(conn, [document.case_id], reader.at)
            await store.keep(conn, document.id, Rendering(made.sha256, part, sealed), reader.at)
            await self._record(conn, document, reader)
        return made

    async def _record(self, conn: Connection, document: Document, reader: Reader) -> None:
        place = f"{self._stage}/{document.version}/{document.kind}"
        record = private_store.Record(
            self._new_id(), document.case_id, reader.at, "reading", reader.actor, reader.purpose, (place,),
            subject=reader.subject,
        )  # fmt: skip
        await private_store.record(conn, [record])


def _pdf(filling: Filling, template: Template) -> bytes:
    from shared.documents.pdf import printed  # a service that prints nothing yet need not load it

    return printed(filling.page(template))


def _persons(parts: Sequence[Part], template: Template) -> Mapping[str, str]:
    """Who the case is about, as it was last said; what the reporter said for a document of the reporter."""
    found: dict[str, str] = {}
    for part in parts:
        content: dict[str, Any] = part.content or {}
        if part.of.part == PRIVATE:
            found |= _named("respondent", content.get("respondent"))
        if template.of_the_reporter and (account := content.get("account")):
            found["account"] = account
        reporter = content if part.of.part == REPORTER else content.get("reporter")
        if template.of_the_reporter:
            found |= _named("reporter", reporter)
    return found


def _named(who: str, said: Any) -> dict[str, str]:
    fields = said if isinstance(said, dict) else {}
    return {f"{who}.{name}": value for name, value in fields.items() if isinstance(value, str)}
