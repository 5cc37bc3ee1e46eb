"""Records for a person at a terminal: Indonesian first, English second, marked up for rich."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from rich.markup import escape

from deploy.policy import labels
from deploy.policy.differences import Change, Difference
from deploy.policy.lookup import Found
from deploy.policy.records import Record

_WIDTH = 42
_APART = " · "
_SIGNS = {"added": "[green]+[/green]", "removed": "[red]-[/red]", "changed": "[yellow]~[/yellow]"}


def entry(found: Found) -> Iterator[str]:
    """One entry, whole."""
    record = found.record
    yield f"[bold]{escape(record.stamp)}[/bold]  {escape(labels.kind(record.kind))}"
    for words in dict.fromkeys((record.indonesian, record.english)):
        if words:
            yield f"  {escape(words)}"
    yield ""
    if record.valid_from is not None:
        yield _line("berlaku / in force", days(record))
    if record.confidence:
        yield _line("keyakinan / confidence", _confidence(record), escaped=True)
    if record.source:
        yield _line("sumber / source", record.source)
    for name, value in record.particulars.items():
        yield from _field(name, value)
    for name, names in (
        ("merujuk / refers to", record.references),
        ("dirujuk / referred to by", found.named_by),
    ):
        if names:
            yield _line(name, _grouped((one.kind, one.id) for one in names))
    others = [one for one in found.versions if one is not record]
    if others:
        told = ", ".join(f"{one.version} ({days(one)})" for one in others)
        yield _line("versi lain / other versions", told)


def days(record: Record) -> str:
    """From when to when it counts, both days included."""
    if record.valid_from is None:
        return "selalu / always"
    return f"{record.valid_from} - {record.valid_to or 'seterusnya / open'}"


def difference(one: Difference) -> Iterator[str]:
    """A line that names the entry, and one for each field of a changed one."""
    title = f"{_SIGNS[one.what]} {escape(one.kind)} [bold]{escape(one.entry)}[/bold]"
    words = " / ".join(dict.fromkeys(text for text in (one.indonesian, one.english) if text))
    yield f"{title}  {escape(words)}" if words else title
    if one.what == "changed":
        yield from (f"    {_change(change)}" for change in one.changes)


def inline(value: Any, leaf: Callable[[Any], str] = labels.value, apart: str = _APART) -> str:
    """A value on one line; `leaf` tells what has no parts, `apart` stands between parts that have some."""
    match value:
        case {"instrument": instrument, "article": article, **rest}:
            return _beside(f"{leaf(instrument)} {leaf(article)}", rest, leaf, apart)
        case {"indonesian": indonesian, "english": english, **rest}:
            return _beside(f"{leaf(indonesian)} / {leaf(english)}", rest, leaf, apart)
        case Mapping():
            parts = (_named(name, item, leaf) for name, item in value.items())
            return (apart if any(map(nested, value.values())) else "; ").join(parts)
        case list():
            return (apart if nested(value) else ", ").join(inline(item, leaf, apart) for item in value)
        case _:
            return leaf(value)


def _beside(words: str, rest: Mapping[Any, Any], leaf: Callable[[Any], str], apart: str) -> str:
    return f"{inline(rest, leaf, apart)}; {words}" if rest else words


def _named(name: str, value: Any, leaf: Callable[[Any], str]) -> str:
    """A part with its name, which is a field's or itself an id."""
    told = labels.field(name) if name in labels.FIELDS else leaf(name)
    return told if value in (None, "", [], {}) else f"{told}: {inline(value, leaf)}"


def nested(value: Any) -> bool:
    """Whether it is a list whose parts have parts."""
    return isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value)


def _field(name: str, value: Any) -> Iterator[str]:
    parts = value if nested(value) else [value]
    for number, part in enumerate(parts):
        yield _line(labels.field(name) if number == 0 else "", inline(part))


def _line(name: str, told: str, escaped: bool = False) -> str:
    return f"  [dim]{escape(name):<{_WIDTH}}[/dim]{told if escaped else escape(told)}"


def _grouped(names: Iterable[tuple[str, str]]) -> str:
    """Ids by their kinds, each once."""
    by_kind: dict[str, dict[str, None]] = {}
    for kind, id in names:
        by_kind.setdefault(kind, {})[id] = None
    return "; ".join(f"{kind}: {', '.join(ids)}" for kind, ids in by_kind.items())


def _confidence(record: Record) -> str:
    told = labels.value(record.confidence)
    return f"[bold yellow]{told.upper()}[/bold yellow]" if record.unsure else told


def _change(change: Change) -> str:
    before, after = ("-" if side is None else inline(side) for side in (change.before, change.after))
    return f"[dim]{escape(change.field)}:[/dim] {escape(before)} -> {escape(after)}"
