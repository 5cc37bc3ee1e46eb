"""What can be given in a worked case: the commands of the services' own tables, and how cases begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

from pydantic import BaseModel

from deploy.cases.casefile import Service
from deploy.verify.stages import stages
from services.intake.forms import FindingForm, NotedItem, ReopeningForm, ReportForm, SplitForm, Withdrawal
from services.sanctions.duties import form as duty_form
from shared.api.bodies import body_of, path_of
from shared.policy import Policy
from shared.policy.permissions import PUBLIC


@dataclass(frozen=True, slots=True)
class Command:
    """A way to move a case: where it is asked for, what its body says, and whose role allows it."""

    service: Service
    path: str
    """With places for the `case` id or the number of its `receipt`."""
    body: type[BaseModel]
    roles: frozenset[str]

    @property
    def opens(self) -> bool:
        """Whether it makes a case."""
        return "{" not in self.path

    @property
    def by_version(self) -> bool:
        """Whether it says which version of the case was seen."""
        return "{case}" in self.path


OWN: Mapping[str, tuple[str, str, type[BaseModel]]] = {
    "intake/reports": ("/v1/reports", "ReceiveReport", ReportForm),
    "intake/sbt-reports": ("/v1/sbt-reports", "ReceiveSbtReport", ReportForm),
    "intake/findings": ("/v1/findings", "RecordFinding", FindingForm),
    "intake/media-items": ("/v1/media-items", "LogPreliminaryInfo", NotedItem),
    "intake/reopenings": ("/v1/reopenings", "ReopenCase", ReopeningForm),
    "intake/splits": ("/v1/splits", "SplitReport", SplitForm),
    "intake/withdrawal": ("/v1/receipts/{receipt}/withdrawal", "WithdrawReport", Withdrawal),
}
"""The front desk's own routes: path, operation and body."""


@cache
def commands(policy: Policy) -> Mapping[str, Command]:
    """Every command by its name in a file ("triage/begin-study")."""
    desk = policy.permissions("intake")
    found = {name: Command("intake", path, body, desk[of].roles) for name, (path, of, body) in OWN.items()}
    by_duty = policy.permissions("sanctions")["OpenByDuty"].roles
    duty = duty_form(stages()["sanctions"].procedure, policy)
    found["sanctions/duties"] = Command("sanctions", "/v1/duties", duty, by_duty)
    for service in get_args(Service):
        for row in stages()[service].procedure.rows:
            permission = policy.permissions(service)[row.name]
            if permission.by_people and PUBLIC not in permission.roles and None not in row.leaves:
                path = path_of(row.name)
                body = body_of(row, policy.reasons_for(f"{service}.{row.name}"))
                found[f"{service}/{path}"] = Command(
                    service, f"/v1/cases/{{case}}/{path}", body, permission.roles
                )
    return found
