"""Wires the parts of triage; `python -m services.triage`."""

from fastapi import FastAPI

from services.triage import store
from services.triage.api import routes
from services.triage.contract import CONTRACT
from services.triage.domain import procedure
from services.triage.reactions import REACTIONS
from shared.api.app import build
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """What triage consists of."""
    return Blueprint(
        contract=CONTRACT,
        procedure=procedure(rules),
        reactions=REACTIONS,
        project=store.project,
    )


def assemble(runtime: Runtime) -> FastAPI:
    """The HTTP API of triage."""
    return build(runtime, "Kajian Bawaslu / study", routes)


def main() -> None:
    """Serve until stopped."""
    serve("triage", blueprint, assemble)
