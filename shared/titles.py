"""What a command or an event is called: Indonesian by the beginning of its docstring, English by its name."""

import re
from typing import NamedTuple

ABBREVIATIONS = frozenset({"BAP", "BKN", "PPK"})
NAMES = frozenset({"Gakkumdu", "President"})


class Title(NamedTuple):
    """The name (sebutan) of a step or of what happened, in both languages."""

    indonesian: str
    english: str


def title(of: type[object]) -> Title:
    """The title of a command's or event's model.

    The docstring of one begins with its Indonesian name, up to the first sign.
    """
    indonesian = re.split(r"[:;.,(]", (of.__doc__ or "").strip(), maxsplit=1)[0]
    return Title(indonesian.strip(), spelled(of.__name__))


def spelled(name: str) -> str:
    """The words of a name ("ForwardToBkn") as a person writes them ("Forward to BKN")."""
    words = re.findall(r"[A-Z][a-z0-9]*", name)
    text = " ".join(map(_written, words))
    return text[:1].upper() + text[1:]


def _written(word: str) -> str:
    if word.upper() in ABBREVIATIONS:
        return word.upper()
    return word if word in NAMES else word.lower()
