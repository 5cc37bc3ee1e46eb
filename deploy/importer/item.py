"""What of a line goes to the front desk: the media item's own fields, no label, no other field."""

import json
from dataclasses import dataclass
from typing import Any

from deploy.importer.lines import LONGEST, Line

FIELDS = ("id", "url", "outlet", "title", "text", "text_excerpt", "published", "date")
"""All that is taken of an object. Everything else stays in the file."""


@dataclass(frozen=True, slots=True)
class Item:
    """A media item as it is sent; `id` is its own, None if it has no usable one (the desk will say so)."""

    id: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Rejected:
    """A line that was not taken, and why."""

    line: int
    reason: str

    def as_json(self) -> dict[str, Any]:
        """The shape that `netral import --json` promises."""
        return {"line": self.line, "reason": self.reason}


class _Twice(ValueError):
    """A field that the object has twice."""


def item(line: Line) -> Item | Rejected | None:
    """The media item of a line, or why it is none; None for a blank line."""
    if line.content is None:
        return Rejected(line.number, f"the line is longer than {LONGEST >> 20} MiB")
    if not line.content.strip():
        return None
    try:
        found = json.loads(line.content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError as fault:
        return Rejected(line.number, f"not UTF-8, at byte {fault.start}")
    except _Twice as fault:
        return Rejected(line.number, str(fault))
    except json.JSONDecodeError as fault:
        return Rejected(line.number, f"not JSON, at column {fault.colno}: {fault.msg}")
    except (ValueError, RecursionError) as fault:
        return Rejected(line.number, f"not JSON: {type(fault).__name__}")
    if not isinstance(found, dict):
        return Rejected(line.number, "not a JSON object")
    taken = {name: found[name] for name in FIELDS if name in found}
    own = taken.get("id")
    return Item(own if isinstance(own, str) else None, json.dumps(taken).encode())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two values is meant cannot be known, so neither is taken."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f"the object has the field {twice[:64]!r} twice")
    return found


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")
