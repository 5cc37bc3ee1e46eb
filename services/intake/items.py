"""What intake's events say of a media item: nobody finds its case who has the article alone."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from services.intake.forms import MediaItem
from shared.identifiers import derived_id
from shared.private.fingerprints import Fingerprints


@dataclass(frozen=True, slots=True)
class Marks:
    """The same for the same item, always: its case, the hash of its id, and that of all else it says."""

    case_id: UUID
    item: str
    content: str


def marks(prints: Fingerprints, item: MediaItem) -> Marks:
    """What an item is known by: keyed hashes (HMAC) with intake's own secret."""
    content = prints.digest("media-content", _content(item)).hex()
    return Marks(case_of_item(prints, item.id), _mark(prints, item.id), content)


def case_of_item(prints: Fingerprints, id: str) -> UUID:
    """The case of the item with this id."""
    return derived_id("media", _mark(prints, id))


def former_marks(item: MediaItem) -> Marks:
    """What it was known by before the hashes were keyed; a ledger of then stays as it is."""
    return Marks(
        former_case_of_item(item.id),
        hashlib.sha256(item.id.encode()).hexdigest(),
        hashlib.sha256(_content(item)).hexdigest(),
    )


def former_case_of_item(id: str) -> UUID:
    """The case of the item with this id, if it was logged before the hashes were keyed."""
    return derived_id("media", id)


def _mark(prints: Fingerprints, id: str) -> str:
    return prints.digest("media-item", id.encode()).hex()


def _content(item: MediaItem) -> bytes:
    return item.model_dump_json(exclude={"id"}).encode()
