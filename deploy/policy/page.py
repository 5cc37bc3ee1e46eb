"""The reference page: all policy as Markdown, made from the data alone; a new kind appears by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from deploy.markdown import cell, heading, table
from deploy.policy import labels
from deploy.policy.competence import IMPOSED, competences, last_change
from deploy.policy.freedays import announced_years, free_days
from deploy.policy.records import Holdings, Record
from deploy.policy.text import days, inline

_COLUMNS: dict[str, tuple[str, ...]] = {
    "catalogue": ("branch", "objects", "levels", "pair", "legal_basis"),
    "contests": ("kinds", "determined", "campaign", "quiet", "voting"),
    "families": ("codes", "perhaps"),
    "deadlines": ("days", "unit", "whose", "starts", "since", "states", "passes"),
    "sanctions": ("level", "weight", "months", "respondents", "legal_basis"),
    "authorities": ("rank", "powers", "above"),
    "agencies": ("head",),
    "institutions": ("functions", "offices", "legal_basis"),
    "procedures": ("levels", "respondents", "steps"),
}
"""The fields that are columns, where a table reads best so; of other kinds the short ones are."""
_MOST = 5
_SHORT = 44  # characters of a value that fits a column of its own
_ELSEWHERE = ("files", "regions")
"""What is named on the page, not told."""
Places = AbstractSet[tuple[str, str]]
"""The kinds and ids of whatever has an anchor."""
_HEAD = """\
# Kebijakan / Policy

Halaman ini dibuat dari `shared/policy/data` dengan `python -m deploy.policy --write`; jangan diubah di sini.
This page is made from `shared/policy/data` with `python -m deploy.policy --write`; do not change it here.

Setiap ketentuan berlaku dari hari pertama sampai hari terakhir yang tertulis, keduanya termasuk. Keyakinan:
**ditemukan** dalam naskah yang diperoleh; **diketahui** secara umum; **belum dikonfirmasi** atau ketentuan
baku produk ini, yang harus ditegaskan sebelum diandalkan.

Every entry counts from its first to its last day, both included. Confidence: **found** in a text that was
retrieved; **known** in general; **not confirmed**, or a default of this product, to be confirmed before
it is relied on.
"""


def page(held: Holdings) -> str:
    """The page. Every entry has an anchor (`#catalogue-ds-06`), and what it refers to is a link."""
    linked = {(one.kind, one.id) for one in held if one.kind not in _ELSEWHERE}
    parts = [_HEAD, *_contents(held), *_unsure(held)]
    for kind in _ordered(held.kinds):
        parts += _section(kind, held.kinds[kind], linked)
        if kind == "authorities":
            parts += _competence(held)
        if kind == "deadlines":
            parts += _free_days(held)
    for kind in _ordered(held.others):
        if kind not in _ELSEWHERE:
            parts += _section(kind, held.others[kind], linked)
    parts += _files(held)
    return "\n".join(parts).rstrip("\n") + "\n"


def _contents(held: Holdings) -> Iterator[str]:
    yield "## Isi / Contents\n"
    rows = []
    for kind in _ordered(held.kinds):
        records = held.kinds[kind]
        name = f"[{cell(labels.kind(kind))}](#{kind})"
        unsure = sum(record.unsure for record in records)
        rows.append(
            (name, held.versions.get(kind, ""), str(len({one.id for one in records})), str(unsure or ""))
        )
    rows += [
        (f"[{cell(labels.kind(kind))}](#{kind})", "", str(len({one.id for one in held.others[kind]})), "")
        for kind in _ordered(held.others)
        if kind != "regions"
    ]
    yield from table(("Jenis / kind", "Data", "Entri / entries", "Belum dikonfirmasi / not confirmed"), rows)


def _unsure(held: Holdings) -> Iterator[str]:
    yield heading("unsure", "Belum dikonfirmasi / To be confirmed")
    rows = [
        (
            f"[{record.stamp}](#{_anchor(record.kind, record.id)})",
            labels.kind(kind),
            _words(record),
            cell(record.source),
        )
        for kind in _ordered(held.kinds)
        for record in held.kinds[kind]
        if record.unsure
    ]
    yield from table(("Ketentuan / entry", "Jenis / kind", "Bunyi / words", "Sumber / source"), rows)


def _section(kind: str, records: Sequence[Record], linked: Places) -> Iterator[str]:
    yield heading(kind, labels.kind(kind))
    columns, rest = _columns(kind, records)
    sourced = any(record.source for record in records)
    head = ["Kode / code", "Bunyi / words", *(labels.field(name) for name in columns)]
    head += ["lainnya / other"] * bool(rest) + ["Sumber / source"] * sourced
    rows, seen = [], set[str]()
    for record in records:
        values = {
            name: inline(value, _links(record, name, linked), "<br>")
            for name, value in record.particulars.items()
        }
        anchor = "" if record.id in seen else f'<a id="{_anchor(kind, record.id)}"></a>'
        seen.add(record.id)
        row = [anchor + _code(record), _words(record), *(values.get(name, "") for name in columns)]
        others = (f"{labels.field(name)}: {values[name]}" for name in rest if name in values)
        row += ["<br>".join(others)] * bool(rest) + [_source(record)] * sourced
        rows.append(row)
    yield from table(head, rows)


def _competence(held: Holdings) -> Iterator[str]:
    day = last_change(held.policy)
    yield f"\n### Siapa menjatuhkan apa / Who imposes what\n\nPNS, sejak / a civil servant, from {day} on.\n"
    rows = [
        (
            cell(labels.value(one.position)),
            ", ".join(cell(labels.value(tier)) for tier in one.tiers),
            *(", ".join(f"[{id}](#authorities-{id})" for id in one.by[name]) for name in IMPOSED),
        )
        for one in competences(held.policy, day)
    ]
    head = ("Jabatan / position", "Instansi / agency", *(cell(labels.value(name)) for name in IMPOSED))
    yield from table(head, rows)


def _free_days(held: Holdings) -> Iterator[str]:
    yield "\n### Hari libur / Free days\n"
    yield "Hari kerja biasa yang libur secara nasional / what would be working days, free for the nation.\n"
    rows = [
        (str(year), "<br>".join(f"{day} {cell(why)}" for day, why in free_days(held.policy, year).items()))
        for year in announced_years(held.policy)
    ]
    yield from table(("Tahun / year", "Hari / days"), rows)


def _columns(kind: str, records: Sequence[Record]) -> tuple[list[str], list[str]]:
    """Which fields are columns, being short and mostly there, and which share the one for all others."""
    told: dict[str, list[str]] = {}
    for record in records:
        for name, value in record.particulars.items():
            told.setdefault(name, []).append(inline(value))
    short = [
        name
        for name, texts in told.items()
        if 2 * len(texts) >= len(records) and max(map(len, texts)) <= _SHORT
    ]
    columns = [name for name in _COLUMNS.get(kind, short[:_MOST]) if name in told]
    return columns, [name for name in told if name not in columns]


def _links(record: Record, name: str, linked: Places) -> Callable[[Any], str]:
    """How a value in that field is told: as a link, where it is an id that the record refers to there."""
    named = (one for one in record.references if one.field.partition(".")[0] == name)
    places = {one.id: _anchor(one.kind, one.id) for one in named if (one.kind, one.id) in linked}

    def leaf(value: Any) -> str:
        if isinstance(value, str) and value in places:
            return f"[{cell(value)}](#{places[value]})"
        return cell(labels.value(value))

    return leaf


def _files(held: Holdings) -> Iterator[str]:
    yield heading("files", labels.kind("files"))
    yield "Yang tidak berupa daftar ketentuan / what is no list of entries: see the file itself.\n"
    rows = [
        (
            f"[{one.id}.yaml](../shared/policy/data/{one.id}.yaml)",
            one.version,
            cell(", ".join(one.particulars)),
        )
        for one in held.others.get("files", ())
    ]
    regions = len(held.others.get("regions", ()))
    rows.append(("[regions.csv](../shared/policy/data/regions.csv)", "", f"{regions} wilayah / regions"))
    yield from table(("Berkas / file", "Data", "Isi / contents"), rows)


def _code(record: Record) -> str:
    version = f" v{cell(record.version)}" if record.version else ""
    return f"**{cell(record.id)}**{version}" + (f"<br>{days(record)}" if record.valid_from else "")


def _words(record: Record) -> str:
    english = f"<br>_{cell(record.english)}_" if record.english != record.indonesian else ""
    return cell(record.indonesian) + english


def _source(record: Record) -> str:
    told = cell(labels.value(record.confidence))
    return f"{cell(record.source)}<br>" + (f"**{told}**" if record.unsure else told)


def _anchor(kind: str, id: str) -> str:
    return f"{kind}-{id}".lower()


def _ordered(kinds: Mapping[str, object]) -> list[str]:
    """In the order of a procedure where it is known, then all that have no words of their own yet."""
    known = list(labels.KINDS)
    return sorted(kinds, key=lambda kind: (known.index(kind) if kind in known else len(known), kind))
