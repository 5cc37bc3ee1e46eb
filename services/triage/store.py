"""All SQL of triage: the common tables hold everything that it asks for."""

from collections.abc import Sequence

from shared.database import Connection
from shared.write.session import Written


async def project(conn: Connection, written: Sequence[Written]) -> None:
    """This stage has no query tables of its own."""
