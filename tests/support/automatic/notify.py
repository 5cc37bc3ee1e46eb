"""Notify as it is; with `NETRAL_TEST_NO_MAIL` it queues notifications and sends none."""

import os
from dataclasses import replace

from services.notify import main as notify
from shared.policy import Policy
from shared.runtime import Blueprint
from shared.server import serve


def blueprint(rules: Policy) -> Blueprint:
    """Notify, without its sender if so asked."""
    made = notify.blueprint(rules)
    return replace(made, tasks=lambda _: ()) if os.environ.get("NETRAL_TEST_NO_MAIL") else made


if __name__ == "__main__":
    serve("notify", blueprint, notify.assemble)
