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
from services.sanctions.commands import IssueSummons, SanctionsFacts
from services.sanctions.competence import Competence
from shared.case import STAYS, Case, Cases, Decision, Refused, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.deadlines.limits import measured
from shared.events import Builder, Guard, one, place, publishing
from shared.policy import Policy
from shared.policy.catalogue import Level

OBJECTION, APPEAL, COURT = "objection", "appeal", "court"
FILING = {OBJECTION: "keberatan", APPEAL: "banding-bpasn"}
"""The limit of policy within which each is filed."""
PRESIDENT = "presiden"
RULED = {state: ((state, "K60"), (state, "K70")) for state in ("K50", "K52", "K53")}
"""The ways of a case whose remedy is decided: in effect, or annulled."""
Ruling = Literal["upheld", "lightened", "heavier", "changed", "annulled"]
"""Memperkuat, memperingan, memperberat, mengubah, membatalkan."""
Events = Sequence[tuple[UUID, EventData]]
On = Annotated[date, Field(examples=["2026-12-01"])]


class FileObjection(Command):
    """Catat keberatan yang diajukan."""

    filed_on: On


class FileAppeal(Command):
    """Catat banding administratif kepada BPASN."""

    filed_on: On


class AnswerAppeal(Command):
    """Catat tanggapan PPK atas banding."""


class _Decides(Command):
    ruling: Annotated[Ruling, Field(examples=["lightened"])]
    level: Level | None = Field(default=None, examples=["medium"])
    sanction: Code | None = Field(default=None, examples=["penurunan-pangkat"])


class DecideObjection(_Decides):
    """Putuskan keberatan (PPK)."""


class RecordAppealDecision(_Decides):
    """Catat putusan BPASN (BKN)."""


class RecordCourtFiling(Command):
    """Catat gugatan ke pengadilan; it suspends only where the court says so."""

    stayed: Annotated[bool, Field(examples=[False])]


class RecordCourtOutcome(_Decides):
    """Catat putusan pengadilan."""


class RevokeDecision(Command):
    """Cabut keputusan dan pulihkan hak (PPK), as a remedy orders."""

    reason: Reason


class RepeatExamination(IssueSummons):
    """Ulangi pemeriksaan setelah keputusan dibatalkan karena prosedur."""


class Remedies:
    """The rows of the remedies."""

    def __init__(self, policy: Policy, competence: Competence, summons_fits: Guard) -> None:
        self._policy = policy
        self._competence = competence
        self._summons_fits = summons_fits

    def rows(self) -> list[Transition[Any]]:
        """Its part of the table of transitions."""
        at, decided = states, self._decided
        return [
            Transition("FileObjection", FileObjection, at("K37", "K60"), "K50",
                       "keberatan", one(ev.ObjectionFiled), self.objection_in_time),
            Transition("DecideObjection", DecideObjection, at("K50"), "K60",
                       "keberatan", decided(OBJECTION), self.type_fits, ways=RULED["K50"]),
            Transition("FileAppeal", FileAppeal, at("K37", "K60"), "K52",
                       "banding-administratif", one(ev.AppealFiled), self.appeal_in_time),
            Transition("AnswerAppeal", AnswerAppeal, at("K52"), STAYS,
                       "banding-administratif", one(ev.AppealAnswered), self.not_answered),
            Transition("RecordAppealDecision", RecordAppealDecision, at("K52"), "K60",
                       "banding-administratif", decided(APPEAL), self.type_fits, ways=RULED["K52"]),
            Transition("RecordCourtFiling", RecordCourtFiling, at("K37", "K50", "K60"), "K53",
                       "gugatan", one(ev.CourtFilingRecorded), self.court_is_open),
            Transition("RecordCourtOutcome", RecordCourtOutcome, at("K53"), "K60",
                       "gugatan", decided(COURT), self.type_fits, ways=RULED["K53"]),
            Transition("RevokeDecision", RevokeDecision, at("K50", "K60", "K70"), "K95",
                       "pencabutan", one(ev.DecisionRevoked), self.is_ordered),
            Transition("RepeatExamination", RepeatExamination, at("K70"), "K32",
                       "pencabutan", one(ev.ProcedureRepeated, ev.SummonsIssued, number=1),
                       self._summons_fits),
        ]  # fmt: skip

    def of_decision(self, branch: str, sanction: str | None, authority: str | None, day: date) -> str | None:
        """Which remedy there is against a decision; None against a moral sanction."""
        if branch == "KE":
            return None
        if authority == PRESIDENT:
            return COURT
        kind = self._policy.sanctions.on_or_first(sanction, day) if sanction else None
        return APPEAL if kind and kind.dismissal else OBJECTION

    def objection_in_time(self, command: FileObjection, cases: Cases, step: Step) -> Decision | None:
        """An objection is what there is against this decision, filed in its time, once."""
        return self._filed_in_time(OBJECTION, command, cases, step)

    def appeal_in_time(self, command: FileAppeal, cases: Cases, step: Step) -> Decision | None:
        """An appeal is what there is against this decision, filed in its time, once."""
        return self._filed_in_time(APPEAL, command, cases, step)

    def not_answered(self, command: AnswerAppeal, cases: Cases, _: Step) -> Decision | None:
        """The PPK answers an appeal once."""
        case = cases.get(command.case_id)
        if case and case.facts.appeal_answered:
            return Refused("conflict", "the PPK answered this appeal already")
        return None

    def type_fits(self, command: _Decides, cases: Cases, step: Step) -> Decision | None:
        """What is upheld or annulled names no other sanction; whatever else names one that fits."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        named = command.level, command.sanction
        if command.ruling in {"upheld", "annulled"}:
            if named != (None, None):
                return Refused("invalid-input", "body.sanction: what is upheld or annulled names no other")
            return None
        if command.level is None or command.sanction is None:
            return Refused("invalid-input", "body.sanction: name the level and the type that now count")
        fitting = self._competence.types(case.facts.standing, command.level, self._day(case, step))
        if command.sanction not in (ids := [one.id for one in fitting]):
            return Refused("sanction-does-not-fit", f"body.sanction is none of: {', '.join(ids) or 'none'}")
        return None

    def court_is_open(self, command: RecordCourtFiling, cases: Cases, _: Step) -> Decision | None:
        """After a remedy was decided, where its time passed in silence, or where there is no other."""
        case = cases.get(command.case_id)
        if case is None or case.state not in {"K37", "K50", "K60"}:
            return None
        facts: SanctionsFacts = case.facts
        is_open = {"K37": facts.remedy == COURT, "K50": facts.silence is not None}
        if not is_open.get(case.state, facts.remedied or facts.remedy == COURT):
            return Refused("conflict", "the court is open after the administrative remedy, or its silence")
        return None

    def is_ordered(self, command: RevokeDecision, cases: Cases, _: Step) -> Decision | None:
        """An objection unanswered is an order only where silence grants it."""
        case = cases.get(command.case_id)
        if case and case.state == "K50" and case.facts.silence != "granted":
            return Refused("conflict", "nothing orders it: the objection is not decided")
        return None

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
            )
            effect = ev.DecisionEffective(state_from=state, state=state, **here)
            return [(about, ruled), *([] if state == "K70" else [(about, effect)])]

        return build

    def _filed_in_time(
        self, remedy: str, command: FileObjection | FileAppeal, cases: Cases, step: Step
    ) -> Refused | None:
        case = cases.get(command.case_id)
        if case is None or case.state not in {"K37", "K60"}:
            return None
        facts: SanctionsFacts = case.facts
        if facts.remedy != remedy:
            return Refused("wrong-remedy", f"the remedy against this decision is: {facts.remedy or 'none'}")
        if facts.remedied:
            return Refused("conflict", "the remedy against this decision was sought already")
        received, today = facts.delivered or date.max, self._day(case, step)
        last = self._last_day(case, remedy, received)
        if not received <= command.filed_on <= today:
            return Refused("invalid-input", f"body.filed_on must lie from {received} to {today}")
        if command.filed_on > last:
            return Refused("too-late", f"it could be filed until {last}: it is not admissible any more")
        return None

    def _last_day(self, case: Case[SanctionsFacts], remedy: str, received: date) -> date:
        terms = self._policy.terms(received, case.facts.contest, case.facts.overrides)
        return measured(self._policy, FILING[remedy], received, case.region, terms) or date.max

    def _day(self, case: Case[SanctionsFacts], step: Step) -> date:
        return self._policy.calendar.day_of(step.at, case.region)


def remembered(data: EventData) -> dict[str, Any]:
    """What sanctions remembers of an event of a remedy."""
    match data:
        case ev.ObjectionFiled() | ev.AppealFiled():
            return {"remedied": True}
        case ev.AppealAnswered():
            return {"appeal_answered": True}
        case ev.RemedySilent():
            return {"silence": data.effect}
        case ev.ProcedureRepeated():
            anew = ("absent_in", "decided_in", "decided_on", "delivered", "remedy", "silence")
            undone = ("waited", "examined_without_team", "remedied", "appeal_answered")
            return {**dict.fromkeys(anew), **dict.fromkeys(undone, False)}
        case _:
            return {}
