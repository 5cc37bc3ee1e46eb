"""What services have that policy names: events and their fields, steps, and the rules that these rest on.

Policy knows no service. Whoever knows them describes them here, so that a name that leads nowhere is found
when policy is checked, or a service starts, and not in the middle of a case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel

from shared.policy.document import Document
from shared.policy.entries import Entries
from shared.policy.entry import Reference
from shared.policy.faults import Finding
from shared.policy.target import Target

CONTRACTS, TABLES = "the contract of that service", "the table of transitions of that service"


@dataclass(frozen=True, eq=False)
class Namable:
    """The fields of every event ("intake.CaseRegistered"), the rule of every step ("intake.RegisterCase").

    Where it is not `whole`, there are services of which it has nothing, and nothing is said of their names.
    """

    events: Mapping[str, frozenset[str]]
    steps: Mapping[str, str]
    whole: bool = False

    @classmethod
    def of(cls, service: str, events: Mapping[str, type[BaseModel]], steps: Mapping[str, str]) -> "Namable":
        """What one service has: the models of its events by type, and the rules of its steps by name."""
        return cls(
            {f"{service}.{type}": frozenset(model.model_fields) for type, model in events.items()},
            {f"{service}.{step}": rule for step, rule in steps.items()},
        )

    def __or__(self, other: "Namable") -> "Namable":
        return Namable({**self.events, **other.events}, {**self.steps, **other.steps})

    def can_tell(self, reference: Reference) -> bool:
        """Whether what a reference names is there, or certainly not."""
        services = self._stepping if reference.kind == "steps" else self._publishing
        return self.whole or reference.id.partition(".")[0] in services

    @cached_property
    def _publishing(self) -> frozenset[str]:
        return frozenset(event.partition(".")[0] for event in self.events)

    @cached_property
    def _stepping(self) -> frozenset[str]:
        return frozenset(step.partition(".")[0] for step in self.steps)

    def targets(self) -> Mapping[str, Target]:
        """What entries and sheets may name of services, by kind."""
        fields = {f"{event}.{field}" for event, fields in self.events.items() for field in fields}
        return {
            "events": Target(CONTRACTS, frozenset(self.events)),
            "fields": Target(CONTRACTS, frozenset(fields)),
            "steps": Target(TABLES, frozenset(self.steps)),
        }

    def unruled(self, rules: Entries) -> Iterator[Finding]:
        """The rules on which steps rest and that are not there, or have an end with nothing after it."""
        for rule, steps in self._resting().items():
            versions = [placed for placed in rules.placed if placed.entry.id == rule]
            if not versions:
                if rule not in rules.broken:
                    yield _missing(rules.document, rule, steps)
                continue
            last = max(versions, key=lambda placed: placed.entry.valid_from)
            if last.entry.valid_to is not None and rule not in rules.broken:
                reason = f"no version counts after {last.entry.valid_to}, and {steps} would rest on none"
                yield rules.document.finding(last.place, ("valid_to",), (reason, "add the next version"))

    def _resting(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        for step, rule in sorted(self.steps.items()):
            found.setdefault(rule, []).append(step)
        return {rule: ", ".join(steps) for rule, steps in found.items()}


def _missing(document: Document, rule: str, steps: str) -> Finding:
    reason = f"there is no rule {rule}, on which {steps} would rest"
    return document.finding((), ("rules",), (reason, f"add the entry {rule}, or give it back that id"))
