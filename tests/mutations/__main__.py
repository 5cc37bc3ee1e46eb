"""Mutates the classification and runs its tests on each mutant: `python -m tests.mutations` (`make mutate`).

Begins anew, in `mutants/`, with mutmut of `.venv-mutate`. The last line counts the mutants; the exit status
is 0 only if those that survived are the ones that docs/mutations.md names, each with the reason.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MUTMUT = ROOT / ".venv-mutate/bin/mutmut"
REPORT = ROOT / "docs/mutations.md"
RESULT = re.compile(r"^\s*shared\.classification\.(\S+): (.+)$", re.MULTILINE)
NAMED = re.compile(r"^\| `(\S+__mutmut_\d+)` \|", re.MULTILINE)


def main() -> int:
    """Run all, and compare who survived with who was looked at."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    subprocess.run([MUTMUT, "run", "--max-children", str(given.workers)], cwd=ROOT, check=True)
    results = subprocess.run([MUTMUT, "results"], cwd=ROOT, check=True, capture_output=True, text=True)
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    figures = json.loads((ROOT / "mutants/mutmut-cicd-stats.json").read_text())
    left = {name for name, _ in RESULT.findall(results.stdout)}
    looked_at = set(NAMED.findall(REPORT.read_text()))
    _say("not named in docs/mutations.md", left - looked_at)
    _say("named in docs/mutations.md and killed", looked_at - left)
    counted = ("total", "killed", "survived", "no_tests", "timeout", "suspicious")
    print(*(f"{name}={figures[name]}" for name in counted))  # noqa: T201
    return 0 if left == looked_at else 1


def _say(what: str, names: Iterable[str]) -> None:
    for name in sorted(names):
        print(f"{what}: {name}; see it with .venv-mutate/bin/mutmut show shared.classification.{name}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
