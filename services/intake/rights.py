"""What a person may ask about his or her own data (hak subjek data), beside the state of the case. Pure.

Source: UU 27/2022: a copy, correction, restriction of processing; each within its limit of policy, granted or
refused with a reason of policy. While a case has not ended the law demands that its data be processed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.intake import contract as ev
from services.intake.erasure import kept_after
from shared.case import STAYS, Case, Cases, Decision, Facts, Known, Refused, Step, Transition
from shared.contract import Code, Command, EventData, Reason
from shared.events import one
from shared.policy import Policy

Kind = Literal["access", "correction", "restriction"]
"""Salinan, perbaikan, pembatasan pemrosesan."""
Subject = Literal["reporter", "respondent"]
"""Subjek data: whose data it is, and who asks."""
RESTRICTION: Kind = "restriction"
GIVEN_ONCE = frozenset({"access", RESTRICTION})
"""What stands once it is granted: asked again it is known."""


class Asked(BaseModel):
    """Where a request stands; `reason` is that of the decision."""

    model_config = ConfigDict(frozen=True)

    outcome: Literal["received", "granted", "refused", "lifted"]
    reason: Code | None = None


class Requests(Facts):
    """What is remembered of the requests about a case: of each subject and kind the last one."""

    requests: Mapping[str, Asked] = {}

    def asked(self, subject: str, kind: str) -> Asked | None:
        """The last request of this kind, if there was one."""
        return self.requests.get(f"{subject}.{kind}")

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The requests that wait for a decision."""
        return tuple(name for name, one in sorted(self.requests.items()) if one.outcome == "received")


class _About(Command):
    subject: Subject
    kind: Kind


class ReceiveDataRequest(_About):
    """Terima permintaan subjek data: under the receipt, or by an officer who saw who asks."""


class GrantDataRequest(_About):
    """Kabulkan permintaan subjek data."""

    reason: Reason


class RefuseDataRequest(_About):
    """Tolak permintaan subjek data, with the reason that the law gives."""

    reason: Reason


class LiftRestriction(Command):
    """Cabut pembatasan pemrosesan: asked for by whoever it protects, or its reason is gone."""

    subject: Subject


def rows(policy: Policy) -> list[Transition[Any]]:
    """Its part of intake's table of transitions."""
    everywhere: frozenset[str | None] = frozenset(policy.states)
    ends = frozenset(kept.state for kept in policy.retention.kept)
    basis = "hak-subjek-data"
    return [
        Transition("ReceiveDataRequest", ReceiveDataRequest, everywhere, STAYS, basis,
                   one(ev.DataRequestReceived), _may_ask),
        Transition("GrantDataRequest", GrantDataRequest, everywhere, STAYS, basis,
                   one(ev.DataRequestDecided, outcome="granted"), _may_be_granted(policy),
                   hindrance=_none_waits),
        Transition("RefuseDataRequest", RefuseDataRequest, everywhere, STAYS, basis,
                   one(ev.DataRequestDecided, outcome="refused"), _is_asked, hindrance=_none_waits),
        Transition("LiftRestriction", LiftRestriction, ends | {"K10"}, STAYS, basis,
                   one(ev.RestrictionLifted), _is_restricted, hindrance=_none_is_granted),
    ]  # fmt: skip


def remembered(facts: Requests, data: EventData) -> dict[str, Any]:
    """What an event about a request changes in what is remembered."""
    match data:
        case ev.DataRequestReceived():
            asked, kind = Asked(outcome="received"), data.kind
        case ev.DataRequestDecided():
            asked, kind = Asked.model_validate({"outcome": data.outcome, "reason": data.reason}), data.kind
        case ev.RestrictionLifted():
            asked, kind = Asked(outcome="lifted"), RESTRICTION
        case _:
            return {}
    new: dict[str, Any] = {"requests": {**facts.requests, f"{data.subject}.{kind}": asked}}
    if kind == RESTRICTION:
        others = {*facts.restricted} - {data.subject}
        granted = {data.subject} if asked.outcome == "granted" else set()
        new["restricted"] = tuple(sorted(others | granted))
    return new


def _may_ask(command: ReceiveDataRequest, cases: Cases, _: Step) -> Decision | None:
    """There is data of the person, and the last request of that kind is answered."""
    case = cases.get(command.case_id)
    if case is None:
        return None
    if case.facts.erased:
        return Refused("erased", "personal data of this case was erased; there is nothing to ask about")
    if command.subject == "reporter" and case.facts.receipt is None:
        return Refused("conflict", "nobody reported this case: there is no reporter who could ask")
    asked = case.facts.asked(command.subject, command.kind)
    if asked and asked.outcome == "received":
        return Refused("conflict", "a request of this kind is being answered")
    return Known() if asked and asked.outcome == "granted" and command.kind in GIVEN_ONCE else None


def _is_asked(command: GrantDataRequest | RefuseDataRequest, cases: Cases, _: Step) -> Decision | None:
    """The request waits for its decision."""
    case = cases.get(command.case_id)
    asked = case.facts.asked(command.subject, command.kind) if case else None
    if case is None or (asked and asked.outcome == "received"):
        return None
    return Refused("conflict", "no request of this kind waits for a decision")


def _none_waits(case: Case[Any], _: Step) -> Refused | None:
    """Where nothing is asked there is nothing to decide."""
    if any(asked.outcome == "received" for asked in case.facts.requests.values()):
        return None
    return Refused("conflict", "no request of a data subject waits for a decision")


def _none_is_granted(case: Case[Any], _: Step) -> Refused | None:
    """Where nobody's processing is restricted there is nothing to lift."""
    granted = (name for name, asked in case.facts.requests.items() if asked.outcome == "granted")
    if any(name.endswith(f".{RESTRICTION}") for name in granted):
        return None
    return Refused("conflict", "no restriction was granted that could be lifted")


def _may_be_granted(policy: Policy) -> Callable[[GrantDataRequest, Cases, Step], Decision | None]:
    """Processing is restricted only once the case has ended: until then the law demands it."""

    def guard(command: GrantDataRequest, cases: Cases, step: Step) -> Decision | None:
        if verdict := _is_asked(command, cases, step):
            return verdict
        case: Case[Any] | None = cases.get(command.case_id)
        if case and command.kind == RESTRICTION and kept_after(case, policy) is None:
            detail = "the case has not ended: the law demands that its data be processed; refuse it so"
            return Refused("legal-hold", detail)
        return None

    return guard


def _is_restricted(command: LiftRestriction, cases: Cases, _: Step) -> Decision | None:
    """There is a restriction to lift."""
    case = cases.get(command.case_id)
    asked = case.facts.asked(command.subject, RESTRICTION) if case else None
    if case is None or (asked and asked.outcome == "granted"):
        return None
    return Refused("conflict", "no restriction was granted that could be lifted")
