"""Triage whose officers decide at once: a registered case is studied and forwarded by itself.

`NETRAL_TEST_FAULTY_REGION` makes the code faulty for the cases of one region: its reaction to the begin of
the review fails, as a bug would.
"""

import os
from dataclasses import replace

from services.intake import contract as intake
from services.triage import main as triage
from services.triage.commands import BeginStudy, ForwardToBkn, ValidateReport, VerifyReport
from services.triage.reactions import REACTIONS, case_registered
from shared.contract import EventData
from shared.event import Event
from shared.inbox.reactions import Reaction
from shared.outcome import Done, Outcome
from shared.policy import Policy
from shared.runtime import Blueprint
from shared.server import serve

FAULTY_REGION = os.environ.get("NETRAL_TEST_FAULTY_REGION")


def study(event: Event, data: intake.CaseRegistered) -> Outcome:
    """The whole study in one go."""
    queued = case_registered(event, data)
    assert isinstance(queued, Done)
    about = event.case_id
    return Done(
        (
            *queued.commands,
            BeginStudy(case_id=about),
            ForwardToBkn(case_id=about),
            VerifyReport(case_id=about),
            ValidateReport(case_id=about),
        )
    )


def note_review(event: Event, data: EventData) -> Outcome:
    """Means nothing here, but for the code that is faulty."""
    if data.region == FAULTY_REGION:
        raise ZeroDivisionError("this code is faulty")
    return Done()


def blueprint(rules: Policy) -> Blueprint:
    """Triage with other reactions to intake's events."""
    own: dict[type[EventData], Reaction] = {
        intake.CaseRegistered: study,
        intake.InitialReviewBegun: note_review,
    }
    reactions = replace(
        REACTIONS,
        handlers={**REACTIONS.handlers, **own},
        no_interest=REACTIONS.no_interest - own.keys(),
    )
    return replace(triage.blueprint(rules), reactions=reactions)


if __name__ == "__main__":
    serve("triage", blueprint, triage.assemble)
