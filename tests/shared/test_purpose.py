"""Words that are kept on record carry nobody's number or address."""

import pytest
from pydantic import ValidationError

from shared.api.documents import Resolution
from shared.api.private import Reading


@pytest.mark.parametrize(
    "words",
    ["milik 190002141925032001", "telepon 0812-7771-2345", "tanya samaran@contoh.example", "dua\nbaris"],
)
def test_a_number_an_address_or_a_second_line_is_refused(words: str) -> None:
    for form, field in ((Resolution, "reason"), (Reading, "purpose")):
        with pytest.raises(ValidationError, match=field):
            form.model_validate({field: words})


def test_words_that_say_why_are_taken() -> None:
    assert Resolution(reason="fixed in 0.1.1").reason == "fixed in 0.1.1"
    assert Reading(purpose=" kajian awal ").purpose == "kajian awal"
