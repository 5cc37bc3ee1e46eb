"""The event envelope: CloudEvents 1.0 in Kafka binary mode, and the hash chain over its bytes.

An event is immutable. `data` holds the exact JSON bytes that were written to the ledger, are shipped
on the stream and are covered by the chain; nobody serialises them a second time.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from shared.identifiers import parsed_id

GENESIS = bytes(32)
"""The chain before the first event of a case, and before the first position of a ledger."""


MOST_VERSIONS = 2**31 - 1
"""What a version's column holds."""
MOST_POSITION = 2**63 - 1
"""What a position's column holds."""


class Malformed(ValueError):
    """A message that is no event of Netral; the text names the header and what is wrong with it."""


# Named tuples, because every service makes one of each for every event that it reads: a frozen
# dataclass of this size takes four times as long to make, and ten times as long to replace a field.
class Cause(NamedTuple):
    """The upstream event that made this one happen."""

    source: str
    case_id: UUID
    version: int

    def __str__(self) -> str:
        return f"{self.source}/{self.case_id}/{self.version}"

    @classmethod
    def parse(cls, text: str) -> "Cause":
        """Read what `str()` wrote. Raises ValueError."""
        source, case_id, version = text.split("/")
        return cls(source, parsed_id(case_id), int(version))


class Event(NamedTuple):
    """One fact about one case, as its owner recorded it.

    `version` counts 1, 2, 3 ... within (source, case). `position` counts 1, 2, 3 ... over the source's
    whole ledger and is None until the relay has published the event. `occurred_at` is when the fact
    happened (legal clocks start from it), `recorded_at` when it was written; both aware, in UTC.
    `actor` is an opaque id. `legal_basis` is "rule@version" of the policy that was used.
    """

    id: UUID
    source: str
    type: str
    case_id: UUID
    version: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    legal_basis: str
    causation: str
    traceparent: str
    data: bytes
    chain: bytes = GENESIS
    position: int | None = None

    def chained(self, previous: bytes) -> "Event":
        """This event with its chain continued from `previous` (32 bytes)."""
        return Event(*self[:-2], self.link(previous), self.position)

    def at(self, position: int) -> "Event":
        """This event with its position in the whole ledger."""
        return Event(*self[:-1], position)

    def link(self, previous: bytes) -> bytes:
        """SHA-256 over the previous chain of this case and every byte of this event.

        No field but `data`, which comes last, can contain the separator NUL, so two different events
        never give the same input.
        """
        fields = (
            f"{self.id}\0{self.source}\0{self.type}\0{self.case_id}\0{self.version}\0"
            f"{_text(self.occurred_at)}\0{_text(self.recorded_at)}\0{self.actor}\0"
            f"{self.legal_basis}\0{self.causation}\0{self.traceparent}\0"
        )
        return sha256(previous + fields.encode() + self.data).digest()


def _text(moment: datetime) -> str:
    """A moment as the chain and the headers write it (ISO 8601 with its offset)."""
    # Only in UTC: moments that are equal in other zones are written differently.
    return _utc_text(moment) if moment.tzinfo is UTC else moment.isoformat()


@lru_cache(maxsize=4096)
def _utc_text(moment: datetime) -> str:
    """The events of one transaction share their moments, and each is written out twice."""
    return moment.isoformat()


def _moment(header: bytes) -> datetime:
    """The moment of a header. Raises ValueError for one that is not in UTC.

    It would go into the events that follow as it is, and PostgreSQL gives it back written otherwise than
    their chains cover it.
    """
    moment = datetime.fromisoformat(header.decode())
    if moment.utcoffset() != timedelta(0):
        raise ValueError("a moment that is not in UTC")
    return moment


def ledger_link(previous: bytes, chain: bytes) -> bytes:
    """The ledger chain at a position: SHA-256 over the one before it and the event's own chain."""
    return sha256(previous + chain).digest()


Headers = list[tuple[str, bytes]]

TYPE_PREFIX = "id.netral."
CONTENT_TYPE = b"application/json"


def headers(event: Event) -> Headers:
    """The Kafka headers of a published event, in a fixed order (CloudEvents Kafka binding, 3.2)."""
    source, type, schema = _kind(event.source, event.type)
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event.id).encode()),
        ("ce_source", source),
        ("ce_type", type),
        ("ce_subject", str(event.case_id).encode()),
        ("ce_time", _text(event.occurred_at).encode()),
        ("ce_dataschema", schema),
        ("content-type", CONTENT_TYPE),
        ("ce_caseversion", b"%d" % event.version),
        ("ce_chain", event.chain.hex().encode()),
        ("ce_position", b"%d" % (event.position or 0)),
        ("ce_recordedtime", _text(event.recorded_at).encode()),
        ("ce_actor", event.actor.encode()),
        ("ce_legalbasis", event.legal_basis.encode()),
        ("ce_causationid", event.causation.encode()),
        ("traceparent", event.traceparent.encode()),
    ]


@lru_cache(maxsize=256)
def _kind(source: str, type: str) -> tuple[bytes, bytes, bytes]:
    """The headers that all events of a type share: source, type, schema."""
    return (
        f"/netral/{source}".encode(),
        f"{TYPE_PREFIX}{source}.{type}".encode(),
        f"/schemas/{source}/{type}".encode(),
    )


def key(case_id: UUID) -> bytes:
    """The Kafka key: all events of a case share a partition and keep their order."""
    return str(case_id).encode()


class Notice(NamedTuple):
    """What an inbox must know of every event, also of one that means nothing to its stage.

    A third of the work of reading the whole event. `covered` is what its chain covers, byte for byte as it
    was received; `headers` are all of them.
    """

    source: str
    type: str
    case_id: UUID
    version: int
    chain: bytes
    causation: str
    covered: bytes
    headers: Mapping[str, bytes]

    def link(self, previous: bytes) -> bytes:
        """`Event.link` over the bytes as they came."""
        return sha256(previous + self.covered).digest()

    def event(self, value: bytes | None) -> Event:
        """The event, with the message's value as its data. Raises Malformed, naming the header.

        The data is not looked into: that is for the code that handles this type.
        """
        found = self.headers
        try:
            return Event(
                parsed_id(found["ce_id"].decode()),
                self.source,
                self.type,
                self.case_id,
                self.version,
                _moment(found["ce_time"]),
                _moment(found["ce_recordedtime"]),
                found["ce_actor"].decode(),
                found["ce_legalbasis"].decode(),
                self.causation,
                found["traceparent"].decode(),
                value or b"",
                self.chain,
                int(found["ce_position"]),
            )
        except (KeyError, ValueError, TypeError, AttributeError) as wrong:
            raise _malformed(wrong) from None


def notice(received: Iterable[tuple[str, bytes]], value: bytes | None) -> Notice:
    """Whose event a Kafka message is, and its place. Raises Malformed, naming the header."""
    found = dict(received)
    try:
        source, type, names = _names(found["ce_source"], found["ce_type"])
        subject, version, causation = found["ce_subject"], found["ce_caseversion"], found["ce_causationid"]
        covered = (
            found["ce_id"],
            names,
            subject,
            version,
            found["ce_time"],
            found["ce_recordedtime"],
            found["ce_actor"],
            found["ce_legalbasis"],
            causation,
            found["traceparent"],
            value or b"",
        )
        seen = Notice(
            source,
            type,
            parsed_id(subject.decode()),
            int(version),
            bytes.fromhex(found["ce_chain"].decode()),
            causation.decode(),
            b"\0".join(covered),
            found,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        raise _malformed(wrong) from None
    if not 0 < seen.version <= MOST_VERSIONS or len(seen.chain) != len(GENESIS):
        raise Malformed("ce_caseversion or ce_chain is out of range")
    return seen


def decode(received: Iterable[tuple[str, bytes]], value: bytes | None) -> Event:
    """The event of a Kafka message. Raises Malformed, naming the header."""
    return notice(received, value).event(value)


@lru_cache(maxsize=256)
def _names(source: bytes, type: bytes) -> tuple[str, str, bytes]:
    """Source and type without their prefixes, and as the chain covers them.

    A service reads some thirty pairs, millions of times.
    """
    name = source.decode().removeprefix("/netral/")
    kind = type.decode().removeprefix(f"{TYPE_PREFIX}{name}.")
    if "\0" in name + kind:
        raise Malformed("ce_source or ce_type contains a NUL")
    return name, kind, f"{name}\0{kind}".encode()


def _malformed(wrong: Exception) -> Malformed:
    if isinstance(wrong, Malformed):
        return wrong
    if isinstance(wrong, KeyError):
        return Malformed(f"header {wrong.args[0]} is missing")
    return Malformed(f"a header has no valid value: {wrong.__class__.__name__}")
