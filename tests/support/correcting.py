"""Corrections in random lives: which are asked for, and what of a ledger counts after them, in own words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contract import Corrected, DeadlineNoted
from shared.correction.steps import Change, Correct
from shared.write.session import Session, Written

FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ReportReceived": (("date_known",), ("contest",), ("occurred_at",)),
    "CompletenessRequested": (("occurred_at",), ()),
    "ReportCompleted": ((),),
    "StudyQueued": (("contest",),),
    "StudyBegun": ((),),
    "ClarificationHeld": (("whom",), ()),
    "StudyExtended": ((),),
    "SatgasVerified": (("occurred_at",),),
    "RecommendationIssued": (("acted_on",), ("contest",), ("occurred_at",), ("act", "level"), ("level",)),
    "SummonsIssued": (("examination_on",), ("examination_on",), ("occurred_at",), ()),
    "RespondentAbsent": ((),),
    "ExaminationTeamFormed": ((),),
    "ExaminationHeld": ((),),
    "BapSigned": ((),),
    "EthicsPanelFormed": ((),),
    "PanelConcluded": ((),),
    "DecisionIssued": (("occurred_at",), ("level",)),
    "DecisionDelivered": (("received_on",), ("received_on", "occurred_at"), ()),
    "ObjectionFiled": (("filed_on",),),
}
"""Of which events what is tried: some of it nobody may correct."""
LASTING = {
    "DecisionDelivered", "ObjectionFiled", "AppealFiled", "CourtFilingRecorded", "RemedyDecided",
    "CriminalReferralMade", "CriminalStepRecorded",
}  # fmt: skip
SHIFTS = (-3, -1, 1, 2, 9)


def correction_of(session: Session, case_id: UUID, number: int) -> Correct:
    """A correction that the number chooses, of something that was recorded, if anything was."""
    own = [w for w in session.written if w.event.case_id == case_id and w.event.type in FIELDS]
    if not own:
        return Correct(case_id=case_id, corrects=1 + number % 5, changes=(), reason="typing-error")
    chosen = own[-1 - number % len(own)]
    ways = FIELDS[chosen.event.type]
    fields = ways[number // 7 % len(ways)]
    changes = tuple(Change(field=name, value=_value(chosen, name, number // 11)) for name in fields)
    reason = "never-happened" if not changes else "typing-error"
    return Correct(case_id=case_id, corrects=chosen.event.version, changes=changes, reason=reason)


def _value(written: Written, name: str, number: int) -> str | None:
    shift = timedelta(days=SHIFTS[number % len(SHIFTS)])
    if name == "occurred_at":
        return (written.event.occurred_at + shift / 2).isoformat().replace("+00:00", "Z")
    if name in {"act", "level"}:
        acts = (("DS-06", "heavy"), ("KE-04", "moral"), ("PD-N2", "medium"))
        return acts[number % len(acts)][name == "level"]
    if name == "whom":
        return ("expert", "witness")[number % 2]
    if name == "contest":
        return (None, "pilkada-2024")[number % 2]
    was: date | None = getattr(written.data, name)
    return (was + shift).isoformat() if was else "2024-10-01"


def as_it_counts(written: Sequence[Written]) -> list[Written]:
    """What counts of the events of one case, as corrected; the corrections stay among them."""
    gone: set[int] = set()
    counting = {one.event.version: one for one in written}
    for one in written:
        if isinstance(told := one.data, Corrected):
            gone |= set(told.reopened or ())
            for each in told.altered or ():
                about = told.step if each.field == "occurred_at" else (told.corrects,)
                counting |= {v: _altered(counting[v], each.field, each.now) for v in about}
    kept = [one for version, one in counting.items() if version not in gone]
    return [*kept[:-1], kept[-1]._replace(case=written[-1].case)] if kept else []


def _altered(one: Written, field: str, now: str | None) -> Written:
    if field == "occurred_at":
        moment = datetime.fromisoformat(str(now)).astimezone(UTC)
        return one._replace(event=one.event._replace(occurred_at=moment))
    told = {field: now, **({"branch": str(now)[:2]} if field == "act" else {})}
    return one._replace(data=type(one.data).model_validate({**one.data.model_dump(), **told}))


def hides_nothing(correction: Written, before: Sequence[Written]) -> None:
    """Nothing is gone, what was stands beside what is, and the case goes nowhere where it never was."""
    data: Any = correction.data
    assert [one.event.version for one in before] == [*range(1, correction.event.version)]
    counting = {one.event.version: one for one in as_it_counts(before)}
    corrected = counting[data.corrects]
    assert corrected.event.type == data.event
    assert not isinstance(corrected.data, DeadlineNoted | Corrected)
    assert corrected.event.actor != correction.event.actor
    assert data.altered or set(data.step) <= set(data.reopened)
    for each in data.altered or ():
        assert each.was == _text(corrected, each.field)
        assert each.was != each.now
    for version in data.reopened or ():
        assert version >= data.corrects
        assert counting[version].event.type not in LASTING
    assert data.state in {one.data.state for one in before}


def _text(one: Written, field: str) -> str | None:
    was = one.event.occurred_at if field == "occurred_at" else getattr(one.data, field)
    return (
        None if was is None else str(was.isoformat() if isinstance(was, date) else was).replace("+00:00", "Z")
    )


def hangs_together(correction: Written, counting: Sequence[Written]) -> None:
    """What counts leads, state by state, to where the correction leaves the case."""
    state: str | None = None
    for one in counting:
        if one.data.state != one.data.state_from and not isinstance(one.data, Corrected):
            assert one.data.state_from == state, one.event.type
            state = one.data.state
    assert state == correction.data.state
