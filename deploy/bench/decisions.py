"""How fast steps are decided: the whole way of one case through three stages, decided again and again."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from services.intake import commands as intake
from services.intake.domain import procedure as of_intake
from services.sanctions import commands as sanctions
from services.sanctions.domain import procedure as of_sanctions
from services.triage import commands as triage
from services.triage.domain import procedure as of_triage
from shared import policy
from shared.case import Case, Decided, Procedure
from shared.contract import Command

CASE = UUID(int=1)
BEGUN = datetime(2026, 11, 23, 3, tzinfo=UTC)
ACTED_ON, CONTEST = date(2024, 10, 1), "pilkada-2024"
WAIT = timedelta(days=40)
"""Longer than any decision waits for its effect."""
SERVED = timedelta(days=370)
"""Longer than the sanction that is decided here lasts."""


class Asked(NamedTuple):
    """A step as it is put to a procedure."""

    procedure: Procedure[Any]
    command: Command
    cases: Mapping[UUID, Case[Any]]
    actor: str
    at: datetime


def measure(rounds: int) -> float:
    """Steps decided in a second of processor time."""
    asked = _way()
    start = time.process_time()
    for _ in range(rounds):
        for procedure, command, cases, actor, at in asked:
            procedure.decide(command, cases, actor, at)
    return rounds * len(asked) / (time.process_time() - start)


def _way() -> Sequence[Asked]:
    """A report on its way to a heavy sanction in effect; every step is decided."""
    law = policy.load()
    return [
        *_taken(of_intake(law), _at_the_desk()),
        *_taken(of_triage(law), _in_study()),
        *_taken(of_sanctions(law), _to_a_decision()),
    ]


def _taken(procedure: Procedure[Any], steps: Sequence[tuple[Command, datetime]]) -> Sequence[Asked]:
    cases: dict[UUID, Case[Any]] = {}
    asked = []
    for number, (command, at) in enumerate(steps):
        one = Asked(procedure, command, dict(cases), f"act-{number}", at)
        decided = procedure.decide(*one[1:])
        if not isinstance(decided, Decided):
            raise TypeError(f"{type(command).__name__} of the bench is not lawful: {decided}")
        for case_id, data in decided.events:
            timed = procedure.timed(cases.get(case_id), data, at)
            cases[case_id] = procedure.apply(cases.get(case_id), case_id, timed, at, one.actor)
        asked.append(one)
    return asked


def _at_the_desk() -> Sequence[tuple[Command, datetime]]:
    received = intake.ReceiveReport(
        case_id=CASE,
        receipt="c" * 64,
        office="bawaslu-32.08",
        region="32.08",
        date_known=BEGUN.date(),
        reachable=True,
    )
    return [
        (received, BEGUN),
        (intake.BeginReview(case_id=CASE), BEGUN),
        (intake.RequestCompletion(case_id=CASE, reason="evidence"), BEGUN),
        (intake.CompleteReport(case_id=CASE), BEGUN),
        (intake.RegisterCase(case_id=CASE), BEGUN),
    ]


def _in_study() -> Sequence[tuple[Command, datetime]]:
    queued = triage.QueueStudy(
        case_id=CASE, office="bawaslu-32.08", region="32.08", channel="public", origin="report"
    )
    steps = (triage.BeginStudy, triage.ForwardToBkn, triage.VerifyReport, triage.ValidateReport)
    return [(queued, BEGUN), *((step(case_id=CASE), BEGUN) for step in steps)]


def _to_a_decision() -> Sequence[tuple[Command, datetime]]:
    examined = BEGUN + timedelta(days=8)
    upon = {"respondent_type": "pns", "position": "jf", "tier": "regency"}
    recommended = {"act": "DS-06", "level": "heavy", "contest": CONTEST, "acted_on": ACTED_ON}
    signed = {"examiner_signed": True, "respondent_signed": True, "copy_given": True}
    imposed = {"level": "heavy", "sanction": "penurunan-jabatan", "authority": "ppk"}
    of: Mapping[str, Any] = {"case_id": CASE}
    return [
        (sanctions.QueueRecommendation(region="32.08", channel="public", **of), BEGUN),
        (sanctions.IssueRecommendation.model_validate({**of, **recommended, **upon}), BEGUN),
        (sanctions.FormExaminationTeam(**of), BEGUN),
        (sanctions.IssueSummons(examination_on=examined.date(), reason="urgent", **of), BEGUN),
        (sanctions.HoldExamination(**of), examined),
        (sanctions.SignBap.model_validate({**of, **signed}), examined),
        (sanctions.IssueDecision.model_validate({**of, **imposed}), examined),
        (sanctions.RecordDelivery(received_on=examined.date(), **of), examined),
        (sanctions.PutIntoEffect(**of), examined + WAIT),
        (sanctions.CompleteSanction(none_filed=True, **of), examined + WAIT + SERVED),
    ]
