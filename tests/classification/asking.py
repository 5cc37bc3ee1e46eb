"""How tests ask for a classification: invented facts, one answer."""

from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from shared import policy
from shared.classification import Answer, Classifier, FactSet, Suggestion
from shared.classification.tables import Law
from shared.policy.entry import Timeline

TODAY = date(2026, 11, 23)
BOGOR = "32.01"


@cache
def classifier() -> Classifier:
    """The classifier of the policy that is shipped."""
    return Classifier(policy.load())


def changed(**kinds: Timeline[Any]) -> Classifier:
    """The classifier of a policy that is the one shipped but for these kinds."""
    law = policy.load()
    return Classifier(
        cast(Law, SimpleNamespace(**{kind: getattr(law, kind) for kind in policy.KINDS} | kinds))
    )


def exchanged(entries: Timeline[Any], old: Any, *new: Any) -> Timeline[Any]:
    """These entries, with others in place of one."""
    return Timeline([*(entry for entry in entries if entry is not old), *new])


def person(contest: str | None = "pilbup", **more: Any) -> dict[str, Any]:
    """Somebody who stands, or may stand, for election, not the respondent's spouse."""
    return {"kind": "person", "relation": "other", "contest": contest, "region_code": BOGOR, **more}


def facts(**given: Any) -> FactSet:
    """Facts of a PNS, with what is given."""
    return FactSet.model_validate({"id": "f-1", "respondent_type": "pns", **given})


def ask(**given: Any) -> Answer:
    """The answer to these facts."""
    return classifier().classify(facts(**given), TODAY)


def codes(answer: Answer) -> list[str]:
    """The codes of an answer, in its order."""
    return [suggestion.code for suggestion in answer.suggestions]


def branches(answer: Answer) -> set[str]:
    """The branches of an answer."""
    return {suggestion.branch for suggestion in answer.suggestions}


def suggested(answer: Answer, code: str) -> Suggestion:
    """The suggestion of a code, which must be there."""
    return next(suggestion for suggestion in answer.suggestions if suggestion.code == code)
