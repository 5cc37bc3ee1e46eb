"""Why somebody does what is kept on record with it: words of their own, which name nobody."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

DIGITS = 7
"""So many digits in a row are somebody's number, not a word of a purpose."""


def names_nobody(purpose: str) -> str:
    """A purpose stays readable when the persons of the case are erased."""
    if any(unicodedata.category(sign).startswith("C") for sign in purpose):
        raise ValueError("control characters")
    digits = "".join(sign if sign.isdigit() else " " if sign.isalpha() else "" for sign in purpose)
    if "@" in purpose or any(len(run) >= DIGITS for run in digits.split()):
        raise ValueError("say why, without a number or address of anybody")
    return purpose


Purpose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=5, max_length=200),
    AfterValidator(names_nobody),
    Field(description="Why; kept with who and when. Names nobody", examples=["kajian awal"]),
]
