"""What a figure was measured on, without names of hosts or people."""

import asyncio
import os
import platform
from importlib.metadata import version

import asyncpg
import psutil

from deploy.bench import store
from deploy.stack import Stack

_PACKAGES = ("faust-streaming", "aiokafka", "asyncpg", "fastapi", "pydantic", "uvicorn", "uvloop")


def machine(stack: Stack | None = None) -> dict[str, object]:
    """Cores, memory in GB, system, Python, PostgreSQL (of a stack), the packages on the way of an event."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        **({"postgresql": asyncio.run(_postgres(stack))} if stack else {}),
        "packages": {name: version(name) for name in _PACKAGES},
    }


async def _postgres(stack: Stack) -> str:
    conn = await asyncpg.connect(stack.dsn("intake", "superuser"))
    try:
        return await store.server_version(conn)
    finally:
        await conn.close()
