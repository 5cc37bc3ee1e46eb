"""Who hears of a limit beside a case's way goes by the limit, whatever state the case is in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.notify.letter import letter
from services.notify.reactions import reactions
from services.notify.store import Due
from shared.deadlines.steps import NoteApproaching, NoteOver
from shared.outcome import Done
from tests.support.life import CASE, RULES, Life

STUDIED = datetime(2024, 10, 21, 3, tzinfo=UTC)
LONG_AFTER = STUDIED + timedelta(days=60)


def investigated() -> Life:
    """In verification (K21), which BKN hears of, while the criminal line is at its investigation."""
    life = Life("triage")
    life.give("QueueStudy", STUDIED, contest="pilkada-2024")
    life.give("BeginStudy", STUDIED)
    life.give("ReferToGakkumdu", STUDIED, act="PID-188")
    life.give("ForwardToBkn", STUDIED, actor="analyst")
    for step in ("kajian-pidana", "pembahasan-2", "penyidikan"):
        life.give("RecordCriminalStep", STUDIED, step=step)
    return life


def queued(life: Life) -> list[Any]:
    """The notifications of the last event."""
    written = life.session.written[-1]
    outcome = reactions(RULES).handlers[type(written.data)](written.event, written.data)
    assert isinstance(outcome, Done)
    return list(outcome.commands)


def noted(life: Life, note: type[NoteApproaching | NoteOver], family: str) -> list[Any]:
    due = next(one.due for one in life.session.cases[CASE].clocks if RULES.family(one.due.limit) == family)
    life.note(note(case_id=CASE, limit=due.limit, on=due.on), LONG_AFTER)
    return queued(life)


def test_gakkumdu_hears_of_its_limits_and_bkn_of_its_own() -> None:
    life = investigated()
    assert {one.recipient for one in noted(life, NoteApproaching, "penyidikan")} == {"gakkumdu-32.08"}
    assert {one.recipient for one in noted(life, NoteApproaching, "verifikasi-satgas")} == {"bkn"}
    missed = noted(life, NoteOver, "penyidikan")
    assert {one.recipient for one in missed} == {"gakkumdu-32.08", "bawaslu-32.08"}
    assert {one.template for one in missed} == {"passed"}
    assert {one.template for one in noted(life, NoteOver, "verifikasi-satgas")} == {"missed"}


def test_the_words_say_what_the_limit_itself_brings_about() -> None:
    command = noted(investigated(), NoteOver, "penyidikan")[0]
    known = RULES.deadlines.stamped(command.limit)
    assert known is not None
    due = Due(
        id=command.notification,
        case_id=CASE,
        recipient=command.recipient,
        template=command.template,
        told_state=command.state,
        attempts=0,
        office=command.office,
        region=command.region,
        due_limit=command.limit,
        due_on=command.on,
        traceparent="",
    )
    mail = letter(due, "gakkumdu-32.08@gakkumdu.example", RULES, LONG_AFTER).get_content()
    assert f"{known.passes.indonesian}." in mail
    assert f"{known.passes.english}." in mail
