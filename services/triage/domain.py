"""Triage's procedure: the study (kajian) of a registered case, up to forwarding it to BKN. Pure.

Source of the steps: UU 7/2017 Ps 454(7)(8), SE MenPANRB 4/2024; a thin line of them.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.triage import contract as ev
from shared.case import Cases, Decision, Facts, Procedure, Step, Transition, states
from shared.contract import Code, Command, EventData, Reason
from shared.deadlines.limits import Limits
from shared.deadlines.steps import steps
from shared.erasure import following
from shared.events import one, place
from shared.outcome import Await
from shared.policy import Policy


class TriageFacts(Facts):
    """What triage remembers of a case beside its state."""

    absorbed: tuple[UUID, ...] = ()


class QueueStudy(Command):
    """Masukkan ke daftar kajian."""

    office: Code
    region: Code
    channel: Code


class BeginStudy(Command):
    """Mulai kajian."""


class ForwardToBkn(Command):
    """Simpulkan pelanggaran dan teruskan ke BKN (an ASN violation is alleged with grounds)."""


class DiscontinueStudy(Command):
    """Simpulkan bukan pelanggaran."""

    reason: Reason


class LapseStudy(Command):
    """Nyatakan kedaluwarsa."""

    reason: Reason


class AnswerDuplicate(Command):
    """Jawab penggabungan: may `absorbed` go on as part of this case?"""

    absorbed: UUID
    master_version: int


def _queue(command: QueueStudy, _: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    data = ev.StudyQueued(
        state_from=step.state_from,
        state=step.state,
        office=command.office,
        region=command.region,
        channel=command.channel,
    )
    return [(command.case_id, data)]


def _answer(command: AnswerDuplicate, cases: Cases, step: Step) -> Sequence[tuple[UUID, EventData]]:
    case = cases[command.case_id]
    fields: dict[str, Any] = {
        **place(cases, case.id),
        "state_from": case.state,
        "state": case.state,
        "absorbed": command.absorbed,
    }
    if case.state in CLOSED:
        return [(case.id, ev.DuplicateRefused(**fields, reason="master-closed"))]
    return [(case.id, ev.DuplicateAccepted(**fields))]


def _master_is_here(command: AnswerDuplicate, cases: Cases) -> Decision | None:
    """The merger may overtake the master's registration, which travels in another partition."""
    if command.case_id in cases:
        return None
    return Await("intake", command.case_id, command.master_version)


def fold(facts: TriageFacts, data: EventData) -> TriageFacts:
    """What triage remembers after one more event."""
    if isinstance(data, ev.DuplicateAccepted):
        return facts.model_copy(update={"absorbed": (*facts.absorbed, data.absorbed)})
    return facts


CLOSED = frozenset({"K90", "K91"})


def procedure(policy: Policy) -> Procedure[TriageFacts]:
    """Triage's table of transitions."""
    s, at = policy.stamp, states
    limits = Limits("triage", policy.deadlines.values(), policy.calendar)
    rows: list[Transition[Any]] = [
        Transition("QueueStudy", QueueStudy, at(None), "K10", s("registrasi"), _queue),
        Transition("BeginStudy", BeginStudy, at("K10"), "K11", s("kajian"), one(ev.StudyBegun)),
        Transition("ForwardToBkn", ForwardToBkn, at("K11"), "K20", s("penerusan-bkn"),
                   one(ev.StudyConcluded, ev.ForwardedToBkn, outcome="asn-violation")),
        Transition("DiscontinueStudy", DiscontinueStudy, at("K11"), "K91",
                   s("penghentian"), one(ev.StudyConcluded, outcome="no-violation")),
        Transition("LapseStudy", LapseStudy, at("K11"), "K90", s("kedaluwarsa"), one(ev.StudyLapsed)),
        Transition("AnswerDuplicate", AnswerDuplicate, at("K10", "K11", "K20", "K90", "K91"), "K10",
                   s("satu-pelanggaran-satu-hukuman"), _answer, _master_is_here),
        following(frozenset(policy.states), s("penghapusan-data-pribadi"), ev.PersonalDataErased),
        *steps(frozenset(policy.states), s("batas-waktu"), ev.DeadlineApproaching, ev.DeadlineMissed),
    ]  # fmt: skip
    return Procedure("triage", rows, fold, TriageFacts, handed_over=frozenset({"K20"}), limit=limits)
