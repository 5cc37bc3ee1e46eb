"""Runs one service as one process: `python -m services.<stage>`."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import Callable

import uvicorn
import uvloop
from fastapi import FastAPI

from shared import policy
from shared.clock import Clock, VirtualClock, system_clock
from shared.identifiers import uuid7
from shared.runtime import Blueprint, Runtime
from shared.settings import ServiceName, Settings, load_or_exit
from shared.telemetry.export import BadTelemetry
from shared.telemetry.tracing import Tracing, from_environment

log = logging.getLogger(__name__)

Assemble = Callable[[Runtime], FastAPI]
Plan = Callable[[policy.Policy], Blueprint]


def serve(service: ServiceName, plan: Plan, assemble: Assemble) -> None:
    """Serve until SIGTERM or SIGINT. Exit status 2: a bad setting, or a broken policy; 1: it could not start.

    A process that makes no progress any more replaces itself by a new one under the same id.
    """
    settings = load_or_exit(service)
    logging.basicConfig(
        level=settings.log_level,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    for told_by_us in ("aiokafka", "kafka"):  # in one line a try, not in ten
        logging.getLogger(told_by_us).setLevel(logging.CRITICAL)
    for noisy in ("faust", "mode", "httpx", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    rules = policy.load_or_exit()
    blueprint = plan(rules)
    policy.load_or_exit(blueprint.namable)  # what policy names of this service exists, before anything runs
    runtime = Runtime(blueprint, settings, rules, _clock(settings), uuid7, tracing=_tracing(service))
    again = uvloop.run(_serve(settings, runtime, assemble))
    if again:
        log.warning("starting again")
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - itself


def _tracing(service: ServiceName) -> Tracing:
    """Tracing as the standard variables ask for it. Exit status 2: one of them cannot be followed."""
    try:
        return from_environment(service)
    except BadTelemetry as fault:
        sys.stderr.write(f"{fault}\n")
        raise SystemExit(2) from None


def _clock(settings: Settings) -> Clock:
    """The machine's clock, or that of a trial. Exit status 2: its file says no time."""
    if settings.virtual_clock is None:
        return system_clock
    clock = VirtualClock(settings.virtual_clock)
    try:
        log.warning("a virtual clock rules here, it is %s: no case of a real person belongs here", clock())
    except (OSError, ValueError, OverflowError) as fault:
        remedy = "unset it, or make the file by `netral up --virtual-clock`"
        sys.stderr.write(f"NETRAL_VIRTUAL_CLOCK: {fault}. Remedy: {remedy}.\n")
        raise SystemExit(2) from None
    return clock


def _collect_seldom() -> None:
    """Leave modules, models and routes out of the search for cycles, and search less often.

    A batch of a thousand events is a hundred thousand objects without a cycle among them. With Python's
    defaults, a quarter of a busy service's time went into looking at them, and at all the modules, again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


async def _serve(settings: Settings, runtime: Runtime, assemble: Assemble) -> bool:
    host, port = settings.host_and_port
    server = uvicorn.Server(
        uvicorn.Config(
            assemble(runtime),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            http="httptools",
            timeout_graceful_shutdown=5,
        )
    )
    _collect_seldom()
    serving = asyncio.ensure_future(server.serve())
    restart = asyncio.ensure_future(runtime.restart_wanted.wait())
    await asyncio.wait({serving, restart}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    restart.cancel()
    return runtime.restart_wanted.is_set()
