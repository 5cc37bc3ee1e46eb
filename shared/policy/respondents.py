"""The policy data of respondents (jenis terlapor): who is within the procedure, and where others go."""

from collections.abc import Iterator
from typing import Literal

from shared.policy.entry import Entry, Id, Reference

AUTHORITY = "authority"
"""The route to whoever recommends on the day."""


class Respondent(Entry):
    """A kind of respondent. `route`: the institution that a report goes to, or AUTHORITY."""

    scope: Literal["inside", "outside"]
    route: Id
    reason: str | None = None

    def references(self) -> Iterator[Reference]:
        """The institution that a report goes to, and the reason that tells a reporter so."""
        if self.route != AUTHORITY:
            yield Reference("route", "institutions", self.route)
        if self.reason is not None:
            yield Reference("reason", "reasons", self.reason)


class Evidence(Entry):
    """A kind of evidence (jenis bukti)."""
