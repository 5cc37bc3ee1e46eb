"""One process of the baseline: `python -m deploy.bench.baseline STAGE FOLDER`."""

import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

import uvloop

from deploy.bench.baseline.loading import load_on_order
from deploy.bench.baseline.pipeline import Pipeline
from deploy.bench.orders import Orders
from deploy.environment import database_variable
from deploy.provision import given


async def _run(stage: str, orders: Orders) -> None:
    pipeline = Pipeline(stage, given.access(stage), os.environ[database_variable(stage)])
    await pipeline.open()
    works = [asyncio.ensure_future(pipeline.consume())]
    if stage == "intake":
        works.append(asyncio.ensure_future(load_on_order(pipeline, orders)))
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    # As the services do: what is there at the start is never garbage.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    orders.ready(stage)
    waiting = asyncio.ensure_future(asked.wait())
    done, _ = await asyncio.wait({waiting, *works}, return_when=asyncio.FIRST_COMPLETED)
    for ended in done:
        ended.result()
    for work in works:
        work.cancel()
    await asyncio.wait(works)
    if stage == "notify":
        orders.queued(pipeline.queued)
    await pipeline.close()


if __name__ == "__main__":
    uvloop.run(_run(sys.argv[1], Orders(Path(sys.argv[2]))))
