"""The reference page of the policy, `docs/policy.md`, and whether it says what the data says.

python -m deploy.policy --check     exit 1 and the first line that differs
python -m deploy.policy --write     write it anew
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from deploy.policy.page import page
from deploy.policy.records import holdings

PAGE = Path(__file__).parent.parent.parent / "docs" / "policy.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 1 if the page is not the data's."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.policy", description="The policy's reference page."
    )
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="compare the page with the data")
    mode.add_argument("--write", action="store_true", help="write the page")
    made = page(holdings())
    if parser.parse_args(arguments).write:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    line = _differs(PAGE.read_text(encoding="utf-8") if PAGE.exists() else "", made)
    if line is None:
        sys.stdout.write("policy page: as the data\n")
        return 0
    sys.stderr.write(f"docs/policy.md:{line}: not what the data says; run python -m deploy.policy --write\n")
    return 1


def _differs(committed: str, made: str) -> int | None:
    """The first line in which they differ, None where they are the same."""
    pairs = zip_longest(committed.splitlines(), made.splitlines())
    return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), None)


if __name__ == "__main__":
    raise SystemExit(main())
