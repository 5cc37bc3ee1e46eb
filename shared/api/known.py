"""The case that a route is about, if whoever asks may know of it."""

from typing import Any
from uuid import UUID

from shared.api import store
from shared.api.problems import Problem
from shared.database import Connection
from shared.scope import Scope


async def known_case(conn: Connection, case_id: UUID, scope: Scope) -> Any:
    """The row of a case. Raises Problem 404: there is none, or none that may be known."""
    row = await store.case(conn, case_id, scope)
    if row is None:
        raise Problem(404, "unknown-case", "This stage has no such case.")
    return row
