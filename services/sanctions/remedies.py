"""Remedies (upaya administratif) against a decision, and its revocation with restoration. Pure.

Source: PP 79/2021 (keberatan, banding), UU 30/2014. Against a dismissal an appeal to BPASN, against what the
President decides the court, against all other discipline an objection to the PPK. While one is under way the
decision has no effect; it then has the one that the remedy gives it. Silence suspends, and opens the court.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from services.sanctions import contract as ev
from services.sanctions.acts import ETHICS, OF_BRANCH
from services.sanctions.commands import APART, ByThePpk, CompleteSanction, IssueSummons, SanctionsFacts
from services.sanctions.competence import Competence
from services.sanctions.conflicts import Conflicts
from services.sanctions.guards import Guards
from services.sanctions.term import Term
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.deadlines.limits import measured
from shared.events import Builder, first_of, in_turn, one, place, publishing
from shared.policy import Policy
from shared.policy.catalogue import Level

OBJECTION, APPEAL, COURT = "objection", "appeal", "court"
FILING = {OBJECTION: "keberatan", APPEAL: "banding-bpasn"}
"""The limit of policy within which each is filed."""
PRESIDENT = "presiden"
GRANTED = "granted"
"""What silence brings about by one reading of it."""
RULED = {state: ((state, "K60"), (state, "K70")) for state in ("K50", "K52", "K53")}
"""The ways of a case whose remedy is decided: in effect, or annulled."""
Ruling = Literal["upheld", "lightened", "heavier", "changed", "annulled"]
"""Memperkuat, memperingan, memperberat, mengubah, membatalkan."""
ANEW = (
    "absent_in", "decided_in", "decided_on", "decided_by", "delivered", "remedy", "silence", "sanction",
    "annulled_for", "effective_on", "ends_on", "served",
)  # fmt: skip
UNDONE = ("waited", "examined_without_team", "remedied", "appeal_answered", "in_effect", "court_ruled")
"""What is remembered no more once a procedure is repeated."""
Events = Sequence[tuple[UUID, EventData]]
On = Annotated[date, Field(examples=["2026-12-01"])]


class FileObjection(Command):
    """Catat keberatan yang diajukan."""

    filed_on: On


class FileAppeal(Command):
    """Catat banding administratif kepada BPASN."""

    filed_on: On


class AnswerAppeal(ByThePpk):
    """Catat tanggapan PPK atas banding."""


Ground = Literal["procedure", "substance"]


class _Decides(Command):
    ruling: Annotated[Ruling, Field(examples=["lightened"])]
    level: Level | None = Field(default=None, examples=["medium"])
    sanction: Code | None = Field(default=None, examples=["penurunan-pangkat"])
    ground: Ground | None = Field(default=None, examples=["procedure"])


class DecideObjection(_Decides, ByThePpk):
    """Putuskan keberatan."""


class RecordAppealDecision(_Decides):
    """Catat putusan BPASN (BKN)."""


class RecordCourtFiling(Command):
    """Catat gugatan ke pengadilan; it suspends only where the court says so."""

    stayed: Annotated[bool, Field(examples=[False])]


class RecordCourtOutcome(_Decides):
    """Catat putusan pengadilan."""


class RevokeDecision(ByThePpk):
    """Cabut keputusan dan pulihkan hak (PPK), as a remedy orders."""

    reason: Reason


class RepeatExamination(IssueSummons):
    """Ulangi pemeriksaan setelah keputusan dibatalkan karena prosedur."""


class Remedies:
    """The rows of the remedies."""

    def __init__(
        self, policy: Policy, competence: Competence, term: Term, guards: Guards, conflicts: Conflicts
    ) -> None:
        self._policy = policy
        self._competence = competence
        self._term = term
        self._summons_fits = guards.summons_fits
        self._is_discipline = guards.is_discipline
        self._none_is_open = conflicts.none_is_open
        self._in_place_of_the_ppk = conflicts.in_place_of_the_ppk

    def rows(self) -> list[Transition[Any]]:
        """Its part of the table of transitions."""
        at, decided, suspended = states, self._decided, self._term.suspended
        return [
            Transition("FileObjection", FileObjection, at("K37", "K60"), "K50",
                        "keberatan", suspended(one(ev.ObjectionFiled)), self.objection_in_time,
                        hindrance=self.objection_is_open),
             Transition("DecideObjection", DecideObjection, at("K50"), "K60",
                        "keberatan", decided(OBJECTION),
                        in_turn(self._in_place_of_the_ppk, self.ruling_fits, self.no_dismissal),
                        APART, RULED["K50"], first_of(self.not_granted, self._none_is_open)),
             Transition("FileAppeal", FileAppeal, at("K37", "K60"), "K52",
                        "banding-administratif", suspended(one(ev.AppealFiled)), self.appeal_in_time,
                        hindrance=self.appeal_is_open),
             Transition("AnswerAppeal", AnswerAppeal, at("K52"), STAYS,
                        "banding-administratif", one(ev.AppealAnswered), self._in_place_of_the_ppk,
                        hindrance=first_of(self._none_is_open, self.not_answered)),
            Transition("RecordAppealDecision", RecordAppealDecision, at("K52"), "K60",
                       "banding-administratif", decided(APPEAL), self.ruling_fits, ways=RULED["K52"]),
            Transition("RecordCourtFiling", RecordCourtFiling, at("K37", "K50", "K60"), "K53",
                       "gugatan", self._filed, self.waits_or_stays, hindrance=self.court_is_open),
            Transition("RecordCourtOutcome", RecordCourtOutcome, at("K53"), "K60",
                       "gugatan", decided(COURT), self.ruling_fits, ways=RULED["K53"]),
            Transition("RevokeDecision", RevokeDecision, at("K50", "K70"), "K95",
                        "pencabutan", one(ev.DecisionRevoked), self._in_place_of_the_ppk, APART,
                        hindrance=first_of(self._none_is_open, self.is_ordered)),
            Transition("RepeatExamination", RepeatExamination, at("K70"), "K32",
                       "pencabutan", one(ev.ProcedureRepeated, ev.SummonsIssued, number=1),
                       self._summons_fits, hindrance=self.for_procedure),
        ]  # fmt: skip

    def of_decision(self, branch: str, sanction: str | None, authority: str | None, day: date) -> str | None:
        """Which remedy there is against a decision; None against a moral sanction."""
        if branch == ETHICS:
            return None
        if authority == PRESIDENT:
            return COURT
        kind = self._policy.sanctions.on_or_first(sanction, day) if sanction else None
        return APPEAL if kind and kind.dismissal else OBJECTION

    def objection_in_time(self, command: FileObjection, cases: Cases, step: Step) -> Decision | None:
        """An objection is filed in its time."""
        return self._filed_in_time(OBJECTION, command, cases, step)

    def appeal_in_time(self, command: FileAppeal, cases: Cases, step: Step) -> Decision | None:
        """An appeal is filed in its time."""
        return self._filed_in_time(APPEAL, command, cases, step)

    def objection_is_open(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """An objection is what there is against this decision, once."""
        return _is_open(OBJECTION, case.facts)

    def appeal_is_open(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """An appeal is what there is against this decision, once."""
        return _is_open(APPEAL, case.facts)

    def not_answered(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """The PPK answers an appeal once."""
        if case.facts.appeal_answered:
            return Refused("conflict", "the PPK answered this appeal already")
        return None

    def not_granted(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """Silence that granted the objection has decided it."""
        if case.facts.silence == GRANTED:
            return Refused("conflict", "silence granted this objection: revoke the decision")
        return None

    def ruling_fits(self, command: _Decides, cases: Cases, step: Step) -> Decision | None:
        """Another sanction is named where there is one: of discipline, one that fits, as heavy as it says."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        if (command.ruling == "annulled") != (command.ground is not None):
            return Refused("invalid-input", "body.ground: say it of an annulment, and of it alone")
        named = command.level is not None, command.sanction is not None
        if command.ruling in {"upheld", "annulled"}:
            if any(named):
                return Refused("invalid-input", "body.sanction: what is upheld or annulled names no other")
            return None
        if not all(named):
            return Refused("invalid-input", "body.sanction: name the level and the type that now count")
        fitting = self._fitting(case.facts, command, self._day(case, step))
        if command.sanction not in fitting:
            return Refused(
                "sanction-does-not-fit", f"body.sanction is none of: {', '.join(fitting) or 'none'}"
            )
        return None

    def no_dismissal(self, command: DecideObjection, cases: Cases, step: Step) -> Decision | None:
        """An objection ends no service: against that there would be another remedy."""
        case = cases.get(command.case_id)
        if case is None or command.sanction is None:
            return None
        kind = self._policy.sanctions.on(command.sanction, self._day(case, step))
        if kind and kind.dismissal:
            return Refused("sanction-does-not-fit", "an objection brings no dismissal")
        return None

    def court_is_open(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """After a remedy was decided, where its time passed in silence, or where there is no other; once."""
        facts = case.facts
        if facts.court_ruled:
            return Refused("conflict", "a court has ruled on this decision already")
        is_open = {"K37": facts.remedy == COURT, "K50": facts.silence not in {None, GRANTED}}
        if not is_open.get(case.state, facts.remedied or facts.remedy == COURT):
            return Refused("conflict", "the court is open after the administrative remedy, or its silence")
        return None

    def waits_or_stays(self, command: RecordCourtFiling, cases: Cases, _: Step) -> Decision | None:
        """Before the decision has effect a court is of interest here only where it stays it."""
        case = cases.get(command.case_id)
        if case and case.state == "K37" and not command.stayed:
            return Refused("conflict", "without a stay the decision waits on: record it once it is in effect")
        return None

    def is_ordered(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """An objection unanswered is an order only where silence grants it."""
        if case.state == "K50" and case.facts.silence != GRANTED:
            return Refused("conflict", "nothing orders it: the objection is not decided")
        return None

    def for_procedure(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """What was annulled on its substance is not sanctioned a second time."""
        if case.facts.annulled_for != "procedure":
            return Refused("conflict", "the decision was annulled on its substance: revoke it")
        return self._is_discipline(case, step)

    def may_come(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Nobody's time to file a remedy is cut off."""
        found = self._left(case)
        if found and self._day(case, step) <= found[1]:
            return Refused("too-early", f"the {found[0]} against the decision may be filed until {found[1]}")
        return None

    def none_was_filed(self, command: CompleteSanction, cases: Cases, _: Step) -> Decision | None:
        """No remedy that was filed in its time is cut off, however late it is recorded."""
        case = cases.get(command.case_id)
        found = self._left(case) if case else None
        if found and not command.none_filed:
            detail = (
                f"an {found[0]} filed by {found[1]} is recorded first: confirm in none_filed that none was"
            )
            return Refused("confirmation-needed", detail)
        return None

    def _left(self, case: Case[SanctionsFacts]) -> tuple[str, date] | None:
        """The remedy that none was decided of yet, and the last day on which it may be filed."""
        remedy, delivered = remedy_of(case.facts), case.facts.delivered
        if case.facts.remedied or remedy not in FILING or delivered is None:
            return None
        return remedy, self._last_day(case, remedy, delivered)

    @publishing(ev.CourtFilingRecorded)
    def _filed(self, command: RecordCourtFiling, cases: Cases, step: Step) -> Events:
        """Without a stay what is in effect stays so, and its time goes on."""
        if step.state_from != "K60" or command.stayed:
            stops = self._term.suspended(one(ev.CourtFilingRecorded, in_effect=False))
            return stops(command, cases, step)
        case = cases[command.case_id]
        facts, over = case.facts, self._term.over(case, step)
        lasts = {} if over else {"effective_on": facts.effective_on, "ends_on": facts.ends_on}
        return one(ev.CourtFilingRecorded, in_effect=True, **lasts)(command, cases, step)

    def _fitting(self, facts: SanctionsFacts, command: _Decides, day: date) -> Sequence[str]:
        """The types of that level of discipline that may count now, by the ruling lighter or heavier."""
        if command.level is None or command.level in OF_BRANCH["ethics"]:
            return ()
        known = self._policy.sanctions.on_or_first(facts.sanction, day) if facts.sanction else None
        types = self._competence.types(facts.standing, command.level, day)
        if facts.standing.respondent_type is None:  # decided by an earlier release, which did not ask
            types = tuple(one for one in self._policy.sanctions.in_force(day) if one.level == command.level)
        if known is None:
            return [one.id for one in types]
        lighter = {"lightened": {-1}, "heavier": {1}, "changed": {-1, 1}}[command.ruling]
        weighs = {one.id: (one.weight > known.weight) - (one.weight < known.weight) for one in types}
        return [id for id, weight in weighs.items() if weight in lighter]

    def _decided(self, remedy: str) -> Builder:
        """Annulled, the decision is to be revoked; else it now has effect, as it came out of the remedy."""

        @publishing(ev.RemedyDecided, ev.DecisionEffective)
        def build(command: _Decides, cases: Cases, step: Step) -> Events:
            about, here = command.case_id, place(cases, command.case_id)
            state = "K70" if command.ruling == "annulled" else step.state
            ruled = ev.RemedyDecided(
                state_from=step.state_from,
                state=state,
                **here,
                remedy=remedy,
                ruling=command.ruling,
                level=command.level,
                sanction=command.sanction,
                ground=command.ground,
                authority=command.authority if isinstance(command, DecideObjection) else None,
            )
            as_it_was = command.ruling == "upheld" and cases[about].facts.in_effect
            begins = self._term.begins(cases[about], step, command.sanction)
            effect = ev.DecisionEffective(state_from=state, state=state, **here, **begins)
            return [(about, ruled), *([] if state == "K70" or as_it_was else [(about, effect)])]

        return build

    def _filed_in_time(
        self, remedy: str, command: FileObjection | FileAppeal, cases: Cases, step: Step
    ) -> Refused | None:
        case = cases.get(command.case_id)
        if case is None or case.state not in {"K37", "K60"}:
            return None
        received, today = case.facts.delivered or date.max, self._day(case, step)
        last = self._last_day(case, remedy, received)
        if not received <= command.filed_on <= today:
            return Refused("invalid-input", f"body.filed_on must lie from {received} to {today}")
        if command.filed_on > last:
            return Refused("too-late", f"it could be filed until {last}: it is not admissible any more")
        return None

    def _last_day(self, case: Case[SanctionsFacts], remedy: str, received: date) -> date:
        terms = self._policy.terms(received, case.facts.contest, case.facts.overrides)
        seat = self._policy.calendar.seat(case.office, case.region)
        return measured(self._policy, FILING[remedy], received, seat, terms) or date.max

    def _day(self, case: Case[SanctionsFacts], step: Step) -> date:
        return self._policy.calendar.day_at(step.at, case)


def _is_open(remedy: str, facts: SanctionsFacts) -> Refused | None:
    if remedy_of(facts) != remedy and not (facts.remedy is None and _of_earlier_release(facts)):
        return Refused("wrong-remedy", f"the remedy against this decision is: {remedy_of(facts) or 'none'}")
    if facts.remedied:
        return Refused("conflict", "the remedy against this decision was sought already")
    return None


def remedy_of(facts: SanctionsFacts) -> str | None:
    """Which remedy there is against the decision; against one of an earlier release an objection."""
    return facts.remedy or (OBJECTION if _of_earlier_release(facts) else None)


def _of_earlier_release(facts: SanctionsFacts) -> bool:
    """Whether it was decided, on discipline, before a decision named its type: it may be a dismissal."""
    return facts.sanction is None and facts.decided_in not in {None, ETHICS}


def remembered(data: EventData) -> dict[str, Any]:
    """What sanctions remembers of an event of a remedy."""
    match data:
        case ev.ObjectionFiled() | ev.AppealFiled():
            return {"remedied": True}
        case ev.AppealAnswered():
            return {"appeal_answered": True}
        case ev.CourtFilingRecorded():
            return {"in_effect": data.in_effect}
        case ev.RemedyDecided():
            new = {"annulled_for": data.ground, "court_ruled": data.remedy == COURT}
            return new | ({"sanction": data.sanction} if data.sanction else {})
        case ev.RemedySilent():
            return {"silence": data.effect}
        case ev.ProcedureRepeated():
            return {**dict.fromkeys(ANEW), **dict.fromkeys(UNDONE, False)}
        case _:
            return {}
