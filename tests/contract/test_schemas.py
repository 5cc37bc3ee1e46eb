"""Event schemas are committed, equal the models, and only ever change compatibly."""

import pytest

from deploy import schemas


def test_every_event_has_a_committed_compatible_schema() -> None:
    assert schemas.check() == []


BASE = {
    "properties": {"state": {"type": "string", "title": "State"}, "note": {"type": "string"}},
    "required": ["state"],
}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"required": ["state", "note"]}, "required on one side only"),
        ({"properties": {"note": {"type": "string"}}, "required": []}, "state is gone"),
        (
            {
                "properties": {**BASE["properties"], "more": {"type": "string"}},  # type: ignore[dict-item]
                "required": ["state", "more"],
            },
            "new field more is required",
        ),
        (
            {"properties": {"state": {"type": "integer"}, "note": {"type": "string"}}},
            "state means something else",
        ),
    ],
)
def test_a_breaking_change_is_named(change: dict[str, object], fault: str) -> None:
    faults = schemas.incompatible(BASE, {**BASE, **change})
    assert any(fault in each for each in faults)


def test_optional_fields_may_come_and_words_may_change() -> None:
    new = {
        "properties": {
            "state": {"type": "string", "title": "Status"},
            "note": {"type": "string"},
            "more": {"type": "string"},
        },
        "required": ["state"],
    }
    assert schemas.incompatible(BASE, new) == []
    assert schemas.incompatible(new, BASE) == []
