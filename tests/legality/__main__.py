"""The long form of promise 4: `python -m tests.legality --steps 1000000` (`make legality STEPS=n`).

Random commands by random actors at random times, valid and not, at all three stages. Every event of every
case is held against the law as promise 4 has it in words of its own, and every case against what its ledger
rebuilds. The last line says `steps=.. cases=.. violations=..`; the exit status is 0 only if there was none.
One that is found is told with the seed of its life, and the run goes on.
"""

import argparse
import logging
import random
import sys
import time
from collections.abc import Iterator

from tests.promises.test_4_every_transition_is_legal import CASES, PROCEDURES, lawful, random_life, rebuilt

SHOWN_EVERY = 10.0
"""Seconds between two lines about how far it is."""
LENGTH = 50
"""Steps of a life."""
log = logging.getLogger("legality")


def lives(seed: str, steps: int) -> Iterator[tuple[str, str]]:
    """The stage and seed of so many lives that they have that many steps, the stages in turn."""
    stages = list(PROCEDURES)
    for number in range(-(-steps // LENGTH)):
        yield stages[number % len(stages)], f"{seed}-{number}"


def violation(stage: str, seed: str) -> tuple[int, str | None]:
    """How many cases a life has, and in what it breaks the law, if it does."""
    session = random_life(stage, random.Random(seed), LENGTH)
    cases = len(session.cases.keys() & set(CASES))
    try:
        lawful(stage, session)
        rebuilt(stage, session)
    except AssertionError as fault:
        return cases, str(fault) or repr(fault)
    return cases, None


def main() -> int:
    """Live the lives."""
    parser = argparse.ArgumentParser(prog="python -m tests.legality", description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1_000_000)))
    given = parser.parse_args()
    if given.steps < 1:
        parser.error("--steps: at least 1")
    logging.basicConfig(format="%(message)s", level=logging.INFO, stream=sys.stdout)
    log.info("%d steps, --seed %s", given.steps, given.seed)
    steps = cases = violations = 0
    shown = time.monotonic()
    for stage, seed in lives(given.seed, given.steps):
        found, wrong = violation(stage, seed)
        steps, cases = steps + LENGTH, cases + found
        if wrong:
            violations += 1
            log.info("%s, life %s: %s", stage, seed, wrong.splitlines()[0][:300])
        if time.monotonic() - shown > SHOWN_EVERY:
            shown = time.monotonic()
            log.info("%d steps, %d cases, %d violations", steps, cases, violations)
    log.info("steps=%d cases=%d violations=%d", steps, cases, violations)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
