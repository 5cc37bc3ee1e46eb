"""Plain data held against its model: every fault with the line it stands in, in words with a remedy."""

import json
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shared.policy.document import Document, Place, Words
from shared.policy.faults import Finding

Model = TypeVar("Model", bound=BaseModel)

A_DAY = "write a day that exists as YYYY-MM-DD"
A_MOMENT = "write a day that exists and an hour as YYYY-MM-DD HH:MM"
TOLD: dict[str, Callable[[ErrorDetails], Words]] = {
    "missing": lambda _: ("is missing", "add it"),
    "needed": lambda fault: (fault["msg"], "add it"),
    "extra_forbidden": lambda _: ("is no field that is known here", "correct its spelling, or remove it"),
    "string_type": lambda fault: (
        ("is empty", "write it")
        if fault["input"] is None
        else (f"{_shown(fault)} is no text", "put it in quotes")
    ),
    "string_too_short": lambda _: ("is empty", "write it"),
    "string_pattern_mismatch": lambda fault: (
        (f"{_shown(fault)} does not have its form", f"match {fault['ctx']['pattern']}")
        if str(fault["input"]).strip()
        else ("is empty", "write it")
    ),
    "literal_error": lambda fault: (
        f"{_shown(fault)} is none of its values",
        f"choose {fault['ctx']['expected']}",
    ),
    "bool_type": lambda fault: (f"{_shown(fault)} is neither true nor false", "write true or false"),
    "int_type": lambda fault: (f"{_shown(fault)} is no whole number", "write one without quotes"),
    "tuple_type": lambda fault: (f"{_shown(fault)} is no list", "write a list"),
    "frozen_set_type": lambda fault: (f"{_shown(fault)} is no list", "write a list"),
    "mapping_type": lambda fault: (f"{_shown(fault)} is no mapping", "write `key: value` lines"),
    "dict_type": lambda fault: (f"{_shown(fault)} is no mapping", "write `key: value` lines"),
    "model_type": lambda fault: (f"{_shown(fault)} is no mapping", "write `key: value` lines"),
    "date_type": lambda fault: (f"{_shown(fault)} is no day", A_DAY),
    "date_parsing": lambda fault: (f"{_shown(fault)} is no day", A_DAY),
    "date_from_datetime_parsing": lambda fault: (f"{_shown(fault)} is no day", A_DAY),
    "date_from_datetime_inexact": lambda fault: (f"{_shown(fault)} is no day", A_DAY),
    "datetime_type": lambda fault: (f"{_shown(fault)} is no moment", A_MOMENT),
    "datetime_parsing": lambda fault: (f"{_shown(fault)} is no moment", A_MOMENT),
    "datetime_from_date_parsing": lambda fault: (f"{_shown(fault)} is no moment", A_MOMENT),
    "value_error": lambda fault: (str(fault["ctx"]["error"]), "correct it"),
}
"""By the type of pydantic's error. Any other is told in pydantic's words."""


def validated(document: Document, model: type[Model], place: Place) -> tuple[Model | None, list[Finding]]:
    """What stands at a place as a model, or None and the faults. Nothing is converted: "7" is no 7."""
    try:
        return model.model_validate_json(json.dumps(document.at(place)), strict=True), []
    except ValidationError as faults:
        return None, [_finding(document, place, fault) for fault in faults.errors(include_url=False)]


def words(fault: ErrorDetails) -> Words:
    """What is wrong with a value, and the remedy."""
    told = TOLD.get(fault["type"])
    return told(fault) if told else (fault["msg"][:1].lower() + fault["msg"][1:], "correct it")


def _finding(document: Document, place: Place, fault: ErrorDetails) -> Finding:
    steps = list(document.place(place, fault["loc"])[len(place) :])
    if fault["type"] in {"missing", "needed"}:
        steps.append(fault["loc"][-1])
    return document.finding(place, steps, words(fault))


def _shown(fault: ErrorDetails) -> str:
    text = repr(fault["input"])
    return text if len(text) <= 60 else f"{text[:57]}..."
