"""Facts as JSON in, an answer as JSON out: the one way to ask, whichever door somebody comes through."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from shared.classification.answer import Answer
from shared.classification.classifier import Classifier
from shared.classification.facts import FactSet
from shared.classification.words import Language
from shared.policy import Policy
from shared.policy.validation import words

_BRANCHES = {"EarlierSanction", "constrained-str"}
"""What pydantic puts into a path for the forms that a value may have."""


IN_JSON = {
    "supported": ("is no JSON object", 'write one like {"kind": "person", "contest": "pilbup"}'),
    "supported.region_code": ("is no code of a region", "give a Kemendagri code like 32 or 32.08"),
}
"""Fields whose faults are told in words of their own."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be classified: in which field of which id (as far as it has one), why, and the remedy."""

    id: str | None
    field: str | None
    reason: str
    remedy: str


class Asking:
    """Answers by one policy. Nothing is stored, nothing is logged."""

    def __init__(self, policy: Policy) -> None:
        self._classifier = Classifier(policy)
        self._regions = policy.regions

    def line(self, given: bytes, on: date, language: Language) -> Answer | Refused:
        """The answer to one JSON object. Nothing in it is converted: "yes" is no true."""
        try:
            facts = FactSet.model_validate_json(given)
        except ValidationError as faults:
            return _refused(given, faults.errors(include_url=False)[0])
        return self.facts(facts, on, language)

    def facts(self, facts: FactSet, on: date, language: Language) -> Answer | Refused:
        """The answer to a set of facts."""
        for unknown in self._classifier.unknown(facts, self._regions):
            return Refused(facts.id, *unknown)
        return self._classifier.classify(facts, on, language)


def written(answer: Answer) -> bytes:
    """The answer as JSON, on one line."""
    return to_json(answer)


def path(location: Iterable[int | str]) -> str | None:
    """The field that a fault of pydantic's is in ("earlier_sanctions.0.code"), None for the whole."""
    return ".".join(str(step) for step in location if step not in _BRANCHES) or None


def _refused(given: bytes, fault: ErrorDetails) -> Refused:
    if fault["type"] == "json_invalid":
        reason = fault["msg"].removeprefix("Invalid JSON: ").replace(" at line 1 column ", " at column ")
        return Refused(None, None, f"is no JSON: {reason}", "write one JSON object on a line")
    if not fault["loc"]:
        return Refused(None, None, "is no JSON object", 'write one like {"id": "1", "acts": ["banner"]}')
    field = path(fault["loc"])
    return Refused(_named(given), field, *(IN_JSON.get(field or "") or words(fault)))


def _named(given: bytes) -> str | None:
    """The id of what cannot be classified, where it has one."""
    named = json.loads(given).get("id")
    return named if isinstance(named, str) else None
