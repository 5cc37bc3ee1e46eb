"""What of a case's ledger counts, once earlier corrections are heeded. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.contract import Altered, Corrected, EventData

MOMENT = "occurred_at"
"""What a correction calls the moment at which a step happened, which is no field of its event."""


class Recorded(NamedTuple):
    """An event of a case as its ledger has it."""

    version: int
    data: EventData
    at: datetime
    recorded_at: datetime
    actor: str


def standing(past: Sequence[Recorded]) -> list[Recorded]:
    """Which of these events count, as corrected; corrections, and what they re-opened, are not among them."""
    counting: dict[int, Recorded] = {}
    for one in past:
        if not isinstance(one.data, Corrected):
            counting[one.version] = one
            continue
        for version in one.data.reopened or ():
            counting.pop(version, None)
        altered = one.data.altered or ()
        for version in counting.keys() & set(one.data.step):
            counting[version] = altered_in(counting[version], altered, version == one.data.corrects)
    return list(counting.values())


def altered_in(record: Recorded, altered: Sequence[Altered], itself: bool) -> Recorded:
    """An event of a corrected step; its fields change where it is the corrected one `itself`."""
    moment = next((one.now for one in altered if one.field == MOMENT), None)
    fields = {one.field: one.now for one in altered if one.field != MOMENT} if itself else {}
    kind = type(record.data)
    told = {name: read(kind, name, text) for name, text in fields.items()}
    data = record.data.model_copy(update=told) if told else record.data
    return record._replace(data=data, at=moment_of(moment) if moment else record.at)


def read(kind: type[BaseModel], name: str, text: str | None) -> Any:
    """A value of a field as corrections write it. Raises ValueError."""
    try:
        return TypeAdapter(kind.model_fields[name].rebuild_annotation()).validate_python(text)
    except ValidationError as wrong:
        raise ValueError(wrong.errors()[0]["msg"]) from None


def moment_of(text: str) -> datetime:
    """A moment as corrections write it, in UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return moment.astimezone(UTC)


def written(value: Any) -> str | None:
    """A value as corrections write it: a code, a day, or a moment in UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    text = TypeAdapter(type(value)).dump_python(value, mode="json")
    return str(text).lower() if isinstance(text, bool) else str(text)


def values(record: Recorded, names: Sequence[str]) -> Mapping[str, str | None]:
    """What stands in these fields of an event."""
    return {name: written(record.at if name == MOMENT else getattr(record.data, name)) for name in names}
