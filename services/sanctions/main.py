"""Wires the parts of sanctions; `python -m services.sanctions`."""

from fastapi import FastAPI

from services.sanctions import store
from services.sanctions.api import routes
from services.sanctions.contract import CONTRACT
from services.sanctions.domain import procedure
from services.sanctions.earlier import looking_up
from services.sanctions.reactions import REACTIONS
from shared.api.app import build
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """What sanctions consists of."""
    return Blueprint(
        contract=CONTRACT,
        procedure=procedure(rules),
        reactions=REACTIONS,
        project=store.project,
        look_up=looking_up(rules),
    )


def assemble(runtime: Runtime) -> FastAPI:
    """The HTTP API of sanctions."""
    return build(runtime, "Rekomendasi BKN dan keputusan PPK / sanctions", routes)


def main() -> None:
    """Serve until stopped."""
    serve("sanctions", blueprint, assemble)
