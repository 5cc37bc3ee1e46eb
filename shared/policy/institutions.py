"""The policy data of institutions (lembaga): which does what, from when to when."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.policy.authorities import Tier
from shared.policy.entry import Entry, Reference, Timeline
from shared.policy.instruments import Citation, resting_on

Function = Literal[
    "handling",
    "validation",
    "verification",
    "recommendation",
    "escalation",
    "report-to-president",
    "oversight",
    "policy",
    "decision",
    "ethics",
    "appeal",
    "criminal",
    "elsewhere",
]
"""Penanganan laporan, validasi, verifikasi, rekomendasi kepada PPK, teguran dan pemblokiran, laporan kepada
Presiden, pengawasan PPK, kebijakan, keputusan, sidang kode etik, banding, pidana; where reports go that are
of no ASN."""
RECOMMENDATION: Function = "recommendation"
REPORT_TO_PRESIDENT: Function = "report-to-president"


class Institution(Entry):
    """An institution with what it does in its days. `offices`: at which tiers it has some.

    Its id is the kind of its office in a case ("bkn", "ppk-32.08"). By whose calendar it works, calendar.yaml
    says. There is one recommending authority on every day: of these, one follows the other.
    """

    functions: Annotated[frozenset[Function], Field(min_length=1)]
    offices: Annotated[frozenset[Tier], Field(min_length=1)]
    legal_basis: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @property
    def successions(self) -> tuple[str, ...]:
        """Its own versions, and the recommending authorities."""
        return (self.id, f"function {RECOMMENDATION}") if RECOMMENDATION in self.functions else (self.id,)

    def references(self) -> Iterable[Reference]:
        """Its legal basis, and the mailbox that a recommending authority reads."""
        yield from resting_on(self.legal_basis)
        if RECOMMENDATION in self.functions:
            yield Reference("id", "mailboxes", self.id)


def recommending(institutions: Timeline[Institution], day: date) -> Institution:
    """Who recommends to the PPK on that day; a day before all goes by the first of them."""
    those = sorted(
        (one for one in institutions if RECOMMENDATION in one.functions), key=lambda one: one.valid_from
    )
    return next((one for one in reversed(those) if one.valid_from <= day), those[0])
