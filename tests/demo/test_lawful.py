"""All stories of the demo, played at once in memory: the stages' own guards and reactions, and no stack."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from deploy.demo.script import BEGINS_AT, STORIES
from deploy.demo.story import Await, CaseOf, Finding, Give, Item, Pass, Report, Story, Withdraw, Workday
from services.intake.reactions import REACTIONS as INTAKE
from services.sanctions.reactions import REACTIONS as SANCTIONS
from services.triage.reactions import REACTIONS as TRIAGE
from shared.api.bodies import path_of
from shared.outcome import Done
from shared.write.session import Change, Session, Stamp
from tests.services.test_procedures import VALUES
from tests.support.life import PROCEDURES, RULES

NAMESPACE = UUID(int=7)
CASES = {story.name: uuid5(NAMESPACE, story.name) for story in STORIES}
NOON = time(5, tzinfo=BEGINS_AT.tzinfo)
OPENS: dict[type, str] = {Item: "LogPreliminaryInfo", Report: "ReceiveReport", Finding: "RecordFinding"}


class Stages:
    """Three ledgers in memory. What one writes reaches the others at once."""

    def __init__(self) -> None:
        ids = count(1)
        self.now = BEGINS_AT
        self.sessions = {
            name: Session(procedure, lambda: UUID(int=next(ids)), BEGINS_AT)
            for name, procedure in PROCEDURES.items()
        }
        self._seen = dict.fromkeys(self.sessions, 0)

    def give(self, stage: str, name: str, who: str, case: UUID, **fields: Any) -> None:
        """Carry a command out, and everything that follows from it; fails if it is refused."""
        model = next(row.command for row in PROCEDURES[stage].rows if name in (row.name, path_of(row.name)))
        result = self.sessions[stage].carry_out(model(case_id=case, **fields), Stamp(who, self.now))
        assert isinstance(result, Change), (stage, name, result)
        self._tell()

    @property
    def written(self) -> int:
        """How many events there are."""
        return sum(len(session.written) for session in self.sessions.values())

    def there(self, stage: str, case: UUID, type: str, nth: int) -> bool:
        """Whether such an event is there."""
        own = [w for w in self.sessions[stage].written if w.event.case_id == case and w.event.type == type]
        return len(own) >= nth

    def _tell(self) -> None:
        readers = {"intake": INTAKE, "triage": TRIAGE, "sanctions": SANCTIONS}
        while fresh := [(s, w) for s in self.sessions for w in self.sessions[s].written[self._seen[s] :]]:
            self._seen = {name: len(session.written) for name, session in self.sessions.items()}
            for source, written in fresh:
                for reader, reactions in readers.items():
                    react = reactions.handlers.get(type(written.data)) if reader != source else None
                    outcome = react(written.event, written.data) if react else Done()
                    assert isinstance(outcome, Done)
                    if outcome.commands:
                        stamp = Stamp(f"service:{reader}", written.event.occurred_at)
                        result = self.sessions[reader].carry_out_all(outcome.commands, stamp)
                        assert isinstance(result, Change), result


def _begin(stages: Stages, story: Story) -> None:
    name, case, today = OPENS[type(story.begins)], CASES[story.name], stages.now.date()
    model = next(row.command for row in PROCEDURES["intake"].rows if row.name == name)
    fields = {key: VALUES[key] for key in model.model_fields if key in VALUES}
    if not isinstance(story.begins, Item):
        region = story.begins.region
        known = story.begins.known if isinstance(story.begins, Report) else 1
        days = {"date_known": today - timedelta(days=known), "found_on": today - timedelta(days=1)}
        fields |= {"region": region, "office": f"bawaslu-{region}"}
        fields |= {key: day for key, day in days.items() if key in fields}
    stages.give("intake", name, "somebody", case, **fields)


def _value(stages: Stages, stage: str, case: UUID, value: Any) -> Any:
    region = stages.sessions[stage].cases[case].region
    today = RULES.calendar.day_of(stages.now, region)
    match value:
        case CaseOf(story):
            return CASES[story]
        case Workday(ahead):
            return RULES.calendar.after(today, ahead, "working", region)
        case _:
            return value


def _told(stages: Stages, story: Story) -> Iterator[datetime | None]:
    """Play a story; yields for what it waits: a moment, or None for something that another one does."""
    case = CASES[story.name]
    _begin(stages, story)
    for step in story.steps:
        match step:
            case Give():
                body = {k: _value(stages, step.agency, case, v) for k, v in step.body.items()}
                stages.give(step.agency, step.command, step.who, case, **body)
                assert stages.there(step.agency, case, step.proof, step.nth)
            case Withdraw():
                stages.give("intake", "WithdrawReport", "public", case)
            case Await():
                while not stages.there(
                    step.agency, CASES[step.of] if step.of else case, step.proof, step.nth
                ):
                    yield None
            case Pass():
                due = stages.sessions[step.agency].cases[case].due
                assert due is not None, (story.name, step)
                day: date = due.on + timedelta(days=step.until == "over")
                while stages.now < (moment := datetime.combine(day, NOON)):
                    yield moment


def test_every_step_of_every_story_is_lawful_and_leads_where_it_must() -> None:
    stages = Stages()
    playing = {story.name: _told(stages, story) for story in STORIES}
    while playing:
        before = stages.written
        waits = {name: next(story, False) for name, story in playing.items()}
        playing = {name: story for name, story in playing.items() if waits[name] is not False}
        if playing and stages.written == before:
            moments = [moment for moment in waits.values() if isinstance(moment, datetime)]
            assert moments, f"nobody goes on: {sorted(playing)}"
            stages.now = max(stages.now, min(moments))
    for story in STORIES:
        case = stages.sessions[story.ends_at].cases[CASES[story.name]]
        assert (case.state, getattr(case.facts, "escalation", None)) == (story.ends_in, story.escalation)
