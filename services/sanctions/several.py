"""Several acts in one case (beberapa pelanggaran): one decision, by the heaviest of them. Pure."""

from collections.abc import Sequence
from typing import Any

from services.sanctions import contract as ev
from services.sanctions.acts import ETHICS, Acts, Weighed, branch_of, each_act
from services.sanctions.commands import IssueRecommendation
from services.sanctions.standing import Standing
from shared.case import Cases, Decision, Refused, Step
from shared.events import Guard
from shared.policy.catalogue import LEVELS, Level, mildest_first


def several_fit(acts: Acts) -> Guard:
    """Further acts fit as the main one does, which is as heavy as any, and all are of one branch."""

    def guard(command: IssueRecommendation, cases: Cases, step: Step) -> Decision | None:
        codes = [command.act, *(one.act for one in command.also)]
        if len(set(codes)) < len(codes):
            return Refused("invalid-input", "body.also names an act twice, or the one of body.act")
        for one in each_act(command)[1:]:
            if verdict := acts.act_fits(one, cases, step):
                return verdict
            if (branch_of(one.act) == ETHICS) != (branch_of(command.act) == ETHICS):
                detail = f"{command.act} and {one.act}: ethics and discipline are not decided as one"
                return Refused("wrong-branch", detail)
            if LEVELS.index(one.level) > LEVELS.index(command.level):
                detail = f"{one.act} leads to {one.level}: the heaviest act stands in act, the others in also"
                return Refused("not-the-heaviest", detail)
        return None

    return guard


def left_by(command: IssueRecommendation, weighed: Sequence[Weighed]) -> tuple[Level, ...]:
    """What may be decided for all acts together: what any leads to, and no less than each one calls for."""
    each = [one.decidable(act.level) for one, act in zip(weighed, each_act(command), strict=True)]
    least = max(LEVELS.index(levels[0]) for levels in each)
    return mildest_first({level for levels in each for level in levels if LEVELS.index(level) >= least})


def further(command: IssueRecommendation, weighed: Sequence[Weighed]) -> tuple[ev.FurtherAct, ...]:
    """The further acts as the recommendation tells them."""
    return tuple(
        ev.FurtherAct(act=one.act, act_version=counting.act.version, level=one.level)
        for one, counting in zip(command.also, weighed[1:], strict=True)
    )


def alleged(command: IssueRecommendation, weighed: Sequence[Weighed]) -> dict[str, Any]:
    """What an event says of the acts, and of the respondent's standing."""
    main = weighed[0]
    return {
        "act": command.act,
        "act_version": main.act.version,
        "level": command.level,
        "levels": left_by(command, weighed),
        "branch": branch_of(command.act),
        "suggested": main.branch,
        "contest": command.contest,
        "acted_on": command.acted_on,
        "legal_basis": command.legal_basis or main.basis,
        "override": command.override,
        "also": further(command, weighed) or None,
        **vars(Standing().corrected(command)),
    }
