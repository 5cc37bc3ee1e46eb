"""Rows of the common tables as plain tuples, and what one batch is about to write."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.identifiers import uuid7

CHAIN = bytes(32)
"""What stands in the columns of chains."""
CHAIN_HEX = CHAIN.hex().encode()

LedgerRow = tuple[Any, ...]
"""serial, event id, case, version, type, occurred, recorded, actor, basis, cause, trace, data, chain."""

SERIAL, EVENT_ID, CASE_ID, VERSION, TYPE, OCCURRED, RECORDED, ACTOR, BASIS, CAUSE = range(10)
DATA = 11


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a stage needs it. `occurred_at` and `data` are read only where they are used."""

    source: str
    type: str
    id: str
    case_id: str
    version: int
    at: bytes
    data: bytes

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.at.decode())


@dataclass(slots=True)
class Work:
    """What one transaction writes. `serials` gives the next number of the ledger."""

    serials: Iterator[int]
    now: datetime
    actor: str
    ledger: list[LedgerRow] = field(default_factory=list)
    cases: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    notifications: list[tuple[Any, ...]] = field(default_factory=list)

    def event(
        self,
        type: str,
        case_id: str,
        version: int,
        occurred_at: datetime,
        basis: str,
        causation: str,
        data: dict[str, Any],
    ) -> UUID:
        """Add an event; returns its id."""
        id = uuid7()
        self.ledger.append(
            (
                next(self.serials),
                id,
                case_id,
                version,
                type,
                occurred_at,
                self.now,
                self.actor,
                basis,
                causation,
                "",
                json.dumps(data, separators=(",", ":")).encode(),
                CHAIN,
            )
        )
        return id

    def case(
        self, case_id: str, version: int, state: str, place: tuple[str, ...], at: datetime, facts: str
    ) -> None:
        """Set a case's row, `place` its office, region and channel; the last one of a batch counts."""
        self.cases[case_id] = (case_id, version, CHAIN, state, *place, at, at, facts)
