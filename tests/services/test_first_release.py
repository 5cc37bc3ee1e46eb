"""Cases of the first release: their events rebuild to the rows that it left, and they go on from there."""

from datetime import date
from functools import reduce
from typing import Any

import pytest

from services.intake import contract as intake
from services.intake.commands import IntakeFacts
from services.sanctions import contract as sanctions
from services.sanctions.commands import SanctionsFacts
from services.triage import contract as triage
from services.triage.commands import TriageFacts
from shared.case import Case
from shared.contract import EventData
from tests.support.life import CASE, MONDAY, PROCEDURES, Life

HERE: dict[str, Any] = {"office": "ppk-32.08", "region": "32.08", "channel": "public"}


def rebuilt(stage: str, *events: EventData) -> Case[Any]:
    """The case after these events of one officer."""
    procedure = PROCEDURES[stage]
    case: Case[Any] | None = None
    case = reduce(lambda held, data: procedure.apply(held, CASE, data, MONDAY, "officer"), events, case)
    assert case is not None
    return case


def going_on(stage: str, *events: EventData) -> Life:
    life = Life(stage)
    life.session.cases[CASE] = rebuilt(stage, *events)
    return life


AT_THE_PPK = (
    sanctions.RecommendationQueued(state="K23", **HERE),
    sanctions.RecommendationIssued(state_from="K23", state="K30", **HERE, act="KE-04", level="moral"),
    sanctions.PpkNotified(state_from="K30", state="K30", **HERE),
)
SUMMONED = (
    *AT_THE_PPK,
    sanctions.SummonsIssued(state_from="K30", state="K32", **HERE, examination_on=date(2026, 12, 1)),
)
EXAMINED = (
    *SUMMONED,
    sanctions.ExaminationHeld(state_from="K32", state="K34", **HERE),
    sanctions.BapSigned(state_from="K34", state="K35", **HERE, respondent_signed=True),
)
DECIDED = (*EXAMINED, sanctions.DecisionIssued(state_from="K35", state="K36", **HERE, level="heavy"))
DELIVERED = (
    *DECIDED,
    sanctions.DecisionDelivered(state_from="K36", state="K36", **HERE, received_on=date(2026, 11, 20)),
)


@pytest.mark.parametrize(
    ("stage", "events", "row", "facts"),
    [
        ("sanctions", DECIDED, '{"delivered": null}', SanctionsFacts),
        ("sanctions", DELIVERED, '{"delivered": "2026-11-20"}', SanctionsFacts),
        (
            "triage",
            (
                triage.StudyQueued(state="K10", **HERE),
                triage.StudyBegun(state_from="K10", state="K11", **HERE),
                triage.StudyConcluded(state_from="K11", state="K20", **HERE, outcome="asn-violation"),
                triage.ForwardedToBkn(state_from="K20", state="K20", **HERE),
            ),
            '{"absorbed": []}',
            TriageFacts,
        ),
        (
            "intake",
            (
                intake.ReportReceived(
                    state="K01", **HERE, receipt="c" * 64, date_known=date(2026, 1, 1), reachable=True
                ),
                intake.InitialReviewBegun(state_from="K01", state="K02", **HERE),
                intake.ReportDiscontinued(state_from="K02", state="K91", **HERE, reason="no-evidence"),
            ),
            f'{{"content": null, "receipt": "{"c" * 64}", "progress": null}}',
            IntakeFacts,
        ),
    ],
)
def test_its_events_rebuild_to_the_facts_that_it_kept(
    stage: str, events: tuple[EventData, ...], row: str, facts: Any
) -> None:
    assert rebuilt(stage, *events).facts == facts.model_validate_json(row)


def test_a_merger_of_that_time_rebuilds_to_the_row_that_it_left() -> None:
    report = intake.ReportReceived(
        state="K01", **HERE, receipt="c" * 64, date_known=date(2026, 1, 1), reachable=True
    )
    merged = intake.DuplicateAccepted(state_from="K01", state="K01", **HERE, absorbed=CASE)
    assert rebuilt("intake", report, merged).facts == rebuilt("intake", report).facts


def test_a_case_that_was_summoned_is_examined_and_decided_by_the_rules_it_began_under() -> None:
    life = going_on("sanctions", *SUMMONED)
    life.give("HoldExamination")
    life.give("SignBap")
    life.give("IssueDecision", level="moral")
    assert life.give("RecordDelivery").state == "K36"
    assert life.give("PutIntoEffect").state == "K60"


def test_a_decision_that_was_delivered_takes_effect() -> None:
    assert going_on("sanctions", *DELIVERED).give("PutIntoEffect").state == "K60"


def test_a_decision_on_discipline_that_was_not_delivered_yet_waits_if_it_is_decided_now() -> None:
    life = going_on("sanctions", *EXAMINED)
    life.give("IssueDecision", level="medium")
    assert life.give("RecordDelivery").state == "K37"


def test_a_case_under_study_goes_to_the_task_force_now() -> None:
    studied = (
        triage.StudyQueued(state="K10", **HERE),
        triage.StudyBegun(state_from="K10", state="K11", **HERE),
    )
    life = going_on("triage", *studied)
    assert life.give("ForwardToBkn", actor="analyst").state == "K21"
    assert life.give("VerifyReport", actor="verifier").state == "K22", "its channel says that it is a report"


def test_a_case_that_was_handed_over_takes_duplicates_in() -> None:
    forwarded = triage.ForwardedToBkn(state_from="K20", state="K20", **HERE)
    life = going_on("triage", triage.StudyQueued(state="K10", **HERE), forwarded)
    life.give("AnswerDuplicate", absorbed=CASE, master_version=2)
    assert life.types == ["DuplicateAccepted"]
    assert "K20" in PROCEDURES["triage"].handed_over
