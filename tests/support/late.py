"""Reports whose transactions stay open: the serial number is taken, the commit comes later."""

import hashlib
import json
from datetime import date
from uuid import UUID

import asyncpg

from deploy.stack import Stack
from services.intake import store
from services.intake.commands import ReceiveReport
from services.intake.domain import procedure
from shared import policy
from shared.clock import system_clock
from shared.identifiers import uuid7
from shared.write.session import Change, Session, Stamp
from tests.support.desk import REGION
from tests.support.ledger import superuser
from tests.support.until import until


class Writer:
    """One report, decided and written as the desk does it, and not committed yet."""

    def __init__(self, conn: asyncpg.Connection, case_id: UUID) -> None:
        self.case_id = case_id
        self._conn = conn

    @classmethod
    async def begin(cls, stack: Stack) -> "Writer":
        """Write the events; their serial numbers and transaction id are taken now."""
        conn, case_id, now = await superuser(stack, "intake"), uuid7(), system_clock()
        form = {"private": {}, "reporter": {"name": "Pelapor Contoh", "email": "pelapor@contoh.example"}}
        command = ReceiveReport(
            case_id=case_id,
            receipt=hashlib.sha256(case_id.bytes).hexdigest(),
            date_known=date(2026, 11, 20),
            reachable=True,
            office=f"bawaslu-{REGION}",
            region=REGION,
        )
        await conn.execute("begin")
        session = Session(procedure(policy.load()), uuid7, now)
        private = {
            "private": json.dumps(form["private"]).encode(),
            "reporter": json.dumps(form["reporter"]).encode(),
        }
        assert isinstance(session.carry_out(command, Stamp("public", now), private=private), Change)
        await session.flush(conn, store.project)
        return cls(conn, case_id)

    async def commit(self) -> None:
        """Now everybody can see it."""
        await self._conn.execute("commit")
        await self._conn.close()


async def relay_has_looked(stack: Stack, service: str) -> None:
    """Wait until the active relay (it holds the advisory lock) has asked the ledger once more from now."""
    conn = await superuser(stack, service)
    try:
        now = await conn.fetchval("select clock_timestamp()")

        async def asked() -> bool:
            found: bool = await conn.fetchval(
                """select exists (select from pg_locks l join pg_stat_activity a using (pid)
                   where l.locktype = 'advisory' and a.datname = current_database()
                     and a.state = 'idle' and a.query_start > $1)""",
                now,
            )
            return found

        await until(asked, f"the relay of {service} looks for new events")
    finally:
        await conn.close()
