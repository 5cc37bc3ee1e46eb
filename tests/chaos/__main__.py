"""The long form of the kill tests: `python -m tests.chaos --runs 3` (`make chaos RUNS=3`).

Each run has a stack of its own, 2,000 reports, and every kind of fault, mixed at random. The last line says
`runs=.. lost=.. doubled=..`; the exit status is 0 only if nothing was lost or doubled and all chains hold.
"""

import argparse
import asyncio
import logging
import random
import sys
import time
from uuid import UUID

from tests.support import evidence, faults
from tests.support.desk import Desk
from tests.support.ledger import read_all
from tests.support.scenario import stream_with_faults
from tests.support.stacks import EAGER, own_stack

REPORTS = 2000
STRIKES = 24

log = logging.getLogger("chaos")


async def play(seed: str, reports: int, strikes: int) -> tuple[int, int, str | None]:
    """One run: how many reports were lost, how many took effect twice, and what else was wrong."""
    chance = random.Random(seed)
    struck = [*faults.ALL, *chance.choices(faults.ALL, k=max(0, strikes - len(faults.ALL)))]
    chance.shuffle(struck)
    accepted: dict[UUID, str] = {}
    with own_stack(virtual_clock=True, extra=EAGER) as stack:
        wrong = None
        try:
            desk = Desk(stack, chance, accepted)
            await stream_with_faults(stack, desk, chance, reports, struck[:strikes])
            await evidence.check(stack, accepted)
        except AssertionError as fault:
            wrong = str(fault)
        lost, doubled = evidence.compare(await read_all(stack), set(accepted))
    return len(lost), len(doubled), wrong


def main() -> int:
    """Play the runs, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--reports", type=int, default=REPORTS, help="reports a run")
    parser.add_argument("--strikes", type=int, default=STRIKES, help="faults a run")
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1_000_000)))
    given = parser.parse_args()
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING, stream=sys.stdout)
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    lost = doubled = broken = 0
    for run in range(1, given.runs + 1):
        seed, began = f"{given.seed}-{run}", time.monotonic()
        log.warning("run %d of %d, %d reports (--seed %s)", run, given.runs, given.reports, given.seed)
        run_lost, run_doubled, wrong = asyncio.run(play(seed, given.reports, given.strikes))
        lost, doubled, broken = lost + run_lost, doubled + run_doubled, broken + bool(wrong)
        took = time.monotonic() - began
        log.warning(
            "run %d took %.0f s: lost=%d doubled=%d %s", run, took, run_lost, run_doubled, wrong or ""
        )
    sys.stdout.write(f"runs={given.runs} lost={lost} doubled={doubled}\n")
    return 1 if lost or doubled or broken else 0


if __name__ == "__main__":
    sys.exit(main())
