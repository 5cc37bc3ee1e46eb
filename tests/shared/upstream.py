"""Events of intake as triage receives them, made by intake's own procedure, without a database."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from services.intake import commands
from services.intake import domain as intake
from shared import policy
from shared.contract import Command
from shared.event import Event, headers, key
from shared.identifiers import uuid7
from shared.inbox.message import Message
from shared.write.session import Change, Session, Stamp

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


class Intake:
    """An intake in memory: give it commands, take the messages it would publish."""

    def __init__(self, traceparent: str = "") -> None:
        self._stamp = Stamp("officer", NOW, traceparent=traceparent)
        self._session = Session(intake.procedure(policy.load()), uuid7, NOW)
        self.events: list[Event] = []

    def give(self, command: Command) -> list[Event]:
        """Carry a command out; answers the events it wrote."""
        result = self._session.carry_out(command, self._stamp)
        assert isinstance(result, Change), result
        written = [w.event for w in result.written]
        self.events += written
        return written

    def report(self) -> UUID:
        """A new report in initial review: two events."""
        case_id = uuid4()
        self.give(
            commands.ReceiveReport(
                case_id=case_id,
                receipt=case_id.hex * 2,
                date_known=NOW.date(),
                reachable=False,
                office="bawaslu-32.08",
                region="32.08",
            )
        )
        self.give(commands.BeginReview(case_id=case_id))
        return case_id

    def registered(self) -> UUID:
        """A registered case: three events."""
        case_id = self.report()
        self.give(commands.RegisterCase(case_id=case_id))
        return case_id

    def messages(self) -> list[Message]:
        """Everything written so far, in order."""
        return [message(event) for event in self.events]


def message(event: Event) -> Message:
    """The message of an event as the relay would ship it."""
    return Message(headers(event), key(event.case_id), event.data)
