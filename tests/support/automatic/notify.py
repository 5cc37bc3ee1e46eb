"""Notify as it is; with `NETRAL_TEST_NO_MAIL` it queues notifications and sends none.

`NETRAL_TEST_DIES_ONCE` names a file: as long as there is none, a part of the process makes it and fails.
"""

import os
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.notify import main as notify
from shared.policy import Policy
from shared.runtime import Blueprint, Runtime
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """Notify, without its sender if so asked."""
    made = notify.blueprint(rules)
    if mark := os.environ.get("NETRAL_TEST_DIES_ONCE"):
        return replace(made, tasks=lambda runtime: _die_once(runtime, Path(mark)))
    return replace(made, tasks=lambda _: ()) if os.environ.get("NETRAL_TEST_NO_MAIL") else made


def _die_once(runtime: Runtime, mark: Path) -> Sequence[Coroutine[Any, Any, None]]:
    async def die() -> None:
        await runtime.apply_known_types()
        mark.touch()
        raise ZeroDivisionError("this part has a bug")

    return () if mark.exists() else (die(),)


if __name__ == "__main__":
    serve("notify", blueprint, notify.assemble)
