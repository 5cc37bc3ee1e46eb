"""Mutates rules and runs their tests on each mutant: `python -m tests.mutations` (`make mutate`).

Begins anew, in `mutants/`, with mutmut of `.venv-mutate`: the classification and the procedure, or what is
named. The last line of each counts its mutants; the exit status is 0 only if those that survived are the ones
that docs/mutations.md names, each with the reason.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable

from tests.mutations.targets import ROOT, TARGETS, Target, laid_out

MUTMUT = ROOT / ".venv-mutate/bin/mutmut"
REPORT = ROOT / "docs/mutations.md"
NAMED = re.compile(r"^\| `(\S+__mutmut_\d+)` \|", re.MULTILINE)
COUNTED = ("total", "killed", "survived", "no_tests", "timeout", "suspicious")


def main() -> int:
    """Run all, and compare who survived with who was looked at."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("targets", nargs="*", default=[], help=f"of {', '.join(TARGETS)}; all without one")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"{', '.join(unknown)}: no target. Remedy: choose from {', '.join(TARGETS)}")
    whole = [_holds(name, given.workers) for name in given.targets or TARGETS]
    return 0 if all(whole) else 1


def _holds(name: str, workers: int) -> bool:
    """Whether those that survive of a target are those that were looked at."""
    target, folder = TARGETS[name], ROOT / "mutants" / name
    laid_out(target, folder)
    subprocess.run([MUTMUT, "run", "--max-children", str(workers)], cwd=folder, check=True)
    results = subprocess.run([MUTMUT, "results"], cwd=folder, check=True, capture_output=True, text=True)
    subprocess.run([MUTMUT, "export-cicd-stats"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    figures = json.loads((folder / "mutants/mutmut-cicd-stats.json").read_text())
    left = set(re.findall(rf"^\s*{re.escape(target.begins)}(\S+): .+$", results.stdout, re.MULTILINE))
    looked_at = _looked_at(target)
    _say(f"cd {folder} && {MUTMUT} show {target.begins}", "not named in docs/mutations.md", left - looked_at)
    _say(f"cd {folder} && {MUTMUT} show {target.begins}", "named there and killed", looked_at - left)
    print(name, *(f"{counted}={figures[counted]}" for counted in COUNTED))  # noqa: T201
    return left == looked_at


def _looked_at(target: Target) -> set[str]:
    """The survivors that the report names for a target: under the title that has its name."""
    sections = re.split(r"^## ", REPORT.read_text(), flags=re.MULTILINE)
    return {name for one in sections if f"`{target.begins}" in one for name in NAMED.findall(one)}


def _say(see: str, what: str, names: Iterable[str]) -> None:
    for name in sorted(names):
        print(f"{name} {what}: {see}{name}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
