"""The items that a bench sends: the same for Netral and for the baseline, invented, about nobody."""

import json
from uuid import UUID

from shared.identifiers import derived_id

_ACCOUNT = (
    "Terlapor, aparatur di Dinas Contoh, membagikan ajakan memilih salah satu calon di grup percakapan "
    "kantor pada hari kerja dan menyukai unggahan kampanye calon itu. Tangkapan layar dilampirkan. "
)


def case_id(number: int) -> UUID:
    """The case of an item; the same number is the same case in every run."""
    return derived_id("bench", str(number))


def content(number: int) -> bytes:
    """What intake seals of an item, about 500 bytes of JSON."""
    return json.dumps(
        {
            "id": f"bench-{number}",
            "outlet": "contoh.example",
            "title": f"Laporan contoh nomor {number}",
            "text": _ACCOUNT * 2,
            "published": "2026-11-20",
        }
    ).encode()
