"""Every row is carried out in every state that it leaves and a case can rest in: a walk finds the ways."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple, get_args
from uuid import UUID

import pytest

from shared.case import Case, Decided, Procedure, Transition
from shared.contract import Command
from shared.correction.standing import Recorded, written
from shared.correction.steps import Change, Correct
from shared.deadlines.steps import NoteApproaching, NoteOver
from shared.policy.criminal import Outcome
from tests.services.test_procedures import VALUES
from tests.support.imposed import IMPOSED
from tests.support.life import CASE, MONDAY, PROCEDURES, RULES

MASTER, ENDED, REVIEWED = UUID(int=2), UUID(int=3), UUID(int=4)
MERGED = "K04"
KEPT_APART = 40  # days: after so many every limit has passed
RULINGS = (
    {"ruling": "upheld", "level": None, "sanction": None},
    {"ruling": "annulled", "level": None, "sanction": None, "ground": "procedure"},
)
DISMISSED = {"level": "heavy", "sanction": "pdhtaps", "authority": "ppk"}
BY_THE_PRESIDENT = {
    **DISMISSED,
    "authority": "presiden",
    "position": "jf_ahli_utama",
    "conditions": ("usul-kepada-presiden",),
}
CHOICES: dict[str, tuple[dict[str, Any], ...]] = {
    "ReceiveReport": ({}, {"date_known": date(2026, 1, 5)}),
    "QueueStudy": ({}, {"origin": "finding"}),
    "IssueRecommendation": (
        {},
        {"act": "KE-04", "level": "moral", "acted_on": date(2024, 9, 10)},
        {"act": "DS-08", "level": "medium"},
    ),
    "OpenByDuty": ({}, {"act": "DS-08", "level": "medium"}),
    "IssueDecision": (
        *({"level": level, **IMPOSED[level]} for level in IMPOSED),
        DISMISSED,
        BY_THE_PRESIDENT,
    ),
    "DecideObjection": RULINGS,
    "RecordAppealDecision": RULINGS,
    "RecordCourtOutcome": RULINGS,
    "RecordCourtFiling": ({"stayed": True}, {"stayed": False}),
    "DecideConflict": ({"authority": "gubernur"},),
    "ReferToGakkumdu": ({"act": "PID-188"},),
    "RecordCriminalStep": tuple({"step": id} for id in RULES.criminal.ids),
    "RecordOutcome": tuple({"outcome": one} for one in get_args(Outcome)),
    "ReportToMinistry": ({"ministry": "mendagri"},),
    "NoteProgress": ({"progress": "K95"},),
    "ReopenCase": ({"of": ENDED},),
    "LinkEarlierCase": ({"of": ENDED},),
    "SplitReport": ({"of": REVIEWED},),
    "PlaceLegalHold": ({"reason": "court-proceedings"},),
    "ErasePersonalData": tuple({"reason": one.id, "master": None} for one in RULES.retention.erasure),
    "ReceiveDataRequest": ({}, {"kind": "restriction"}),
    "GrantDataRequest": ({}, {"kind": "restriction"}),
    "OverrideDefault": tuple(
        {"default": one.id, "option": option.id} for one in RULES.defaults for option in one.options
    ),
}
"""What is tried beside the values of all tests."""
NOTHING_NEW = frozenset({"OverrideDefault", "FollowErasure", "Correct"})
"""After these the walk does not go on: they are steps beside the way."""


class Node(NamedTuple):
    """A case as a walk left it, when, and all that was recorded of it."""

    case: Case[Any] | None
    at: datetime
    past: tuple[Recorded, ...] = ()

    @property
    def known_by(self) -> object:
        """What tells it from another: neither its days nor which others it took in, nor who is barred."""
        if self.case is None:
            return None
        facts = self.case.facts.model_dump(exclude={"by", "overrides", "levels", "barred"})
        kept = {name: one if isinstance(one, str) else bool(one) for name, one in facts.items()}
        clocks = tuple(clock.due.limit for clock in self.case.clocks)
        return self.case.state, str(kept), clocks


def corrections(procedure: Procedure[Any], node: Node) -> Iterator[tuple[Command, datetime]]:
    """Whatever policy lets be corrected of what was recorded: a day or a moment later, or the whole step."""
    for record, one in product(node.past, RULES.corrections):
        if one.event != f"{procedure.stage}.{type(record.data).__name__}":
            continue
        value = {"contest": "pilkada-2024", "whom": "expert"}.get(one.field or "")
        if one.field == "occurred_at":
            value = written(record.at + timedelta(seconds=1))
        elif isinstance(was := getattr(record.data, one.field or "", None), date):
            value = written(was + timedelta(days=1))
        changes = (Change(field=one.field, value=value),) if one.field else ()
        told = Correct(case_id=CASE, corrects=record.version, changes=changes, reason="typing-error")
        if node.case:
            yield told.in_view_of(procedure, {CASE: node.case}, node.past), node.at


def commands(
    procedure: Procedure[Any], row: Transition[Any], node: Node
) -> Iterator[tuple[Command, datetime]]:
    """The row's commands with sensible values, on the day after and long after."""
    if row.command is Correct:
        yield from corrections(procedure, node)
        return
    if row.command in (NoteApproaching, NoteOver):
        for due, _ in node.case.clocks if node.case else ():
            at = due.until if row.command is NoteOver else due.warn_from
            yield row.command(case_id=CASE, limit=due.limit, on=due.on), max(at, node.at)
        return
    for days, chosen in product((1, KEPT_APART), CHOICES.get(row.name, ({},))):
        at = node.at + timedelta(days=days)
        today = {"received_on": at.date(), "examination_on": (at + timedelta(days=1)).date(), "on": at.date()}
        values = {**VALUES, **today, "master": MASTER, "absorbed": MASTER, "date_known": at.date()}
        values |= {"found_on": at.date(), **chosen}
        values["filed_on"] = getattr(node.case.facts, "delivered", None) if node.case else None
        own = {name: values[name] for name in row.command.model_fields if name != "case_id"}
        if "contest" in own and not row.name.endswith(("Recommendation", "ByDuty")):
            own["contest"] = None
        yield row.command(case_id=CASE, **own), at


def taken(procedure: Procedure[Any], node: Node, row: Transition[Any]) -> Iterator[Node]:
    """The case after each way in which the row is carried out; everybody takes one step alone."""
    cases = others(procedure) | ({CASE: node.case} if node.case else {})
    for command, at in commands(procedure, row, node):
        verdict = procedure.decide(command, cases, row.name, at)
        if not isinstance(verdict, Decided):
            continue
        case, past = node.case, node.past
        for about, data in verdict.events:
            assert type(data) in row.events.publishes, f"{row.name} does not say that it publishes this"
            if about == CASE:
                timed = procedure.timed(case, data, at)
                case = procedure.apply(case, CASE, timed, at, row.name)
                past = (*past, Recorded(case.version, timed, at, at, row.name))
        yield Node(case, at, past)


def others(procedure: Procedure[Any]) -> dict[UUID, Case[Any]]:
    """Cases that another one may be merged into, linked to or split off."""
    first = master(procedure)
    return {
        MASTER: first,
        ENDED: first._replace(id=ENDED, state="K91"),
        REVIEWED: first._replace(id=REVIEWED, state="K02"),
    }


def master(procedure: Procedure[Any]) -> Case[Any]:
    """A case that may take another one in, where there is one at this stage."""
    opening = next(row for row in procedure.rows if None in row.leaves)
    ((command, at), *_) = commands(procedure, opening, Node(None, MONDAY))
    verdict = procedure.decide(command.model_copy(update={"case_id": MASTER}), {}, "somebody", at)
    assert isinstance(verdict, Decided)
    return procedure.apply(None, MASTER, verdict.events[0][1], at, "somebody")


def walk(procedure: Procedure[Any]) -> Iterator[tuple[Node, Transition[Any], Node]]:
    """Every step that was met, with the case before and after it: breadth first, until nothing new comes."""
    start = Node(None, MONDAY)
    seen, ahead = {start.known_by}, [start]
    beside = set[tuple[str | None, str]]()
    while ahead:
        node = ahead.pop(0)
        state = node.case.state if node.case else None
        for row in procedure.rows:
            if state not in row.leaves or (state, row.name) in beside:
                continue
            for after in taken(procedure, node, row):
                yield node, row, after
                if row.name in NOTHING_NEW:
                    beside.add((state, row.name))
                elif after.known_by not in seen:
                    seen.add(after.known_by)
                    ahead.append(after)


def may_be(procedure: Procedure[Any], state: str | None, row: Transition[Any]) -> bool:
    """Whether a guard can let the row pass in that state at all."""
    if row.command in (NoteApproaching, NoteOver):
        own = [one for one in RULES.deadlines if any(s.startswith(f"{procedure.stage}.") for s in one.starts)]
        return any(state in one.states for one in own)
    if row.name == "ErasePersonalData":  # the case has ended; a merged one does with its master, open here
        ended = state in RULES.states and RULES.states[str(state)].final and state != MERGED
        return ended or state in procedure.handed_over
    if (state, row.name) == (
        "K50",
        "RevokeDecision",
    ):  # by a reading of silence that the walk does not follow
        return False
    return row.name != "ReportToPresident"  # nobody does since KASN ended, and the walk begins later


@pytest.mark.parametrize("stage", list(PROCEDURES))
def test_every_row_is_taken_in_every_state_that_it_leaves(stage: str) -> None:
    procedure = PROCEDURES[stage]
    rest = {way[-1] for row in procedure.rows for way in row.goes if len(way) > 1} | {None}
    wanted = {
        (leaf, row.name)
        for row in procedure.rows
        for leaf in row.leaves & rest
        if may_be(procedure, leaf, row)
    }
    met = {(node.case.state if node.case else None, row.name) for node, row, _ in walk(procedure)}
    assert wanted - met == set(), "no way was found to these"
    assert {row.name for row in procedure.rows} - {name for _, name in wanted} <= {"ReportToPresident"}
