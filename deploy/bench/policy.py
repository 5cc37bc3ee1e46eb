"""How fast policy is loaded, and acts are classified and steps decided by it: one process, no stack."""

import io
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args

from rich.table import Table

from deploy.bench import decisions
from deploy.classifying import classified
from shared import policy
from shared.classification import Classifier, FactSet
from shared.classification.asking import Asking
from shared.classification.facts import RespondentType
from shared.policy.contests import ContestKind
from shared.policy.families import FLAGS

ON = date(2026, 11, 23)
"""The day on which all are asked for, so that runs of different days can be compared."""
_SETS, _WAYS, _SEED = 5_000, 500, 5
_COLD = (
    "import time; from shared.policy.loading import load; from_ = time.process_time(); load();"
    " print(time.process_time() - from_)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians. Rates are a second of processor time, so what else runs on the machine is not in them."""

    classified_per_s: float
    lines_per_s: float
    decided_per_s: float
    load_s: float

    def document(self) -> dict[str, float]:
        """What `--json` writes of it. Policy is loaded as a new process does it."""
        return {
            "classified_per_s": round(self.classified_per_s, 1),
            "lines_per_s": round(self.lines_per_s, 1),
            "decided_per_s": round(self.decided_per_s, 1),
            "load_ms": round(self.load_s * 1000, 1),
        }


def measure(rounds: int, told: Callable[[int], None], sets: int = _SETS) -> Figures:
    """Classify so many sets of facts in each round, as a function and from line to line; load the policy."""
    classifier, asking = Classifier(policy.load()), Asking(policy.load())
    made = facts(sets)
    lines = b"".join(one.model_dump_json(exclude_none=True).encode() + b"\n" for one in made)
    alone, whole, steps = list[float](), list[float](), list[float]()

    def alone_once() -> None:
        for one in made:
            classifier.classify(one, ON)

    def whole_once() -> None:
        for _ in classified(asking, io.BytesIO(lines), ON, "id", lambda *_: None):
            pass

    for number in range(rounds):
        alone.append(sets / _processor_time(alone_once))
        whole.append(sets / _processor_time(whole_once))
        steps.append(decisions.measure(_WAYS))
        told(number + 1)
    first = [_first_load() for _ in range(rounds)]
    return Figures(*map(statistics.median, (alone, whole, steps, first)))


def facts(count: int, seed: int = _SEED) -> Sequence[FactSet]:
    """Invented facts of all kinds, from nothing known to everything; the same seed makes the same."""
    chance = random.Random(seed)  # noqa: S311
    known = policy.load()
    families = known.families.ids
    regions = [code for code in known.regions if code != "00"]
    return [_drawn(chance, number, families, regions) for number in range(count)]


def table(figures: Mapping[str, Any]) -> Table:
    """The figures for a person."""
    shown = Table(title="policy, one core")
    shown.add_column("")
    shown.add_column("Netral", justify="right")
    shown.add_row("sets of facts classified/s", f"{figures['classified_per_s']:,.0f}")
    shown.add_row("lines in and out/s", f"{figures['lines_per_s']:,.0f}")
    shown.add_row("steps decided/s", f"{figures['decided_per_s']:,.0f}")
    shown.add_row("policy loaded, ms", f"{figures['load_ms']:,.0f}")
    return shown


def _drawn(chance: random.Random, number: int, families: Sequence[str], regions: Sequence[str]) -> FactSet:
    def maybe(value: object) -> object:
        return value if chance.random() < 0.7 else None

    supported = {
        "kind": maybe(chance.choice(["person", "party", "self"])),
        "relation": maybe(chance.choice(["other", "other", "spouse"])),
        "contest": maybe(chance.choice(get_args(ContestKind))),
        "region_code": maybe(chance.choice(regions)),
    }
    return FactSet.model_validate(
        {
            "id": f"bench-{number}",
            "respondent_type": maybe(chance.choice(get_args(RespondentType))),
            "position_level": maybe(chance.choice(["pelaksana", "pengawas", "administrator"])),
            "acts": chance.sample(families, chance.randint(1, 2)) if chance.random() < 0.95 else None,
            "supported": maybe(supported),
            "act_date": maybe(date(2023, 6, 1) + timedelta(days=chance.randrange(720))),
            **{flag: chance.choice([True, False, None]) for flag in FLAGS},
            "earlier_sanctions": [{"code": "DS-06", "level": "medium"}] if chance.random() < 0.1 else None,
        }
    )


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _first_load() -> float:
    """Seconds that a process takes for its first load, after the imports."""
    said = subprocess.run([sys.executable, "-c", _COLD], capture_output=True, text=True, check=True)
    return float(said.stdout)
