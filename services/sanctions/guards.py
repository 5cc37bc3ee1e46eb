"""What keeps a step of sanctions from being taken, as far as the table's states do not say it. Pure."""

from collections.abc import Collection
from datetime import date

from services.sanctions.acts import ETHICS, Acts
from services.sanctions.commands import (
    ConfirmStatusLoss,
    ExcuseAbsence,
    IssueDecision,
    IssueSecondSummons,
    IssueSummons,
    RecordDelivery,
    SanctionsFacts,
)
from shared.case import Case, Cases, Decision, Refused, Step
from shared.deadlines.limits import measured
from shared.policy import Policy

BY_TEAM = frozenset({"heavy", "ptdh"})
"""What needs the examination by a team (Tim Pemeriksa)."""
SUMMONS = "pemeriksaan"
"""The limit of policy by which a summons is measured."""


class Guards:
    """The guards and hindrances of the table, each named after what it demands.

    Where there is no case a guard says nothing.
    """

    def __init__(self, policy: Policy, acts: Acts) -> None:
        self._policy = policy
        self._acts = acts

    def is_ethics(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """An ethics panel sits on acts of the ethics branch alone."""
        if case.facts.branch != ETHICS:
            return Refused("wrong-branch", f"an ethics panel sits on acts of the branch {ETHICS} alone")
        return None

    def summons_fits(
        self, command: IssueSummons | IssueSecondSummons, cases: Cases, step: Step
    ) -> Decision | None:
        """Not for the letter's own day nor after the limit; sooner than its end only with a reason."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        letter = self._day(case, step)
        last = self._examined_by(case, letter)
        if not letter < command.examination_on <= last:
            return Refused("invalid-input", f"body.examination_on must lie after {letter} and by {last}")
        if command.examination_on < last and command.reason is None:
            return Refused("reason-needed", f"an examination before {last} needs a reason")
        return None

    def is_discipline(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """Nobody is summoned to an examination, nor a team formed, for a breach of ethics."""
        if case.facts.branch == ETHICS:
            return Refused("wrong-branch", "a breach of ethics goes to an ethics panel, not this way")
        return None

    def missed_the_first(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """There is a second summons for whoever did not follow the first."""
        if case.facts.absent_in != "K32":
            return Refused("conflict", "the respondent's absence from the first summons is not recorded")
        return None

    def was_absent(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Nobody is absent before the day of the examination, nor twice from one summons."""
        if early := self._before_the_day(case, step):
            return early
        if case.facts.absent_in == case.state:
            return Refused("conflict", "the absence from this summons is recorded already")
        return None

    def may_be_excused(self, command: ExcuseAbsence, cases: Cases, step: Step) -> Decision | None:
        """To a day after this one and within the time of a summons."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        today = self._day(case, step)
        last = self._examined_by(case, today)
        if not today < command.examination_on <= last:
            return Refused("invalid-input", f"body.examination_on must lie after {today} and by {last}")
        return None

    def is_not_absent(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """An absence is excused as long as none is recorded."""
        if case.facts.absent_in == case.state:
            return Refused("conflict", "the absence from this summons is recorded already")
        return None

    def may_be_examined(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Not before the day of the summons, and by a team where a heavy sanction is recommended."""
        facts: SanctionsFacts = case.facts
        if case.state in {"K32", "K33"} and (early := self._before_the_day(case, step)):
            return early
        if facts.level in BY_TEAM and not facts.team:
            return Refused("team-needed", "a heavy sanction needs an examination team: form it first")
        if case.state == "K34" and not (facts.team and facts.examined_without_team):
            return Refused("conflict", "the examination is held already")
        return None

    def has_no_team(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """One team, for a breach of discipline."""
        if case.facts.team:
            return Refused("conflict", "the examination team is formed already")
        return self.is_discipline(case, step)

    def level_fits(self, command: IssueDecision, cases: Cases, step: Step) -> Decision | None:
        """The level is one that the recommended act leaves, and a heavy one rests on a team's examination."""
        case = cases.get(command.case_id)
        if case is None or case.state != "K35":
            return None
        facts: SanctionsFacts = case.facts
        if facts.branch is None:
            return None
        if command.level not in (fitting := self._acts.may_be_decided(facts, self._day(case, step))):
            return Refused("level-does-not-fit", f"{command.level} is none of: {', '.join(fitting)}")
        return self._examined_for({command.level}, facts)

    def was_examined(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Where nothing but a heavy sanction is left, it rests on a team's examination."""
        if case.facts.branch is None:
            return None
        left = self._acts.may_be_decided(case.facts, self._day(case, step))
        return self._examined_for(set(left), case.facts)

    def received_in_order(self, command: RecordDelivery, cases: Cases, step: Step) -> Decision | None:
        """A decision is received on a day that has come, and not before there was one."""
        case = cases.get(command.case_id)
        if case is None:
            return None
        if command.received_on > self._day(case, step):
            return Refused("invalid-input", "body.received_on lies in the future")
        decided_on = case.facts.decided_on
        if decided_on is not None and command.received_on < decided_on:
            return Refused("invalid-input", f"body.received_on lies before the decision of {decided_on}")
        return None

    def is_on_its_way(self, case: Case[SanctionsFacts], _: Step) -> Refused | None:
        """A decision is received once."""
        if case.facts.delivered:
            return Refused("conflict", "the delivery of this decision is recorded already")
        return None

    def status_is_lost(self, command: ConfirmStatusLoss, cases: Cases, step: Step) -> Decision | None:
        """The decision that ended the status counts: nothing falls by a resignation that is pending."""
        case = cases.get(command.case_id)
        if case and command.effective_on > self._day(case, step):
            return Refused("too-early", f"the decision is not in effect before {command.effective_on}")
        return None

    def may_take_effect(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        """Received and, where the branch has a waiting period, waited for."""
        if case.state == "K36" and not case.facts.delivered:
            return Refused("conflict", "no receipt of the decision is recorded; record the delivery first")
        if case.state == "K37" and case.due and step.at < case.due.until:
            return Refused("too-early", f"the decision waits until the end of {case.due.on}")
        if case.state == "K37" and not case.due and not case.facts.waited:
            return Refused("conflict", "no waiting period ever ran for this decision")
        return None

    def _before_the_day(self, case: Case[SanctionsFacts], step: Step) -> Refused | None:
        day = case.facts.examination_on
        if day is not None and self._day(case, step) < day:
            return Refused("too-early", f"the respondent is summoned for {day}")
        return None

    def _examined_by(self, case: Case[SanctionsFacts], since: date) -> date:
        terms = self._policy.terms(since, case.facts.contest, case.facts.overrides)
        seat = self._policy.calendar.seat(case.office, case.region)
        return measured(self._policy, SUMMONS, since, seat, terms) or date.max

    def _examined_for(self, levels: Collection[str], facts: SanctionsFacts) -> Refused | None:
        by_team = facts.team and not facts.examined_without_team
        if levels and BY_TEAM.issuperset(levels) and not by_team:
            return Refused("team-needed", "such a sanction needs the examination by a team")
        return None

    def _day(self, case: Case[SanctionsFacts], step: Step) -> date:
        return self._policy.calendar.day_at(step.at, case)
