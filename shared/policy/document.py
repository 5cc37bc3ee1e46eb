"""Policy files as plain data that knows the line of everything in it.

Nothing is constructed from what a file says but mappings, lists, text, numbers, truth values and null. Only
what JSON would read as a number, `true`, `false` or `null` is one: a day, a code like 010 and the words on,
yes and no are text.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from shared.policy.faults import Finding, PolicyFault

Place = tuple[str | int, ...]
"""The way to a part of a file: the keys of mappings, and the positions in lists, which count from 0."""
Words = tuple[str, str]
"""The reason of a fault, and its remedy."""
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
QUOTED = ("'", '"', "|", ">")
TRUTHS = {"true": True, "false": False}
NULLS = {"", "~", "null"}
TEXT = "tag:yaml.org,2002:str"
LIBYAML: Callable[[str], Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The parser in C, ten times as fast, where PyYAML was built with it."""


class Composer(Protocol):
    """What a loader of PyYAML is used for here."""

    def get_single_node(self) -> yaml.Node | None:
        """The root of the only document."""


@dataclass(frozen=True)
class Document:
    """The data of a file, and the line of every place in it."""

    file: str
    data: Any
    lines: Mapping[Place, int]

    def place(self, start: Place, steps: Sequence[str | int]) -> Place:
        """How far these steps lead from a place; those that lead nowhere in the file are left out."""
        found = start
        for step in steps:
            if (*found, step) in self.lines:
                found = (*found, step)
        return found

    def line(self, start: Place, steps: Sequence[str | int] = ()) -> int:
        """The line of what these steps lead to, or of what holds it. Lines count from 1."""
        return self.lines.get(self.place(start, steps), 1)

    def at(self, place: Place) -> Any:
        """What stands at a place."""
        data = self.data
        for step in place:
            data = data[step]
        return data

    def finding(self, place: Place, steps: Sequence[str | int], words: Words) -> Finding:
        """A fault of what some steps lead to from a place, under the name of the entry that has it."""
        line = self.line(place, steps)
        return self.finding_in(line, self.place(place, steps), (*place, *steps), words)

    def finding_in(self, line: int, holder: Place, full: Place, words: Words) -> Finding:
        """A fault in a line; `full` is where it is, also past the last place that is there, its `holder`."""
        start, name = self._entry_of(holder)
        field = ".".join(str(step) for step in full[len(start) :]) or None
        return Finding(self.file, line, name, field, *words)

    def _entry_of(self, place: Place) -> tuple[Place, str | None]:
        """The outermost item with an id that a place lies in, and its stamp or id; else the root and None."""
        data = self.data
        for length, step in enumerate(place, 1):
            data = data[step]
            if isinstance(data, dict) and isinstance(data.get("id"), str):
                dated = "valid_from" in data or "version" in data
                return place[:length], f"{data['id']}@{data.get('version', '1')}" if dated else data["id"]
        return (), None


def read(path: Path, loader: Callable[[str], Composer] = LIBYAML) -> Document:
    """A file of YAML whose root is a mapping.

    Raises PolicyFault for a file that is missing, empty, not UTF-8, no YAML or no mapping, and for double
    keys, keys that are no text, aliases and tags, and what is nested hundreds deep.
    """
    return _document(path.name, read_text(path), loader)


@lru_cache(maxsize=64)  # a service reads its policy twice, and whoever compares two has most files in both
def _document(file: str, text: str, loader: Callable[[str], Composer]) -> Document:
    try:
        root = loader(text).get_single_node()
    except yaml.YAMLError as fault:
        raise PolicyFault([_broken(file, text, fault)]) from fault
    if root is None:
        raise PolicyFault([_at(file, 1, "is empty", "write its version and its entries")])
    if not isinstance(root, yaml.MappingNode):
        line = root.start_mark.line + 1
        raise PolicyFault([_at(file, line, "is no mapping", "begin with `version:`, then the entries")])
    reading = _Reading()
    try:
        document = Document(file, reading.value(root, ()), reading.lines)
    except RecursionError as fault:
        raise PolicyFault([_at(file, 1, "is nested without an end", "write plain entries")]) from fault
    if reading.refused:
        raise PolicyFault(
            document.finding_in(line, document.place((), place), place, words)
            for line, place, words in reading.refused
        )
    return document


def read_text(path: Path) -> str:
    """The text of a policy file. Raises PolicyFault where it is missing or not UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as fault:
        reason = f"cannot be read ({fault.strerror})"
        raise PolicyFault([_at(path.name, 1, reason, "put the file there, readable")]) from fault
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        raise PolicyFault([_at(path.name, line, "is not UTF-8", "save the file as UTF-8")]) from fault


class _Reading:
    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.refused: list[tuple[int, Place, Words]] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        if id(node) in self._seen:
            return self._refuse(node, place, "an alias repeats what stands elsewhere", "write it out")
        self._seen.add(id(node))
        self.lines.setdefault(place, node.start_mark.line + 1)
        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return self._mapping(node, place)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.value(child, (*place, number)) for number, child in enumerate(node.value)]
            case yaml.ScalarNode(tag="tag:yaml.org,2002:str"):
                return _scalar(node)
        return self._refuse(node, place, f"the tag {node.tag} is not read", "write plain data")

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str) or key_node.tag != TEXT:
                self._refuse(key_node, place, "a key is no text", "make it a word, or put it in quotes")
                continue
            here = (*place, key)
            if key in found:
                first = self.lines[here]
                self._refuse(
                    key_node, here, f"the key stands in line {first} already", "remove one of the two"
                )
                continue
            self.lines[here] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, here)
        return found

    def _refuse(self, node: yaml.Node, place: Place, reason: str, remedy: str) -> None:
        self.refused.append((node.start_mark.line + 1, place, (reason, remedy)))


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text: str = node.value
    if node.style in QUOTED:
        return text
    if text.lower() in NULLS:
        return None
    if (truth := TRUTHS.get(text.lower())) is not None:
        return truth
    if number := NUMBER.fullmatch(text):
        return float(text) if number[2] else int(text)
    return text


def _broken(file: str, text: str, fault: yaml.YAMLError) -> Finding:
    mark = getattr(fault, "problem_mark", None)
    line = (mark.line if mark else text.count("\n", 0, getattr(fault, "position", 0))) + 1
    why = getattr(fault, "problem", None) or getattr(fault, "reason", None) or "it cannot be parsed"
    begun = getattr(fault, "context_mark", None)
    remedy = (
        f"correct it, or what begins in line {begun.line + 1}"
        if begun
        else "correct it, or what is before it"
    )
    return _at(file, line, f"is no YAML: {why}", remedy)


def _at(file: str, line: int, reason: str, remedy: str) -> Finding:
    return Finding(file, line, None, None, reason, remedy)
