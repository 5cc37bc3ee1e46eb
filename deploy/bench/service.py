"""One service of a bench: its own blueprint with the officers played. `python -m deploy.bench.service`.

Arguments: the stage, and the folder of orders. notify's sender is left out: a bench ends at the queue.
"""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from fastapi import FastAPI

from deploy.bench.loader import load_on_order
from deploy.bench.officers import played
from deploy.bench.orders import Orders
from deploy.bench.queueing import Queueing, watch
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve
from shared.settings import ServiceName


def main() -> None:
    """Serve until stopped, like the service itself."""
    stage, orders = sys.argv[1], Orders(Path(sys.argv[2]))
    service = import_module(f"services.{stage}.main")
    queueing: Queueing | None = None

    def plan(rules: Policy) -> Blueprint:
        nonlocal queueing
        blueprint = played(service.blueprint(rules))
        if stage == "intake":
            return replace(blueprint, tasks=lambda runtime: (load_on_order(runtime, orders),))
        if stage == "notify":
            noting = queueing = Queueing(blueprint.project)
            return replace(blueprint, project=noting, tasks=lambda _: (noting.write_at_the_end(orders),))
        return blueprint

    def assemble(runtime: Runtime) -> FastAPI:
        if queueing is not None:
            watch(runtime, queueing)
        app: FastAPI = service.assemble(runtime)
        return app

    serve(cast(ServiceName, stage), plan, assemble)


if __name__ == "__main__":
    main()
