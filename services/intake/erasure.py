"""Erasing the personal data of a case, and holding it: an auditor's steps, which move no case. Pure.

Source: UU 27/2022 (retention, erasure, limits of both); the figures and reasons are policy, `retention.yaml`.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.intake import contract as ev
from services.intake.retaining import lifted
from shared.case import STAYS, Case, Cases, Decision, Known, Refused, Step, Transition
from shared.contract import Code, Command
from shared.events import one
from shared.policy import Policy
from shared.policy.retention import Kept


class PlaceLegalHold(Command):
    """Tahan penghapusan: the data is needed, whatever time has passed."""

    reason: Annotated[Code, Field(examples=["court-proceedings"])]


class LiftLegalHold(Command):
    """Cabut penahanan: nothing needs the data any more."""


class ErasePersonalData(Command):
    """Hapus data pribadi.

    `ended_on` is the day of the case's last step, `master` the case in which a merged one went on.
    """

    reason: Code
    on: date
    ended_on: date
    master: UUID | None = None

    @property
    def others(self) -> tuple[UUID, ...]:
        """The case that a merged one went on in."""
        return (self.master,) if self.master else ()


def rows(policy: Policy) -> list[Transition[Any]]:
    """The rows of intake's table for the three steps."""
    everywhere: frozenset[str | None] = frozenset(policy.states)
    basis = "penghapusan-data-pribadi"
    return [
        Transition("PlaceLegalHold", PlaceLegalHold, everywhere, STAYS, basis,
                   one(ev.LegalHoldPlaced), _may_hold(policy), hindrance=_is_erased),
        Transition("LiftLegalHold", LiftLegalHold, everywhere, STAYS, basis,
                   lifted, _lifted_before, hindrance=_is_free),
        # given through a route of its own, which knows the days
        Transition("ErasePersonalData", ErasePersonalData, everywhere, STAYS, basis,
                   one(ev.PersonalDataErased), _may_erase(policy)),
    ]  # fmt: skip


def _may_hold(policy: Policy) -> Callable[[PlaceLegalHold, Cases, Step], Decision | None]:
    """The reason is one of policy; placed again for the same one, the hold stays as it is."""

    def guard(command: PlaceLegalHold, cases: Cases, _: Step) -> Decision | None:
        case = cases.get(command.case_id)
        if policy.retention.hold(command.reason) is None:
            known = ", ".join(reason.id for reason in policy.retention.holds)
            return Refused("invalid-input", f"body.reason is none of: {known}")
        if case is not None and not case.facts.erased and case.facts.hold == command.reason:
            return Known()
        return None

    return guard


def _is_erased(case: Case[Any], _: Step) -> Refused | None:
    """There is personal data to hold."""
    if case.facts.erased:
        return Refused("erased", "personal data of this case was erased; there is nothing to hold")
    return None


def _lifted_before(command: LiftLegalHold, cases: Cases, _: Step) -> Decision | None:
    """Lifted again, nothing changes."""
    case = cases.get(command.case_id)
    return Known() if case is not None and case.facts.hold is None else None


def _is_free(case: Case[Any], _: Step) -> Refused | None:
    """Where no hold is placed there is nothing to lift."""
    return Refused("conflict", "no legal hold is placed on this case") if case.facts.hold is None else None


def _may_erase(policy: Policy) -> Callable[[ErasePersonalData, Cases, Step], Decision | None]:
    """The case has ended, its time is over or the reason stands above that, and no hold is placed."""

    def guard(command: ErasePersonalData, cases: Cases, _: Step) -> Decision | None:
        reason = policy.retention.reason(command.reason)
        if reason is None:
            known = ", ".join(reason.id for reason in policy.retention.erasure)
            return Refused("invalid-input", f"body.reason is none of: {known}")
        case = cases.get(command.case_id)
        if case is None:
            return None
        if case.facts.erased:
            return Known()
        goes_on_in = cases.get(command.master) if command.master else case
        for held in (case, goes_on_in):
            if held is not None and held.facts.hold is not None:
                return Refused("legal-hold", f"a legal hold is placed ({held.facts.hold}); lift it first")
        if unanswered := case.facts.unanswered:
            return Refused("conflict", f"decide first what was asked about the data: {', '.join(unanswered)}")
        kept = kept_after(goes_on_in, policy)
        if kept is None:
            return Refused("legal-hold", "the case has not ended; its personal data is needed until then")
        if not reason.overrides and not kept.over(command.ended_on, command.on):
            detail = f"data of a case that ended in {kept.state} is kept {kept.years} years"
            return Refused("legal-hold", detail)
        return None

    return guard


def kept_after(case: Case[Any] | None, policy: Policy) -> Kept | None:
    """How long data of a case is kept that ended, here or at a later stage; a merged one goes on."""
    states = (case.state, case.facts.progress) if case else ()
    return next((kept for state in states if state and (kept := policy.retention.after(state))), None)
