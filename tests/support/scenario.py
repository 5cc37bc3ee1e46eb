"""A stream of reports with faults in the middle of it, at points that the seed chooses."""

import asyncio
import logging
import random
from collections.abc import Sequence
from functools import partial
from typing import Any

from deploy.stack import Stack
from tests.support.desk import Desk
from tests.support.faults import Fault
from tests.support.until import until

log = logging.getLogger(__name__)


async def stream_with_faults(
    stack: Stack, desk: Desk, chance: random.Random, reports: int, faults: Sequence[Fault]
) -> None:
    """Hand in so many reports; each fault strikes when a random part of its share is registered.

    A fault and the next share of reports go on while the stages behind still work on the earlier ones.
    """
    share = reports // len(faults)
    for number, fault in enumerate(faults):
        count = share if number + 1 < len(faults) else reports - share * number
        point = desk.registered + chance.randrange(count)
        coming = asyncio.create_task(desk.hand_in(count))
        try:
            await until(partial(_reached, desk, point, coming), "reports come in")
            before = desk.registered
            log.warning("after %d reports: %s", before, await fault(stack, chance))
            await coming
        finally:
            coming.cancel()


async def _reached(desk: Desk, point: int, coming: asyncio.Task[Any]) -> bool:
    return desk.registered >= point or coming.done()
