"""The page of the procedure: for every stage a state diagram and its table of transitions, as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from deploy.markdown import cell, heading, table
from deploy.procedure.stages import demands, moves, started, stays, stopped
from shared.case import BACK, Procedure, Transition
from shared.policy import Policy
from shared.policy.permissions import SYSTEM
from shared.titles import title

_STAGES = {
    "intake": "Penerimaan / Intake",
    "triage": "Kajian / Triage",
    "sanctions": "Penjatuhan hukuman / Sanctions",
    "notify": "Pemberitahuan / Notify",
}
_HEAD = """\
# Tata cara / The procedure

Halaman ini dibuat dari tabel langkah (`services/*/domain.py`) dan `shared/policy/data` dengan
`python -m deploy.procedure --write`; jangan diubah di sini. Semua yang dapat terjadi pada suatu perkara
tertulis di sini; yang tidak tertulis tidak dapat dilakukan. Keterangan syarat ditulis dalam bahasa Inggris.

This page is made from the tables of transitions (`services/*/domain.py`) and `shared/policy/data` with
`python -m deploy.procedure --write`; do not change it here. All that can happen to a case stands here; what
does not stand here cannot be done.
"""
_COLUMNS = (
    "Langkah / step",
    "Dari / from",
    "Ke / to",
    "Oleh / by",
    "Syarat / what is demanded",
    "Tidak oleh / not by whoever gave rise to",
    "Peristiwa / events",
    "Batas waktu: mulai, berhenti / limits: start, stop",
    "Dasar / legal basis",
)
_EVERY = "setiap status / every state"
_STAYS = "tetap / stays"
_BACK = "tetap, atau kembali ke status sebelumnya / stays, or goes back to an earlier state"


def page(policy: Policy, procedures: Sequence[Procedure[Any]]) -> str:
    """The page, the same in every run."""
    parts = [_HEAD]
    for procedure in procedures:
        parts.append(heading(procedure.stage, _STAGES.get(procedure.stage, procedure.stage)))
        if procedure.owns_cases:
            parts += ["```mermaid", *diagram(policy, procedure), "```", ""]
            parts += _remarks(policy, procedure)
        rows = [_row(policy, procedure, row) for row in procedure.rows]
        parts += table(_COLUMNS, rows)
    return "\n".join(parts).rstrip("\n") + "\n"


def diagram(policy: Policy, procedure: Procedure[Any]) -> Iterator[str]:
    """The lines of the state diagram (Mermaid): every step that takes a case to another state."""
    arrows: dict[tuple[str | None, str], list[str]] = {}
    for row in procedure.rows:
        for move in moves(row):
            arrows.setdefault(move, []).append(title(row.command).indonesian)
    used = sorted({state for move in arrows for state in move if state})
    yield "stateDiagram-v2"
    yield "    direction TB"
    for state in used:
        known = policy.states[state]
        yield f'    state "{state} {known.indonesian} / {known.english}" as {state}'
    for (before, after), steps in sorted(arrows.items(), key=lambda one: (one[0][0] or "", one[0][1])):
        yield f"    {before or '[*]'} --> {after} : {', '.join(steps)}"
    for state in used:
        if policy.states[state].final or state in procedure.handed_over:
            yield f"    {state} --> [*]"


def _remarks(policy: Policy, procedure: Procedure[Any]) -> Iterator[str]:
    """What the diagram does not show."""
    if handed := _states(policy, procedure.handed_over):
        yield f"- Diteruskan ke tahap lain / handed over to another stage: {handed}"
    beside = (one.id for one in policy.states.values() if one.beside and one.stage == procedure.stage)
    if told := _states(policy, beside):
        yield f"- Berjalan di samping status perkara / runs beside the state of a case: {told}"
    yield "- Langkah yang tidak mengubah status / steps that leave the state as it is:"
    for row in procedure.rows:
        if where := stays(row):
            yield f"  - {_named(row)}: {_all(policy, where)}"
    yield ""


def _row(policy: Policy, procedure: Procedure[Any], row: Transition[Any]) -> list[str]:
    rule = policy.rules.latest(row.basis)
    told = f"{cell(rule.indonesian)}<br>_{cell(rule.english)}_" if rule else ""
    return [
        _named(row),
        ", ".join(filter(None, ("–" * (None in row.leaves), _all(policy, filter(None, row.leaves))))),
        _entered(policy, row),
        _who(policy, procedure, row),
        "<br>".join(f"`{one.name}`: {cell(one.words)}" for one in demands(row)),
        ", ".join(f"`{event}`" for event in sorted(row.apart)),
        "<br>".join(f"`{event.__name__}` {cell(title(event).indonesian)}" for event in row.events.publishes),
        _limits("▶", started(procedure, row, policy)) + _limits("■", stopped(procedure, row, policy)),
        f"[{row.basis}](policy.md#rules-{row.basis})<br>{told}",
    ]


def _named(row: Transition[Any]) -> str:
    indonesian, english = title(row.command)
    return f"**{cell(indonesian)}** / {cell(english)} (`{row.name}`)"


def _entered(policy: Policy, row: Transition[Any]) -> str:
    """The state at the end; where it is not the same for all that are left, from which to which."""
    if row.enters == BACK:
        return _BACK
    if all(len(way) == 1 for way in row.goes):
        return _STAYS
    if len(row.goes) > len(policy.states):
        return _EVERY
    if not row.ways:
        return row.enters
    told = (
        f"{way[0]} {_STAYS}" if len(way) == 1 else " → ".join(str(state or "–") for state in way)
        for way in sorted(row.ways, key=str)
    )
    return "<br>".join(told)


def _who(policy: Policy, procedure: Procedure[Any], row: Transition[Any]) -> str:
    permission = policy.permissions(procedure.stage).get(row.name)
    roles = sorted(permission.roles) if permission else []
    told = []
    for role in roles:
        known = policy.roles.get(role)
        words = f"{known.indonesian} / {known.english}" if known else "sistem / the system"
        told.append(f"{cell(words)}" + ("" if role == SYSTEM else f" (`{role}`)"))
    return "<br>".join(told)


def _limits(sign: str, families: Sequence[str]) -> str:
    return "".join(f"{sign} [{one}](policy.md#deadlines-{one})<br>" for one in families)


def _all(policy: Policy, states: Iterable[str]) -> str:
    listed = sorted(states)
    return _EVERY if len(listed) == len(policy.states) else ", ".join(listed)


def _states(policy: Policy, states: Iterable[str]) -> str:
    known = (policy.states[state] for state in sorted(states))
    return ", ".join(f"{one.id} {one.indonesian} / {one.english}" for one in known)
