"""Double reports (laporan ganda), both at triage or beyond: one goes on as part of the other. Pure.

A report at the front desk is merged there; this is for one that came here by itself, as by BKN's SBT. What
ended at sanctions takes none in: triage, where such a case stays in K23, notes that end.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.triage import contract as ev
from services.triage.commands import AnswerDuplicate, LinkDuplicate, NoteEnd
from services.triage.guards import master_is_here
from shared.case import STAYS, Case, Cases, Decision, Known, Refused, Step, Transition, states
from shared.contract import EventData
from shared.events import one, place, publishing

MERGED = "K04"
ENDED_HERE = states("K90", "K91", "K92", "K93", "K94")
CLOSED = ENDED_HERE | {MERGED}
"""Where a case takes no other one in."""
HANDED_OVER = frozenset({"K20", "K23"})
"""Sanctions owns the case. In K20 there are cases of the first release alone: none rests there any more."""
MERGED_FROM = states("K10", "K11", "K21", "K22")
"""Where triage owns the case; only the clocks of the one that is absorbed stop."""
EVERYWHERE = MERGED_FROM | HANDED_OVER | CLOSED
"""Where a case of the front desk may ask to be taken in."""
BASIS = "satu-pelanggaran-satu-hukuman"
Events = Sequence[tuple[UUID, EventData]]


@publishing(ev.DuplicateLinked, ev.DuplicateAccepted)
def _link(command: LinkDuplicate, cases: Cases, step: Step) -> Events:
    """One event for each case."""
    master = cases[command.master]
    linked = ev.DuplicateLinked(
        state_from=step.state_from, state=step.state, **place(cases, command.case_id), master=master.id
    )
    return [(command.case_id, linked), (master.id, _accepted(cases, master, command.case_id))]


@publishing(ev.DuplicateAccepted, ev.DuplicateRefused)
def _answer(command: AnswerDuplicate, cases: Cases, _: Step) -> Events:
    case = cases[command.case_id]
    if case.state not in CLOSED:
        return [(case.id, _accepted(cases, case, command.absorbed))]
    refused = ev.DuplicateRefused(
        state_from=case.state,
        state=case.state,
        **place(cases, case.id),
        absorbed=command.absorbed,
        reason="master-closed",
    )
    return [(case.id, refused)]


def _accepted(cases: Cases, case: Case[Any], absorbed: UUID) -> ev.DuplicateAccepted:
    here = place(cases, case.id)
    return ev.DuplicateAccepted(state_from=case.state, state=case.state, **here, absorbed=absorbed)


def _may_merge(command: LinkDuplicate, cases: Cases, _: Step) -> Decision | None:
    """The master is another case here that has ended neither here nor at sanctions."""
    master = cases.get(command.master)
    if command.master == command.case_id:
        return Refused("conflict", "a case cannot be merged into itself")
    if master is None:
        return Refused("invalid-input", "body.master: there is no master case with this id at triage")
    ended = master.state if master.state in CLOSED else master.facts.ended
    if ended is not None:
        return Refused("conflict", f"the master has come to {ended}: carry this on by itself")
    return None


def _once(command: NoteEnd, cases: Cases, _: Step) -> Decision | None:
    """What ended once is noted so; a case of which nothing is known here has nothing to be noted."""
    case = cases.get(command.case_id)
    return Known() if case is None or case.facts.ended else None


def rows() -> list[Transition[Any]]:
    """The rows of triage's table for double reports."""
    return [
        Transition("LinkDuplicate", LinkDuplicate, MERGED_FROM, MERGED, BASIS, _link, _may_merge),
        Transition("AnswerDuplicate", AnswerDuplicate, EVERYWHERE, STAYS, BASIS, _answer, master_is_here),
        Transition("NoteEnd", NoteEnd, states(*HANDED_OVER), STAYS, BASIS, one(ev.EndNoted), _once),
    ]
