"""Processor time by part of the stack: it says where the time goes, also on a machine that others use."""

from collections.abc import Mapping

import psutil

from deploy.embedded.processes import Child
from deploy.stack import Stack


def seconds(stack: Stack, children: Mapping[str, Child]) -> dict[str, float]:
    """Seconds of processor time so far, user and system, of these children, of PostgreSQL and of Kafka.

    A part that is not ours (an external server) is left out.
    """
    parts = {
        **children,
        "postgres": Child(stack.home, "postgres"),
        "kafka": Child(stack.home, "kafka"),
    }
    return {name: _of(child.pid) for name, child in parts.items() if child.pid is not None}


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """The difference, part by part."""
    return {name: after[name] - before.get(name, 0.0) for name in after}


def _of(pid: int | None) -> float:
    """A process with its living children and those that it has waited for."""
    total = 0.0
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
        for child in process.children(recursive=True):
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
    except psutil.NoSuchProcess:
        return total
    return total
