"""All SQL about documents: the numbers they take, what they are about, and what they were printed as."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from shared.database import Connection

KeyPart = Literal["private", "reporter"]
Series = tuple[str, str, int]
"""Kind, office and year: what is numbered together."""


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A document that an event issues; `template` is the version of policy with its words."""

    id: UUID
    case_id: UUID
    version: int
    event_id: UUID
    kind: str
    template: str
    office: str
    issued_on: date

    @property
    def series(self) -> Series:
        """What it is numbered with."""
        return self.kind, self.office, self.issued_on.year


@dataclass(frozen=True, slots=True)
class Document(Unnumbered):
    """A document with its number; `place`: its place in its case, `sha256`: of what was printed."""

    number: int
    place: int
    sha256: bytes | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the case as this ledger has it."""

    id: UUID
    version: int
    type: str
    occurred_at: datetime
    legal_basis: str
    region: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a document was printed as: sealed, and the sum of the bytes in the clear."""

    sha256: bytes
    part: KeyPart
    sealed: str


async def issue(conn: Connection, issued: Sequence[Unnumbered]) -> None:
    """Number these documents, in order, and keep them. Numbers are taken if the transaction commits.

    Whoever numbers in the same series waits for this transaction to end. Series are always taken in the same
    order, so that no two wait for each other.
    """
    counted: dict[Series, int] = {}
    for one in issued:
        counted[one.series] = counted.get(one.series, 0) + 1
    rows = await conn.fetch(
        """insert into document_counter (kind, office, year, last)
           select * from unnest($1::text[], $2::text[], $3::int[], $4::int[]) as t (kind, office, year, many)
           order by kind, office, year
           on conflict (kind, office, year) do update set last = document_counter.last + excluded.last
           returning kind, office, year, last""",
        *map(list, zip(*counted, strict=True)),
        list(counted.values()),
    )
    last = {(row["kind"], row["office"], row["year"]): row["last"] for row in rows}
    following = {series: last[series] - many for series, many in counted.items()}
    records = []
    for one in issued:
        following[one.series] += 1
        kind, office, year = one.series
        of = (one.id, one.case_id, one.version, one.event_id, kind, one.template, office)
        records.append((*of, year, following[one.series], one.issued_on))
    await conn.copy_records_to_table(
        "document",
        columns=(
            "id",
            "case_id",
            "version",
            "event_id",
            "kind",
            "template",
            "office",
            "year",
            "number",
            "issued_on",
        ),
        records=records,
    )


async def documents(conn: Connection, case_id: UUID) -> list[Document]:
    """The documents of a case at this stage, in the order in which they were issued."""
    rows = await conn.fetch(
        """select id, case_id, version, event_id, kind, template, office, issued_on, number,
                  row_number() over (order by version, kind) as place, sha256
           from document left join rendering on document_id = id
           where case_id = $1 order by version, kind""",
        case_id,
    )
    return [Document(**row) for row in rows]


async def told(conn: Connection, case_id: UUID, version: int) -> list[Told]:
    """The events of a case in this ledger up to a version, in order."""
    rows = await conn.fetch(
        """select event_id as id, version, type, occurred_at, legal_basis, convert_from(data, 'UTF8') as data
           from ledger where case_id = $1 and version <= $2 order by version""",
        case_id,
        version,
    )
    read = [(row, json.loads(row["data"])) for row in rows]
    return [Told(**{**row, "region": data["region"], "data": data}) for row, data in read]


async def rendering(conn: Connection, document_id: UUID) -> Rendering | None:
    """What a document was printed as, None as long as nobody asked for it."""
    row = await conn.fetchrow(
        "select sha256, part, sealed from rendering where document_id = $1", document_id
    )
    return Rendering(**row) if row else None


async def keep(conn: Connection, document_id: UUID, printed: Rendering, at: datetime) -> None:
    """Keep what a document was printed as. Raises asyncpg.UniqueViolationError if that is kept already."""
    await conn.execute(
        """insert into rendering (document_id, sha256, part, sealed, rendered_at)
           values ($1, $2, $3, $4, $5)""",
        document_id,
        printed.sha256,
        printed.part,
        printed.sealed,
        at,
    )


async def lock_case(conn: Connection, case_id: UUID) -> None:
    """Hold the row of a case until the transaction ends: nobody else draws or erases its keys meanwhile."""
    await conn.execute("select from cases where case_id = $1 for update", case_id)
