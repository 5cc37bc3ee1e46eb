"""Wires the parts of intake; `python -m services.intake`."""

from fastapi import FastAPI

from services.intake import api, duties, own_data, store
from services.intake.contract import CONTRACT
from services.intake.domain import procedure
from services.intake.reactions import REACTIONS
from shared.api.app import build
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """What intake consists of."""
    return Blueprint(
        contract=CONTRACT,
        procedure=procedure(rules),
        reactions=REACTIONS,
        project=store.project,
    )


def assemble(runtime: Runtime) -> FastAPI:
    """The HTTP API of intake."""
    return build(runtime, "Meja penerimaan Bawaslu / front desk", api.routes, own_data.routes, duties.routes)


def main() -> None:
    """Serve until stopped."""
    serve("intake", blueprint, assemble)
