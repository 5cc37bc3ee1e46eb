"""Wires the parts of notify; `python -m services.notify`."""

from fastapi import FastAPI

from services.notify import store
from services.notify.api import routes
from services.notify.contract import CONTRACT
from services.notify.domain import procedure
from services.notify.reactions import reactions
from services.notify.sender import send_all
from shared.api.app import build
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """What notify consists of."""
    return Blueprint(
        contract=CONTRACT,
        procedure=procedure(rules),
        reactions=reactions(rules),
        project=store.project,
        tasks=lambda runtime: (send_all(runtime),),
    )


def assemble(runtime: Runtime) -> FastAPI:
    """The HTTP API of notify."""
    return build(runtime, "Pemberitahuan / notifications", routes)


def main() -> None:
    """Serve until stopped."""
    serve("notify", blueprint, assemble)
