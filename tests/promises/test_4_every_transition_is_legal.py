"""Promise 4: whatever is asked, in whatever order, by whomever and whenever, a case goes lawful ways.

The law stands here a second time, in words of its own: the ways between states, and what must lie before a
step. Random sequences of commands at all three stages are held against it.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from deploy.schemas import contracts
from services.intake import domain as intake
from services.sanctions import domain as sanctions
from services.triage import domain as triage
from shared import policy
from shared.case import Procedure, Transition
from shared.contract import Command, Corrected, DeadlineNoted
from shared.correction.steps import Correct
from shared.deadlines.steps import NoteOver
from shared.write.session import Change, Session, Stamp, Written
from tests.services.test_procedures import VALUES
from tests.support.correcting import as_it_counts, correction_of, hangs_together, hides_nothing

RULES = policy.load()
START = datetime(2024, 10, 7, 3, tzinfo=UTC)
CASES = [UUID(int=n) for n in (1, 2)]
ACTORS = ("analyst", "verifier", "validator", "auditor", "superior")

LAW: dict[str, set[tuple[str | None, str]]] = {
    "intake": {
        (None, "K00"), (None, "K01"), (None, "K02"), (None, "K20"), ("K00", "K10"), ("K00", "K91"),
        ("K01", "K02"), ("K01", "K90"), ("K01", "K04"), ("K01", "K96"), ("K01", "K00"),
        ("K02", "K10"), ("K02", "K03"), ("K02", "K91"), ("K02", "K04"), ("K02", "K96"), ("K02", "K00"),
        ("K03", "K02"), ("K03", "K91"), ("K03", "K96"), ("K03", "K00"),
        ("K04", "K01"), ("K04", "K02"),
    },
    "triage": {
        (None, "K10"), (None, "K21"), ("K10", "K11"), ("K11", "K20"), ("K11", "K90"), ("K11", "K91"),
        ("K20", "K21"),
        ("K21", "K22"), ("K21", "K92"), ("K22", "K23"), ("K22", "K93"),
        ("K21", "K94"), ("K22", "K94"),
        ("K10", "K04"), ("K11", "K04"), ("K21", "K04"), ("K22", "K04"),
    },
    "sanctions": {
        (None, "K32"), ("K23", "K32"),
        (None, "K23"), ("K23", "K30"), ("K23", "K93"), ("K30", "K31"), ("K30", "K32"), ("K31", "K35"),
        ("K31", "K30"),
        ("K30", "K24"), ("K24", "K30"), ("K24", "K31"), ("K24", "K32"), ("K24", "K93"),
        *((f"K{state}", "K94") for state in (23, 24, 30, 31, 32, 33, 34, 35, 36, 37, 50, 52, 53)),
        ("K37", "K50"), ("K60", "K50"), ("K50", "K60"), ("K50", "K70"), ("K50", "K95"), ("K50", "K53"),
        ("K37", "K52"), ("K60", "K52"), ("K52", "K60"), ("K52", "K70"), ("K37", "K53"), ("K60", "K53"),
        ("K53", "K60"), ("K53", "K70"), ("K70", "K95"), ("K70", "K32"),
        ("K32", "K33"), ("K32", "K34"), ("K33", "K34"), ("K33", "K35"), ("K34", "K35"),
        ("K35", "K36"), ("K35", "K93"), ("K36", "K35"), ("K37", "K35"), ("K36", "K37"),
        ("K36", "K60"), ("K37", "K60"), ("K60", "K95"),
    },
}  # fmt: skip
"""The ways from one state to another; staying where it is, a case may always be noted about."""
PROCEDURES: dict[str, Procedure[Any]] = {
    module.procedure(RULES).stage: module.procedure(RULES) for module in (intake, triage, sanctions)
}

CONTRACTS = {contract.source: contract for contract in contracts()}
LEADS_TO = {"DS-06": {"heavy"}, "KE-04": {"moral"}, "DS-08": {"medium", "heavy"}, "PD-N2": {"medium"}}
"""The levels of the acts that are recommended here; DS-08 is heavy where there are candidates."""
WHOEVER = {"DS-08"}
"""Of these the acts that are prohibited whether there are candidates or not."""
STEPS: dict[str, set[str | None]] = {
    "pembahasan-1": {None},
    "kajian-pidana": {"pembahasan-1"},
    "pembahasan-2": {"kajian-pidana"},
    "penyidikan": {"pembahasan-2"},
    "berkas-diserahkan": {"penyidikan"},
    "berkas-dikembalikan": {"berkas-diserahkan"},
    "berkas-dilengkapi": {"berkas-dikembalikan"},
    "pembahasan-3": {"berkas-diserahkan", "berkas-dilengkapi"},
    "penuntutan": {"pembahasan-3"},
    "pengadilan-negeri": {"penuntutan"},
    "putusan-negeri": {"pengadilan-negeri"},
    "banding": {"putusan-negeri"},
    "dihentikan": {"pembahasan-1", "pembahasan-2", "pembahasan-3"},
    "bebas": {"putusan-negeri", "banding"},
    "terpidana": {"putusan-negeri", "banding"},
}
"""The criminal line: after which step each comes."""
DAYS = (0, 0, 1, 5, 30)
"""How many pass before a command."""
PAST = (0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 40)
"""How many days ago it happened, as whoever gives it says."""
OVERRIDES = (
    ("effect-unit", "calendar"), ("effect-unit", "working"), ("start-day", "same-day"),
    ("start-day", "next-day"), ("ppk-limit", "ten-calendar"), ("completion-days", "three"),
)  # fmt: skip
CHAIN = ("pengawas", "administrator", "jpt-pratama", "ppk", "gubernur", "mendagri", "presiden")
"""Who is above whom in a regency."""
MAY = {
    ("jf", "light"): {"administrator", "jpt-pratama"},
    ("jf", "medium"): {"administrator", "jpt-pratama"},
    ("pelaksana", "light"): {"pengawas"},
    ("pelaksana", "medium"): {"administrator", "ppk"},
    ("administrator", "light"): {"jpt-pratama"},
}
"""Who punishes whom in a regency; all that is not here is the PPK's."""
TYPES = {
    "moral": ("pernyataan-tertutup", "pernyataan-terbuka"),
    "light": ("teguran-lisan", "pernyataan-tidak-puas"),
    "medium": ("penurunan-pangkat", "pemotongan-tukin-6"),
    "heavy": ("pembebasan-jabatan", "penurunan-jabatan"),
}
FOR_A_YEAR = {"penurunan-pangkat", "pembebasan-jabatan", "penurunan-jabatan"}
"""Of these the types that last twelve months; a cut waits for a regulation, and all others have no end."""
REMEDIES = ("ObjectionFiled", "AppealFiled", "CourtFilingRecorded")
APPROVALS = (
    ("persetujuan-mendagri", "persetujuan-mendagri-pimpinan-unit"),
    ("persetujuan-mendagri", "persetujuan-mendagri-pimpinan-unit", "penunjukan-pejabat-lebih-tinggi"),
)
IN_PLACE_OF_THE_PPK = {
    "FormExaminationTeam", "DisputeRecommendation", "DecideNotProven", "DecideObjection", "AnswerAppeal",
    "RevokeDecision",
}  # fmt: skip
"""Steps of the PPK, or of the one above where that is barred."""
TRIES = 3
"""How many commands are given in a row where one is refused."""
SELDOM = {
    "OverrideDefault",
    "Correct",
    "LinkDuplicate",
    "ConfirmStatusLoss",
    "DisputeRecommendation",
    "OpenByDuty",
    "DeclareConflict",
    "AssignAgency",
    "CloseNotProven",
    "DecideNotProven",
    "ExcuseAbsence",
    "ReceiveDataRequest",
    "GrantDataRequest",
    "RefuseDataRequest",
    "LiftRestriction",
}
"""Steps after which a case is where it was, or ends early."""
Pick = tuple[int, int, int, int]
picks = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 4), st.integers(0, 10**6), st.sampled_from(DAYS)),
    min_size=5,
    max_size=60,
)


def command_of(row: Transition[Any], case: UUID, other: UUID, number: int, today: date) -> Command:
    """The row's command with values that the number chooses, sensible ones and others."""
    pools: dict[str, Sequence[Any]] = {
        "act": ("DS-06", "KE-04", "DS-08", "PD-N2") if row.name != "ReferToGakkumdu" else ("PID-188",),
        "level": ("heavy", "moral", "medium", "light", "moral"),  # no multiple of the acts
        "acted_on": (date(2024, 10, 1), date(2024, 9, 10)),
        "override": (None, None, "determined-earlier"),
        "reason": ("village-head", "evidence"),
        "ministry": ("mendagri", "menpanrb"),
        "examination_on": tuple(today + timedelta(days=d) for d in (1, 3, 9, 40)),
        "filed_on": (today, today - timedelta(days=1)),
        "ruling": ("upheld", "annulled"),
        "ground": (None, "procedure", "procedure", "substance"),
        "received_on": (today, today, today - timedelta(days=30), today + timedelta(days=9)),
        "found_on": (today, today - timedelta(days=60)),
        "date_known": (today, today - timedelta(days=60)),
        "origin": ("report", "finding"),
        "progress": ("K20", "K93", "K95"),
        "hearing": ("heard", "absent-twice"),
        "contest": (*(5 * ("pilkada-2024",)), None),
        "barred": ("pengawas", "ppk"),
        "upheld": (False, False, True),
        "respondent_signed": (True, True, False),
        "refusal": (None, None, "no-reason-given"),
        "position": ("jf", "pelaksana", "administrator"),
        "circumstances": (None, ("leads_unit",)),
        "vacant": ((), (), (), ("ppk", "jpt-pratama")),
        "conditions": ((), ("penunjukan-pejabat-lebih-tinggi",), *APPROVALS, *APPROVALS),
        "asn_act": (False, False, True),
        "effective_on": (today, today + timedelta(days=3)),
        "outcome": ("stopped", "acquitted", "convicted"),
        "step": tuple(STEPS),
        "to_agency": ("32.09", "33.18"),
        "formed_by": ("ppk", "ppk", "gubernur"),
    }
    chosen = {name: pool[number // (n + 1) % len(pool)] for n, (name, pool) in enumerate(pools.items())}
    default, option = OVERRIDES[number // 16 % len(OVERRIDES)]
    may = MAY.get((chosen["position"], chosen["level"]), {"ppk"}) | {"gubernur"}
    any_of = CHAIN if number % 5 == 0 else sorted(may)
    imposed: dict[str, Any] = {
        "sanction": TYPES[chosen["level"]][number // 32 % 2],
        "authority": any_of[number // 64 % len(any_of)],
    }
    if row.name in IN_PLACE_OF_THE_PPK:
        imposed["authority"] = (None, None, None, "ppk", "gubernur")[number // 64 % 5]
    chosen |= imposed | {
        "default": default,
        "option": option,
        "master": other,
        "absorbed": other,
        "of": other,
    }
    values = {**VALUES, **chosen}
    own = {name: values[name] for name in row.command.model_fields if name != "case_id"}
    command: Command = row.command(case_id=case, **own)
    return command


def play(procedure: Procedure[Any], picks: Sequence[Pick]) -> Session:
    """Mostly commands that the table knows for the state of the case; time goes on, and limits are noted."""
    ids, now = count(1), START
    session = Session(procedure, lambda: UUID(int=1000 + next(ids)), START)
    for row_at, who, number, days in picks:
        now += timedelta(days=days, seconds=1)
        case_id, other = CASES[number % 2], CASES[1 - number % 2]
        case = session.cases.get(case_id)
        if case and case.due and case.due.until <= now and number % 3:
            note = NoteOver(case_id=case_id, limit=case.due.limit, on=case.due.on)
            session.carry_out(note, Stamp("service:clock", case.due.until))
        state = case.state if case else None
        rows = [
            row
            for row in procedure.rows
            if (state in row.leaves or row_at % 7 == 3)
            and (row.name not in SELDOM or number % 6 == 0)  # so that cases get on
        ]
        if not rows:
            continue
        today = RULES.calendar.day_of(now, "32.08")
        past = timedelta(days=PAST[number % len(PAST)])
        for tried in range(TRIES):
            row = rows[(row_at // 7 + tried) % len(rows)]
            command = command_of(row, case_id, other, number // (tried + 1), today)
            if row.command is Correct:
                command = correction_of(session, case_id, number // (tried + 1))
            stamp = Stamp(ACTORS[who], now - past, told=bool(past))
            if isinstance(session.carry_out(command, stamp), Change):
                break
    return session


@pytest.mark.parametrize("stage", list(PROCEDURES))
@settings(max_examples=40, deadline=None)
@given(picks=picks)
def test_no_sequence_of_commands_leads_where_the_law_does_not(stage: str, picks: list[Pick]) -> None:
    lawful(stage, play(PROCEDURES[stage], picks))


def lawful(stage: str, session: Session) -> None:
    """Assert that every event of the session was allowed by what lay before it."""
    for case_id in CASES:
        events = [written for written in session.written if written.event.case_id == case_id]
        for number, written in enumerate(events):
            data, before = written.data, events[:number]
            assert data.state_from == (before[-1].data.state if before else None)
            if isinstance(data, Corrected):
                for demand in DEMANDS["CaseCorrected"]:
                    demand(written, before)
                still_lawful(written, as_it_counts(events[: number + 1]))
                continue
            if data.state != data.state_from:
                assert (data.state_from, data.state) in LAW[stage], written.event.type
            demanded(written, as_it_counts(before))
    nobody_is_swallowed(session.written)
    linked_to_what_allows_it(session.written)


def linked_to_what_allows_it(written: Sequence[Written]) -> None:
    """What is reopened had ended, and what is split was in its review; the other case stays as it was.

    A part has the clock of its report: of the same day 0, to the same last day.
    """
    for number, opened in enumerate(written):
        if opened.event.type not in {"CaseReopened", "CaseSplitOff"}:
            continue
        data: Any = opened.data
        before = [w for w in written[:number] if w.event.case_id == data.of]
        told = [w.data.progress for w in _before(before, "ProgressNoted")]  # type: ignore[attr-defined]
        was = before[-1].case
        note = next(w for w in written[number + 1 :] if not isinstance(w.data, DeadlineNoted))
        assert (note.event.case_id, note.event.type) == (data.of, "CaseLinked")
        assert note.data.state == note.data.state_from == was.state
        if opened.event.type == "CaseSplitOff":
            assert (was.state, data.due) == ("K02", was.due)
            assert not _before(before, "ReporterWithdrew")
        else:
            assert (told[-1:] or [was.state])[0] in {"K91", "K92", "K93", "K95"}


ASIDE = {"CriminalStepRecorded", "CriminalOutcomeRecorded"}
"""Steps of the criminal line alone: its first, the referral, is one of the case's way too."""


def demanded(written: Written, before: Sequence[Written]) -> None:
    """Assert what must lie before a step, of what counts."""
    in_order(written, before)
    for demand in DEMANDS.get(written.event.type, ()):
        demand(written, before)


def still_lawful(correction: Written, counting: Sequence[Written]) -> None:
    """By way of a correction nothing comes about that the steps themselves could not have led to."""
    hangs_together(correction, counting)
    told = [one for one in counting if isinstance(one.data, Corrected)]
    steps = [one for one in counting if not isinstance(one.data, Corrected)]
    for number, step in enumerate(steps):
        demanded(step, [*steps[: min(number, 1)], *told, *steps[1:number]] if number else [])


def in_order(step: Written, before: Sequence[Written]) -> None:
    """No step happened before the one before it in its line, whatever moment somebody names.

    Neither a note nor a correction is a step. The criminal line and the case's way hold each other's days in
    nothing.
    """
    beside = DeadlineNoted | Corrected
    if isinstance(step.data, beside):
        return
    steps = [written for written in before if not isinstance(written.data, beside)]
    if step.event.type in ASIDE:
        own = [one for one in steps if hasattr(one.data, "criminal")]
    else:
        own = [one for one in steps if one.event.type not in ASIDE]
    assert all(one.event.occurred_at <= step.event.occurred_at for one in own)


def nobody_is_swallowed(written: Sequence[Written]) -> None:
    """No report in time that its reporter stood by ends because the one it was merged into did not hold."""
    ends = [
        n
        for n, w in enumerate(written)
        if w.event.type in {"WithdrawalClosed", "ReportLapsed"}
        or (w.event.type == "ReportDiscontinued" and w.data.state_from == "K03")
    ]
    for number in ends:
        end = written[number]
        for link in _before(written[:number], "DuplicateLinked"):
            if link.data.master != end.event.case_id:  # type: ignore[attr-defined]
                continue
            until = written[: written.index(link)]
            own = as_it_counts([w for w in until if w.event.case_id == link.event.case_id])
            if not _before(own, "ReportReceived"):
                continue  # a part of a report, or reopened by an officer
            received: Any = _last(own, "ReportReceived")
            at = RULES.calendar.day_of(own[0].event.occurred_at, received.region)
            late = at > _file_by(received.date_known, received.contest, received.region)
            assert late or _before(own, "ReporterWithdrew")


def _file_by(known: date, contest: str | None, region: str) -> date:
    """Seven days: of a Pilkada calendar days, but never ending on a free day, else working days."""
    if contest != "pilkada-2024":
        return RULES.calendar.after(known, 7, "working", region)
    end = known + timedelta(days=7)
    return RULES.calendar.after(end, 1, "working", region) if RULES.calendar.free(end, region) else end


def _chosen(before: Sequence[Written], default: str) -> str | None:
    """What an officer chose last for an unconfirmed provision."""
    own: list[Any] = [w.data for w in _before(before, "DefaultOverridden")]
    return next((data.option for data in reversed(own) if data.default == default), None)


def _day_0(day: date, before: Sequence[Written]) -> date:
    """The day of the event, or the one before it where an officer counts that day as the first."""
    return day - timedelta(days=1) if _chosen(before, "start-day") == "same-day" else day


def _before(before: Sequence[Written], *types: str) -> list[Written]:
    return [written for written in before if written.event.type in types]


def _last(before: Sequence[Written], type: str) -> Any:
    return _before(before, type)[-1].data


def heard_or_given_the_chance(_: Written, before: Sequence[Written]) -> None:
    """Nobody is decided upon before a panel's hearing, an examination with its minutes, or two absences."""
    if _before(before, "PanelConcluded"):
        assert _last(before, "RecommendationIssued").branch == "KE"
        return
    assert _before(before, "SummonsIssued")
    absences = len(_before(before, "RespondentAbsent"))
    assert _before(before, "BapSigned") or (absences == 2 and len(_before(before, "SummonsIssued")) == 2)


def not_before_the_day(held: Written, before: Sequence[Written]) -> None:
    """Nobody is examined, or found absent, before the day of the last summons, or the one after an excuse."""
    day = _before(before, "SummonsIssued", "ExaminationRescheduled")[-1].data.examination_on  # type: ignore[attr-defined]
    assert RULES.calendar.day_of(held.event.occurred_at, held.data.region) >= day


def fits_the_act(decided: Written, before: Sequence[Written]) -> None:
    """The level is one of the act, or the one recommended with a reason; a heavy one needs a team."""
    data: Any = decided.data
    recommended: Any = _before(before, "RecommendationIssued", "DutyOpened")[-1].data
    assert (data.level == "moral") == (recommended.branch == "KE")
    assert data.level in {*LEADS_TO[recommended.act], recommended.level}
    if data.level == "heavy":
        assert _before(before, "ExaminationTeamFormed")
        assert all(written.data.by_team for written in _before(before, "ExaminationHeld")[-1:])  # type: ignore[attr-defined]


def _able(may: set[str], gone: set[str]) -> set[str]:
    """Those who may and can, or the next above them all."""
    highest = max(CHAIN.index(one) for one in may)
    return may - gone or {next(one for one in CHAIN[highest + 1 :] if one not in gone)}


def _at_this_ppk(before: Sequence[Written]) -> Sequence[Written]:
    """What happened since the case came to the PPK at whom it lies."""
    moved = [n for n, w in enumerate(before) if w.event.type == "AgencyAssigned"]
    return before[moved[-1] :] if moved else before


def _barred(before: Sequence[Written]) -> set[str]:
    """Whom a conflict of interest bars: those of another agency decide nothing here anyway."""
    told: list[Any] = [w.data for w in _before(_at_this_ppk(before), "ConflictDecided")]
    return {one.barred for one in told if one.upheld}


def moved_to_another(moved: Written, before: Sequence[Written]) -> None:
    """To another PPK, before a decision and while no conflict is open; nothing escalates against that yet."""
    data: Any = moved.data
    assert data.office != data.moved_from == before[-1].data.office
    assert not _before(before, "DecisionIssued") or _before(before, "ProcedureRepeated")
    assert len(_before(before, "ConflictDeclared")) == len(_before(before, "ConflictDecided"))
    assert moved.case.facts.escalation is None


def by_who_may(decided: Written, before: Sequence[Written]) -> None:
    """The competent authority decides, or the next higher by designation, with the approval it needs."""
    data: Any = decided.data
    barred, vacant = _barred(before), set(data.vacant or ())
    may = MAY.get((data.position, data.level), {"ppk"})
    assert data.authority in _able(may, barred | vacant)
    if data.authority not in _able(may, barred):
        assert "penunjukan-pejabat-lebih-tinggi" in data.conditions
    until = RULES.calendar.day_of(decided.event.occurred_at, data.region) <= date(2025, 2, 19)
    if data.level == "heavy" and data.authority == "ppk" and until:
        leads = data.position == "jf" and data.circumstances == ("leads_unit",)
        assert (data.position != "administrator" and not leads) or data.conditions


def by_nobody_barred(decided: Written, before: Sequence[Written]) -> None:
    """No conflict of interest is open, and who is barred for one does not decide."""
    data: Any = decided.data
    told: list[Any] = [w.data for w in _before(before, "ConflictDeclared", "ConflictDecided")]
    assert len(told) % 2 == 0
    assert data.authority not in _barred(before)


def by_the_ppk_or_the_one_above(taken: Written, before: Sequence[Written]) -> None:
    """Where the PPK is barred the one above takes its steps, and where it is not nobody above does."""
    data: Any = taken.data
    assert (data.authority == "gubernur") == ("ppk" in _barred(before))


def while_none_is_open(_: Written, before: Sequence[Written]) -> None:
    """Nobody decides before it is clear who may."""
    assert len(_before(before, "ConflictDeclared")) == len(_before(before, "ConflictDecided"))


def acquitted_by_who_may(acquitted: Written, before: Sequence[Written]) -> None:
    """After the examination by nobody barred, nor above where nobody is, and while no conflict is open."""
    data: Any = acquitted.data
    if data.state_from == "K35":
        while_none_is_open(acquitted, before)
        assert data.authority not in _barred(before) | (set() if "ppk" in _barred(before) else {"gubernur"})
        assert data.authority or not _barred(before)


def by_nobody_barred_then(_: Written, before: Sequence[Written]) -> None:
    """No decision of somebody who is barred comes into effect, unless a remedy was sought against it."""
    if before[-1].data.state in {"K36", "K37"}:
        assert _last(before, "DecisionIssued").authority not in _barred(before)


def taken_back_without_effect(decided: Written, before: Sequence[Written]) -> None:
    """What who is barred decided is taken back while it has no effect, and nothing else is."""
    data: Any = decided.data
    standing = data.state_from in {"K36", "K37"}
    by_the_barred = standing and _last(before, "DecisionIssued").authority == data.barred
    assert bool(data.taken_back) == (data.upheld and by_the_barred) == (data.state != data.state_from)


def by_another_above(decided: Written, before: Sequence[Written]) -> None:
    """A conflict of interest is decided by somebody higher, and not by who declared it."""
    data: Any = decided.data
    declared: Any = _before(before, "ConflictDeclared")[-1]
    assert data.barred == declared.data.barred
    assert CHAIN.index(data.authority) > CHAIN.index(data.barred)
    assert decided.event.actor != declared.event.actor


def signed(bap: Written, _: Sequence[Written]) -> None:
    """Whoever examined signed; the respondent did, or it is on record why not."""
    data: Any = bap.data
    assert data.examiner_signed
    assert data.respondent_signed == (data.refusal is None)


def of_a_type_that_fits(decided: Written, _: Sequence[Written]) -> None:
    """The type is of the level and of its time; nobody without a post of that kind is removed from one."""
    data: Any = decided.data
    assert data.sanction in TYPES[data.level]
    assert data.sanction != "pemotongan-tukin-6", "it awaits a regulation"
    assert (data.sanction, data.position) != ("pembebasan-jabatan", "pelaksana")


def by_nobody_who_studied_or_verified(decided: Written, before: Sequence[Written]) -> None:
    """Verifier is not decider."""
    queued: list[Any] = [w.data for w in _before(before, "RecommendationQueued")]
    assert decided.event.actor not in {who for one in queued for who in (one.studied_by, one.verified_by)}


def act_of_the_day(issued: Written, _: Sequence[Written]) -> None:
    """Code and level are those that the day of the act calls for, or an officer said why not."""
    data: Any = issued.data
    assert data.override or data.act in WHOEVER or data.suggested == ("KE" if data.branch == "KE" else "DS")
    assert data.suggested in {None, "KE" if data.acted_on < date(2024, 9, 22) else "DS"}
    assert data.override or data.level in LEADS_TO[data.act]
    assert data.act != "DS-08" or data.level == "medium" or data.override or data.suggested == "DS"


def summoned_for_discipline(opened: Written, before: Sequence[Written]) -> None:
    """By an own duty nobody summons for a breach of ethics, nor where there is a recommendation already."""
    data: Any = opened.data
    assert (data.state, data.branch == "KE") == ("K32", False)
    assert not _before(before, "RecommendationIssued", "DutyOpened")


def waited_for(effective: Written, before: Sequence[Written]) -> None:
    """In effect from the fifteenth working day after receipt; a moral statement in private from its receipt.

    Discipline from the fifteenth calendar day where an officer chose so while it waited.
    """
    if before[-1].event.type == "RemedyDecided":
        assert before[-1].data.ruling != "annulled"  # type: ignore[attr-defined]
        return
    received = _last(before, "DecisionDelivered").received_on
    decided = _last(before, "DecisionIssued")
    if decided.branch != "KE" or decided.sanction == "pernyataan-terbuka":
        handed_over = max(n for n, w in enumerate(before) if w.event.type == "DecisionDelivered")
        ends = [n for n, w in enumerate(before) if w.event.type == "WaitingPeriodEnded" and n > handed_over]
        waiting = before[: ends[0]] if ends else before
        unit: Any = (decided.branch != "KE" and _chosen(waiting, "effect-unit")) or "working"
        last = RULES.calendar.after(_day_0(received, waiting), 14, unit, effective.data.region)
        assert RULES.calendar.day_of(effective.event.occurred_at, effective.data.region) > last


def not_received_before_it_was_there(delivered: Written, before: Sequence[Written]) -> None:
    """Nobody has received a decision before the day on which it was made."""
    data: Any = delivered.data
    decided = _before(before, "DecisionIssued")[-1].event.occurred_at
    assert RULES.calendar.day_of(decided, data.region) <= data.received_on


ESCALATION = ("WarningSent", "ServiceBlocked", "MinistryInformed", "PresidentInformed")


def missed_before(step: Written, before: Sequence[Written]) -> None:
    """The PPK is warned, blocked and reported, each once and in turn, when the time before is over."""
    number = ESCALATION.index(step.event.type)
    taken = _before(_at_this_ppk(before), *ESCALATION)
    assert [written.event.type for written in taken] == [*ESCALATION[:number]]
    limit = ("tindak-lanjut-ppk", "teguran-ppk", None, "laporan-kementerian")[number]
    missed: list[Any] = [w.data for w in _before(before, "DeadlineMissed")]
    missed += [one for w in before if isinstance(w.data, Corrected) for one in w.data.passed or ()]
    assert limit is None or any(data.limit.startswith(limit) for data in missed)
    assert step.data.state in {"K24", "K30"}, "whoever acts is not escalated against any further"


def disputed_once(step: Written, before: Sequence[Written]) -> None:
    """A recommendation is disputed once, and before the PPK's time is over."""
    assert not _before(before, "RecommendationDisputed")
    due = before[-1].case.due
    assert due is not None
    assert step.event.occurred_at < due.until


def blocked_no_more(_: Written, before: Sequence[Written]) -> None:
    """A block is lifted once, by a decision, the end of the case or another PPK, and nothing else."""
    assert len(_before(before, "ServiceBlocked")) == len(_before(before, "ServiceUnblocked")) + 1
    assert before[-1].event.type in {"DecisionIssued", "NotProven", "StatusLost", "PpkNotified"}


def not_cut_short(closed: Written, before: Sequence[Written]) -> None:
    """Who has to complete a report has all of the time for it."""
    if closed.data.state_from == "K03":
        due = before[-1].case.due
        assert due is None or closed.event.occurred_at >= due.until


def after_its_time(lapsed: Written, before: Sequence[Written]) -> None:
    """Nothing lapses but a study whose time since its registration is over, and where no ASN act is alleged.

    Seven working days, fourteen if it was extended, and of a Pilkada three or five calendar days.
    """
    data: Any = lapsed.data
    assert data.asn_act is False
    assert RULES.calendar.day_of(lapsed.event.occurred_at, data.region) > _studied_by(before)


def extended_in_time(extended: Written, before: Sequence[Written]) -> None:
    """Once, before the shorter time is over, and the longer one counts from the same day."""
    assert not _before(before, "StudyExtended")
    data: Any = extended.data
    assert RULES.calendar.day_of(extended.event.occurred_at, data.region) <= _studied_by(before)
    assert data.registered_on == RULES.calendar.day_of(before[0].event.occurred_at, data.region)


def _studied_by(before: Sequence[Written]) -> date:
    registered: Any = before[0]
    day = _day_0(RULES.calendar.day_of(registered.event.occurred_at, registered.data.region), before)
    longer = bool(_before(before, "StudyExtended"))
    if registered.data.contest == "pilkada-2024":
        return day + timedelta(days=5 if longer else 3)
    return RULES.calendar.after(day, 14 if longer else 7, "working", registered.data.region)


def begins_a_case(opened: Written, before: Sequence[Written]) -> None:
    """What is reopened or split off is reviewed like any report."""
    assert (opened.data.state, list(before)) == ("K02", [])


def verified_by_another(verified: Written, before: Sequence[Written]) -> None:
    """Who studied a case does not verify it."""
    assert verified.event.actor != _before(before, "SatgasQueued")[-1].event.actor


def validated_by_a_third(validated: Written, before: Sequence[Written]) -> None:
    """Who studied or verified a case does not validate it."""
    others = {written.event.actor for written in _before(before, "SatgasQueued", "SatgasVerified")}
    assert validated.event.actor not in others
    assert len(others) == 2


def found_by_bawaslu(waived: Written, before: Sequence[Written]) -> None:
    """Bawaslu's validation is waived for what it found itself: never for a report, to it or to BKN's SBT."""
    assert before[0].event.type == "StudyQueued"
    assert before[0].data.origin == "finding"  # type: ignore[attr-defined]
    assert waived.data.channel != "sbt"


def after_its_step(recorded: Written, before: Sequence[Written]) -> None:
    """The criminal line goes its own steps, in their order, and moves the case nowhere."""
    data: Any = recorded.data
    line: list[Any] = [w.data for w in before if hasattr(w.data, "criminal")]
    assert (line[-1].criminal if line else None) in STEPS[data.criminal]
    assert data.state == data.state_from != "K10"


def in_effect_by_then(lost: Written, _: Sequence[Written]) -> None:
    """No case falls by a decision that is not in effect yet; at sanctions the event names no day of it."""
    data: Any = lost.data
    assert not hasattr(data, "effective_on") or data.effective_on <= RULES.calendar.day_of(
        lost.event.occurred_at, data.region
    )


def stood_by(_: Written, before: Sequence[Written]) -> None:
    """A withdrawn report is not registered; one that became information may be."""
    if _before(before, "ReporterWithdrew"):
        assert _before(before, "ReportConverted")


def filed_in_time(registered: Written, before: Sequence[Written]) -> None:
    """A report that came after its seven days is not registered as a report."""
    received = _before(before, "ReportReceived")
    if received and not _before(before, "ReportConverted"):
        data: Any = received[0].data
        last = _file_by(data.date_known, registered.data.contest, data.region)  # type: ignore[attr-defined]
        assert RULES.calendar.day_of(received[0].event.occurred_at, data.region) <= last


def filed_in_its_time(filed: Written, before: Sequence[Written]) -> None:
    """The remedy that there is, once, within fourteen working days after the receipt."""
    data: Any = filed.data
    delivered = _last(before, "DecisionDelivered")
    assert delivered.remedy == ("objection" if filed.event.type == "ObjectionFiled" else "appeal")
    since = [n for n, w in enumerate(before) if w.event.type == "ProcedureRepeated"]
    assert not _before(before[since[-1] if since else 0 :], "ObjectionFiled", "AppealFiled")
    last = RULES.calendar.after(_day_0(delivered.received_on, before), 14, "working", data.region)
    assert delivered.received_on <= data.filed_on <= last


def formed_by_whom_the_statement_is(formed: Written, before: Sequence[Written]) -> None:
    """Of a regency the PPK forms a panel for whoever is no Sekda; the Gubernur where the PPK is barred."""
    data: Any = formed.data
    assert data.formed_by == ("gubernur" if "ppk" in _barred(before) else "ppk")


def served(completed: Written, before: Sequence[Written]) -> None:
    """What lasts is completed after its year in effect; and nothing while a remedy may still be filed."""
    decided, delivered = _last(before, "DecisionIssued"), _last(before, "DecisionDelivered")
    today = RULES.calendar.day_of(completed.event.occurred_at, completed.data.region)
    if decided.sanction in FOR_A_YEAR:
        days, since = 0, None
        for written in before:
            day = RULES.calendar.day_of(written.event.occurred_at, written.data.region)
            if written.event.type == "DecisionEffective":
                since = day
            elif since and written.event.type in REMEDIES and not getattr(written.data, "in_effect", False):
                days, since = days + (day - since).days, None
        assert since is not None
        assert days + (today - since).days >= 365
    if decided.level != "moral" and not _before(before, *REMEDIES):
        assert today > RULES.calendar.after(
            _day_0(delivered.received_on, before), 14, "working", completed.data.region
        )


DEMANDS: dict[str, tuple[Any, ...]] = {
    "RecommendationIssued": (act_of_the_day, by_nobody_who_studied_or_verified),
    "DutyOpened": (act_of_the_day, by_nobody_who_studied_or_verified, summoned_for_discipline),
    "DecisionIssued": (
        heard_or_given_the_chance,
        fits_the_act,
        by_nobody_who_studied_or_verified,
        by_who_may,
        of_a_type_that_fits,
        by_nobody_barred,
    ),
    "ConflictDecided": (by_another_above, taken_back_without_effect),
    "NotProven": (acquitted_by_who_may,),
    "ExaminationTeamFormed": (by_the_ppk_or_the_one_above,),
    "RecommendationDisputed": (disputed_once, by_the_ppk_or_the_one_above, while_none_is_open),
    "AgencyAssigned": (moved_to_another,),
    "CaseCorrected": (hides_nothing,),
    "BapSigned": (signed,),
    "ExaminationHeld": (not_before_the_day,),
    "RespondentAbsent": (not_before_the_day,),
    "DecisionDelivered": (not_received_before_it_was_there,),
    "DecisionEffective": (waited_for, by_nobody_barred_then),
    "EthicsPanelFormed": (formed_by_whom_the_statement_is,),
    "SanctionCompleted": (served,),
    **dict.fromkeys(ESCALATION[:3], (missed_before,)),
    "ObjectionFiled": (filed_in_its_time,),
    "ServiceUnblocked": (blocked_no_more,),
    "ReportDiscontinued": (not_cut_short,),
    "StudyLapsed": (after_its_time,),
    "StudyExtended": (extended_in_time,),
    "CriminalReferralMade": (after_its_step,),
    "CriminalStepRecorded": (after_its_step,),
    "CriminalOutcomeRecorded": (after_its_step,),
    "CaseReopened": (begins_a_case,),
    "CaseSplitOff": (begins_a_case,),
    "StatusLost": (in_effect_by_then,),
    "SatgasVerified": (verified_by_another,),
    "BawasluValidated": (validated_by_a_third,),
    "BawasluValidationWaived": (found_by_bawaslu,),
    "CaseRegistered": (stood_by, filed_in_time),
}


def random_life(stage: str, chance: random.Random, length: int = 50) -> Session:
    """So many commands at a stage, chosen by chance alone."""
    steps = [
        (chance.randrange(10**6), chance.randrange(5), chance.randrange(10**6), chance.choice(DAYS))
        for _ in range(length)
    ]
    return play(PROCEDURES[stage], steps)


def rebuilt(stage: str, session: Session) -> None:
    """The bytes of the ledger alone rebuild every case."""
    procedure, cases = PROCEDURES[stage], dict[UUID, Any]()
    for event, data, _ in session.written:
        read = type(data).read(event.data)
        case = procedure.apply(cases.get(event.case_id), event.case_id, read, event.recorded_at, event.actor)
        cases[event.case_id] = case.linked(event.chain)
    assert cases == session.cases


LIVES, MOST_LIVES = 150, 6000


@pytest.mark.parametrize("stage", list(PROCEDURES))
def test_long_random_lives_are_lawful_and_meet_every_demand(stage: str, chance: random.Random) -> None:
    """A demand that no random case ever meets would prove nothing: lives are lived until each was met."""
    wanted = {event for event in DEMANDS if event in CONTRACTS[stage].events}
    reached = set[str]()
    for life in range(MOST_LIVES):
        if life >= LIVES and wanted <= reached:
            return
        session = random_life(stage, chance)
        lawful(stage, session)
        rebuilt(stage, session)
        reached |= {written.event.type for written in session.written}
    assert wanted <= reached
