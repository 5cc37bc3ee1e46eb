"""A report to BKN's SBT: no desk reviews it, the task force verifies it, and Bawaslu validates it."""

from datetime import UTC, date, datetime
from typing import Any

from services.intake import contract as intake
from services.triage.commands import QueueVerification
from services.triage.reactions import report_received
from shared.contract import EventData
from shared.event import Event
from shared.outcome import Done
from tests.support.life import CASE, MONDAY, Life

LONG_AGO = date(2026, 9, 1)


def _event(data: EventData) -> Event:
    return Event(
        CASE, "intake", type(data).__name__, CASE, 1, MONDAY, MONDAY, "a", "x@1", "", "", data.written()
    )


def test_it_is_received_and_handed_over_in_one_step_however_long_it_was_known() -> None:
    life = Life("intake")
    case = life.give("ReceiveSbtReport", date_known=LONG_AGO)
    assert (case.state, case.channel, case.due, case.beside) == ("K20", "sbt", None, ())
    (written,) = life.session.written
    assert isinstance(written.data, intake.ReportReceived)
    assert (written.data.late, written.data.file_by) == (None, None)


def test_no_step_of_the_front_desk_is_left_but_a_withdrawal_which_ends_nothing() -> None:
    life = Life("intake")
    life.give("ReceiveSbtReport")
    for step in ("BeginReview", "RegisterCase", "LapseReport", "ConvertToInformation"):
        assert life.refused(step) == "wrong-state"
    assert life.give("WithdrawReport").state == "K20"
    assert life.refused("CloseWithdrawn") == "wrong-state"
    assert life.give("NoteProgress", progress="K22").facts.progress == "K22"


def test_triage_takes_it_in_at_the_task_force_and_any_other_report_not_at_all() -> None:
    data: dict[str, Any] = {"office": "bawaslu-32.08", "region": "32.08"}
    data |= {"receipt": "c" * 64, "reachable": True}
    of_sbt = intake.ReportReceived(state="K20", channel="sbt", date_known=LONG_AGO, **data)
    outcome = report_received(_event(of_sbt), of_sbt)
    command = QueueVerification(case_id=CASE, office="bawaslu-32.08", region="32.08")
    assert outcome == Done((command,))
    of_a_desk = intake.ReportReceived(state="K01", channel="public", date_known=LONG_AGO, **data)
    assert report_received(_event(of_a_desk), of_a_desk) == Done()


def test_its_seven_working_days_count_from_the_reception() -> None:
    case = Life("triage").give("QueueVerification", datetime(2024, 10, 7, 3, tzinfo=UTC))
    assert case.state == "K21"
    assert case.due is not None
    assert (case.due.limit, case.due.on) == ("verifikasi-satgas@1", date(2024, 10, 16))


def test_bawaslu_validates_it_and_who_verified_it_does_not() -> None:
    life = Life("triage")
    life.give("QueueVerification", actor="service:triage")
    assert life.refused("BeginStudy") == "wrong-state"
    assert life.give("VerifyReport", actor="verifier").state == "K22"
    assert life.refused("ValidateReport", MONDAY, "verifier") == "separation-of-duties"
    life.give("ValidateReport", MONDAY, "validator")
    validated = life.session.written[-1].data
    assert (validated.studied_by, validated.verified_by) == (None, "verifier")  # type: ignore[attr-defined]
