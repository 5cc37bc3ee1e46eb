"""The step by which an officer overrides what stands for an unconfirmed provision, the same in every stage.

Pure. No official text is confirmed there, so a default of policy stands; a named officer may choose another
reading for a case, with a reason. Limits that hang on it are measured by that from then on, the one that runs
included.
"""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from shared.case import STAYS, Cases, Decision, Known, Refused, Step, Transition
from shared.contract import Code, Command, Overridden, Reason
from shared.events import one
from shared.policy import Policy
from shared.policy.defaults import CONFIGURATION


class OverrideDefault(Command):
    """Pakai penafsiran lain: of an unconfirmed provision, for this case."""

    default: Annotated[Code, Field(examples=["delivery-unit"])]
    option: Annotated[Code, Field(examples=["calendar"])]
    reason: Reason


def overriding(stage: str, policy: Policy, basis: str, overridden: type[Overridden]) -> Transition[Any]:
    """The row of a stage that has its own event of this; the state stays."""
    leaves: frozenset[str | None] = frozenset(
        state
        for default in policy.defaults
        for state in default.states
        if policy.states[state].stage == stage
    )
    may = _may_override(policy)
    return Transition("OverrideDefault", OverrideDefault, leaves, STAYS, basis, one(overridden), may)


def _may_override(policy: Policy) -> Callable[[OverrideDefault, Cases, Step], Decision | None]:
    """Only what the case hangs on, by another of its options."""

    def guard(command: OverrideDefault, cases: Cases, step: Step) -> Decision | None:
        case = cases.get(command.case_id)
        if case is None:
            return None
        day = policy.calendar.day_of(step.at, case.region)
        default = policy.defaults.on(command.default, day)
        if default is None:
            known = ", ".join(sorted(policy.defaults.ids))
            return Refused("invalid-input", f"body.default is none of: {known}")
        if default.option(command.option) is None:
            known = ", ".join(option.id for option in default.options)
            return Refused("invalid-input", f"body.option of {default.id} is none of: {known}")
        if default.governs == CONFIGURATION:
            detail = f"no case hangs on {default.id}: it changes in policy, for all of them"
            return Refused("not-in-a-case", detail)
        if case.state not in default.states:
            where = ", ".join(sorted(default.states))
            return Refused(
                "wrong-state", f"{default.id} counts for cases in {where}; this is in {case.state}"
            )
        in_force = case.facts.overrides.get(default.id, default.stands)
        return Known() if in_force == command.option else None

    return guard
