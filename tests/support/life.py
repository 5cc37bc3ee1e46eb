"""One case of a stage, given commands at moments by people, without any database."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from services.intake import domain as intake
from services.sanctions import domain as sanctions
from services.triage import domain as triage
from shared import policy
from shared.case import Case, Procedure, Refused
from shared.contract import Command
from shared.write.session import Change, Session, Stamp
from tests.services.test_procedures import VALUES
from tests.support.imposed import AGENCIES, IMPOSED

RULES = policy.load()
CASE = UUID(int=1)
MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)
PROCEDURES: dict[str, Procedure[Any]] = {
    "intake": intake.procedure(RULES),
    "triage": triage.procedure(RULES),
    "sanctions": sanctions.procedure(RULES),
}


class Life:
    """Commands get the values of `VALUES` where none are given, a decision what fits its level."""

    def __init__(self, stage: str, law: Procedure[Any] | None = None) -> None:
        """By the law of the policy, or by another."""
        ids = count(1)
        self._procedure = law or PROCEDURES[stage]
        self.session = Session(self._procedure, lambda: UUID(int=next(ids)), MONDAY)

    @property
    def types(self) -> list[str]:
        """The events so far."""
        return [written.event.type for written in self.session.written]

    def give(
        self, name: str, at: datetime = MONDAY, actor: str = "officer", case: UUID = CASE, **fields: object
    ) -> Case[Any]:
        """Carry a command out."""
        result = self._carry_out(name, at, actor, fields, case)
        assert isinstance(result, Change), result
        return result.case

    def refused(
        self, name: str, at: datetime = MONDAY, actor: str = "officer", case: UUID = CASE, **fields: object
    ) -> str:
        """The code of the refusal of a command."""
        result = self._carry_out(name, at, actor, fields, case)
        assert isinstance(result, Refused), result
        return result.code

    def note(self, command: Command, at: datetime = MONDAY) -> Case[Any]:
        """Note something about a limit."""
        self.session.carry_out(command, Stamp("service:x", at))
        return self.session.cases[CASE]

    def _carry_out(
        self, name: str, at: datetime, actor: str, fields: dict[str, object], case: UUID
    ) -> object:
        model = next(row.command for row in self._procedure.rows if row.name == name)
        own = {key: VALUES[key] for key in model.model_fields if key in VALUES}
        if model.model_fields.get("contest") is not None and self._procedure.stage != "sanctions":
            own["contest"] = None  # not known, where a test does not say it
        if "agency" in model.model_fields and fields.get("tier"):
            own["agency"] = AGENCIES[str(fields["tier"])]  # whose PPK it then is
        if name == "IssueDecision":
            own |= IMPOSED[str(fields.get("level", own["level"]))]
        return self.session.carry_out(model(case_id=case, **{**own, **fields}), Stamp(actor, at))
