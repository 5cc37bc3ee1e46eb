"""The event envelope: CloudEvents 1.0 in Kafka binary mode, and the hash chain over its bytes.

An event is immutable. `data` holds the exact JSON bytes that were written to the ledger, are shipped
on the stream and are covered by the chain; nobody serialises them a second time.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from shared.identifiers import parsed_id

GENESIS = bytes(32)
"""The chain before the first event of a case, and before the first position of a ledger."""


MOST_VERSIONS = 2**31 - 1
"""What a version's column holds."""


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
        return self._replace(chain=self.link(previous))

    def at(self, position: int) -> "Event":
        """This event with its position in the whole ledger."""
        return self._replace(position=position)

    def link(self, previous: bytes) -> bytes:
        """SHA-256 over the previous chain of this case and every byte of this event.

        No field but `data`, which comes last, can contain the separator NUL, so two different events
        never give the same input.
        """
        fields = (
            f"{self.id}\0{self.source}\0{self.type}\0{self.case_id}\0{self.version}\0"
            f"{self.occurred_at.isoformat()}\0{self.recorded_at.isoformat()}\0{self.actor}\0"
            f"{self.legal_basis}\0{self.causation}\0{self.traceparent}\0"
        )
        return sha256(previous + fields.encode() + self.data).digest()


def received_link(received: Iterable[tuple[str, bytes]], value: bytes | None, previous: bytes) -> bytes:
    """`Event.link` over the bytes of a message as they came: a third of the work, and nothing read into them.

    Raises KeyError for a message that is no event; `decode` says what is wrong with it.
    """
    found: Mapping[str, bytes] = dict(received)
    source = found["ce_source"].removeprefix(b"/netral/")
    fields = (
        previous + found["ce_id"],
        source,
        found["ce_type"].removeprefix(b"%s%s." % (TYPE_PREFIX.encode(), source)),
        found["ce_subject"],
        found["ce_caseversion"],
        found["ce_time"],
        found["ce_recordedtime"],
        found["ce_actor"],
        found["ce_legalbasis"],
        found["ce_causationid"],
        found["traceparent"],
        value or b"",
    )
    return sha256(b"\0".join(fields)).digest()


def ledger_link(previous: bytes, chain: bytes) -> bytes:
    """The ledger chain at a position: SHA-256 over the one before it and the event's own chain."""
    return sha256(previous + chain).digest()


Headers = list[tuple[str, bytes]]

TYPE_PREFIX = "id.netral."
CONTENT_TYPE = b"application/json"


def headers(event: Event) -> Headers:
    """The Kafka headers of a published event, in a fixed order (CloudEvents Kafka binding, 3.2)."""
    kind = f"{event.source}.{event.type}"
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event.id).encode()),
        ("ce_source", f"/netral/{event.source}".encode()),
        ("ce_type", f"{TYPE_PREFIX}{kind}".encode()),
        ("ce_subject", str(event.case_id).encode()),
        ("ce_time", event.occurred_at.isoformat().encode()),
        ("ce_dataschema", f"/schemas/{event.source}/{event.type}".encode()),
        ("content-type", CONTENT_TYPE),
        ("ce_caseversion", b"%d" % event.version),
        ("ce_chain", event.chain.hex().encode()),
        ("ce_position", b"%d" % (event.position or 0)),
        ("ce_recordedtime", event.recorded_at.isoformat().encode()),
        ("ce_actor", event.actor.encode()),
        ("ce_legalbasis", event.legal_basis.encode()),
        ("ce_causationid", event.causation.encode()),
        ("traceparent", event.traceparent.encode()),
    ]


def key(case_id: UUID) -> bytes:
    """The Kafka key: all events of a case share a partition and keep their order."""
    return str(case_id).encode()


def decode(received: Iterable[tuple[str, bytes]], value: bytes | None) -> Event:
    """The event of a Kafka message. Raises Malformed, naming the header.

    The data is not looked into: that is for the code that handles this type.
    """
    found: Mapping[str, bytes] = dict(received)
    try:
        source = found["ce_source"].decode().removeprefix("/netral/")
        event = Event(
            id=parsed_id(found["ce_id"].decode()),
            source=source,
            type=found["ce_type"].decode().removeprefix(f"{TYPE_PREFIX}{source}."),
            case_id=parsed_id(found["ce_subject"].decode()),
            version=int(found["ce_caseversion"]),
            occurred_at=datetime.fromisoformat(found["ce_time"].decode()),
            recorded_at=datetime.fromisoformat(found["ce_recordedtime"].decode()),
            actor=found["ce_actor"].decode(),
            legal_basis=found["ce_legalbasis"].decode(),
            causation=found["ce_causationid"].decode(),
            traceparent=found["traceparent"].decode(),
            data=value or b"",
            chain=bytes.fromhex(found["ce_chain"].decode()),
            position=int(found["ce_position"]),
        )
    except KeyError as missing:
        raise Malformed(f"header {missing.args[0]} is missing") from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Malformed(f"a header has no valid value: {type(wrong).__name__}") from None
    if not 0 < event.version <= MOST_VERSIONS or len(event.chain) != len(GENESIS):
        raise Malformed("ce_caseversion or ce_chain is out of range")
    if "\0" in event.source + event.type:
        raise Malformed("ce_source or ce_type contains a NUL")
    return event
