"""What a route is about: a case that whoever asks may know of, a region that policy knows."""

from typing import Any
from uuid import UUID

from shared.api import store
from shared.api.problems import Problem, wrong_field
from shared.database import Connection
from shared.policy import Policy
from shared.scope import Scope


async def known_case(conn: Connection, case_id: UUID, scope: Scope) -> Any:
    """The row of a case. Raises Problem 404: there is none, or none that may be known."""
    row = await store.case(conn, case_id, scope)
    if row is None:
        raise Problem(404, "unknown-case", "This stage has no such case.")
    return row


async def readable_case(conn: Connection, case_id: UUID, scope: Scope) -> Any:
    """The row of a case whose sealed parts may be opened. Raises Problem 404, or 409: it is restricted.

    A legal hold says by which ground of the law the data is needed all the same (UU 27/2022 Ps 15).
    """
    row = await known_case(conn, case_id, scope)
    if row["restricted"]:
        raise Problem(409, "restricted", "Its processing is restricted on request; a legal hold opens it.")
    return row


def known_region(policy: Policy, region: str) -> None:
    """Raises Problem 422 for a region that policy does not know."""
    if region not in policy.regions:
        raise wrong_field(path="body.region", reason="not a code of a province or regency")
