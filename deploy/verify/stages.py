"""How each service's events are read and folded, so that its case rows can be rebuilt."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.intake import contract as intake
from services.intake import domain as intake_domain
from services.notify import contract as notify
from services.notify import domain as notify_domain
from services.sanctions import contract as sanctions
from services.sanctions import domain as sanctions_domain
from services.triage import contract as triage
from services.triage import domain as triage_domain
from shared.case import Facts, Procedure
from shared.contract import Contract
from shared.policy import load


@dataclass(frozen=True)
class Stage:
    """A service's published events and its procedure."""

    contract: Contract
    procedure: Procedure[Any]

    @property
    def facts(self) -> type[Facts]:
        """The model of what this stage remembers of a case."""
        return type(self.procedure.opening())


@cache
def stages() -> Mapping[str, Stage]:
    """The four stages by the name of their service."""
    policy = load()
    return {
        "intake": Stage(intake.CONTRACT, intake_domain.procedure(policy)),
        "triage": Stage(triage.CONTRACT, triage_domain.procedure(policy)),
        "sanctions": Stage(sanctions.CONTRACT, sanctions_domain.procedure(policy)),
        "notify": Stage(notify.CONTRACT, notify_domain.procedure(policy)),
    }
