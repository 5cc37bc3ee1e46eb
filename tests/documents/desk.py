"""One process of triage, as far as it writes, numbers and prints."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from services.triage import commands
from services.triage import domain as triage
from services.triage import store as triage_store
from shared import policy
from shared.contract import Command
from shared.database import Pool
from shared.documents.numbering import numbering
from shared.documents.printing import Press
from shared.identifiers import uuid7
from shared.policy import Policy
from shared.private.erasing import erasing
from shared.private.reading import Reader
from shared.write.path import Request, WritePath
from shared.write.session import Change, Stamp

POLICY = policy.load()
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
NOTES = {"private": b'{"text": "Hasil kajian.", "respondent": {"name": "Terlapor Contoh"}}'}


class Desk:
    """Carries out commands as the service does."""

    def __init__(self, pool: Pool, rules: Policy) -> None:
        self.pool = pool
        self.press = Press(pool, rules, "triage", (), uuid7)
        project = erasing(numbering(triage_store.project, rules, "triage", uuid7))
        self._path = WritePath(pool, triage.procedure(rules), project, lambda: NOW, uuid7, lambda: None)

    async def __aenter__(self) -> "Desk":
        self._running = asyncio.create_task(self._path.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def give(self, command: Command, at: datetime = NOW, private: Mapping[str, bytes] = {}) -> None:
        result = await self._path.submit(Request(command, Stamp("act-1", at), private=private))
        assert isinstance(result, Change), result

    async def studied(self, region: str = "32.08", at: datetime = NOW) -> UUID:
        """A case whose study begins."""
        case_id = uuid7()
        await self.give(
            commands.QueueStudy(
                case_id=case_id, office=f"bawaslu-{region}", region=region, channel="public", origin="report"
            ),
            at,
        )
        await self.give(commands.BeginStudy(case_id=case_id), at)
        return case_id

    async def forwarded(
        self, region: str = "32.08", at: datetime = NOW, private: Mapping[str, bytes] = NOTES
    ) -> UUID:
        """A case that is forwarded, with what the study sealed: a forwarding letter is issued."""
        case_id = await self.studied(region, at)
        await self.give(commands.ForwardToBkn(case_id=case_id), at, private)
        return case_id


def asking(purpose: str = "menyusun berkas") -> Reader:
    """Somebody who asks for a document."""
    return Reader(uuid7(), "act-2", purpose, NOW, subject="bawaslu-officer")
