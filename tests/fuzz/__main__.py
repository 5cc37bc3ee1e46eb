"""The long form: `python -m tests.fuzz --requests 5000` (`make fuzz`), every operation as every role.

The last line says `requests=.. wrong=..`; the exit status is 0 only if nothing was wrong.
"""

import argparse
import random
import sys

from deploy.provision.migrations import SERVICES
from tests.fuzz.requests import Found, attack, everybody
from tests.fuzz.seeds import sown
from tests.support.stacks import own_stack

EACH = 8
"""Requests for each operation, role that may and mode before the next round draws others."""


def main() -> int:
    """Round after round until so many requests were sent."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    found, by = Found(), given.seed
    with own_stack(automatic=False) as stack:
        known = sown(stack)
        while found.requests < given.requests:
            for service in SERVICES:
                attack(stack, service, EACH, everybody(), by, found, known[service])
                sys.stdout.write(f"{service}: {found.requests} requests (--seed {given.seed})\n")
            by += 1
    for wrong in found.wrong:
        sys.stdout.write(f"{wrong}\n")
    told = ", ".join(f"{status}: {n}" for status, n in sorted(found.answers.items()))
    done = ", ".join(f"{path.rpartition('/')[2]}: {n}" for path, n in found.decided.most_common())
    sys.stdout.write(f"answers {told}\ncarried out {done}\n")
    sys.stdout.write(f"requests={found.requests} wrong={len(found.wrong)}\n")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
