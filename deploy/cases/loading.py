"""The file of a worked case, read and held against what the system knows: every fault with its line."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from deploy.cases.casefile import PUBLIC, CaseFile, Expected, Step
from deploy.cases.commands import Command, commands
from deploy.provision.principals import PRINCIPALS
from shared.policy import Finding, Policy, PolicyFault
from shared.policy.document import Document, Place, Words, read
from shared.policy.validation import validated

ANOTHER = "@"
"""What begins a field's value that stands for the id of another case of the file, by its name."""
FIRST = "1"
"""The name of a case whose report was given none."""
_SOME_ID = "0193c0de-0000-7000-8000-000000000000"
ROLES = {one.id: frozenset(one.roles) for one in PRINCIPALS} | {PUBLIC: frozenset({PUBLIC})}


class Worked(NamedTuple):
    """A worked case with the place of each of its steps in the file."""

    file: str
    case: CaseFile
    document: Document

    def line(self, step: int, *field: str) -> int:
        """The line of a step, or of what of it these fields lead to."""
        return self.document.line(("steps", step), field)


def load_case(path: Path, policy: Policy) -> Worked:
    """Read a file. Raises PolicyFault with all of its faults."""
    document = read(path)
    case, faults = validated(document, CaseFile, ())
    if case is None:
        raise PolicyFault(faults)
    if faults := list(_Check(document, case, policy).faults()):
        raise PolicyFault(faults)
    return Worked(path.name, case, document)


class _Check:
    """Holds the steps of a file against the commands, roles, states and limits that there are."""

    def __init__(self, document: Document, case: CaseFile, policy: Policy) -> None:
        self._document = document
        self._case = case
        self._policy = policy
        self._commands = commands(policy)
        self._named: set[str] = set()

    def faults(self) -> Iterator[Finding]:
        for number, step in enumerate(self._case.steps):
            place: Place = ("steps", number)
            yield from self._of_command(place, step)
            yield from self._of_expected((*place, "expect"), step.expect)

    def _of_command(self, place: Place, step: Step) -> Iterator[Finding]:
        name = step.case or FIRST
        command = self._commands.get(step.give) if step.give else None
        if step.give and command is None:
            near = get_close_matches(step.give, self._commands, 3)
            yield self._fault(
                place, "give", "is no command", f"did you mean {' or '.join(near) or 'another'}?"
            )
            return
        if command is not None:
            yield from self._of_giver(place, step, command)
            yield from self._of_fields(place, step, command)
        if command is not None and command.opens:
            if name in self._named:
                yield self._fault(place, "case", f"{name} is open already", "name another with `case`")
            elif step.expect.refused is None:
                self._named.add(name)
        elif name not in self._named:
            yield self._fault(place, "case", f"no step before opens the case {name}", "correct its name")

    def _of_giver(self, place: Place, step: Step, command: Command) -> Iterator[Finding]:
        roles = ROLES.get(step.who or "")
        if roles is None:
            yield self._fault(place, "who", "is nobody of the trial", f"choose one of {', '.join(ROLES)}")
        elif step.expect.refused is None and not roles & command.roles:
            may = ", ".join(one for one, held in ROLES.items() if held & command.roles)
            yield self._fault(place, "who", f"may not give {step.give}", f"choose one of {may}")

    def _of_fields(self, place: Place, step: Step, command: Command) -> Iterator[Finding]:
        """The fields as the service itself will read them; `occurred_at` follows from the step's `at`."""
        where = (*place, "fields")
        fields: dict[str, Any] = {}
        for field, value in step.fields.items():
            fields[field] = value
            if isinstance(value, str) and value.startswith(ANOTHER):
                fields[field] = _SOME_ID
                if value.removeprefix(ANOTHER) not in self._named:
                    yield self._fault(place, f"fields.{field}", f"no step before opens {value}", "correct it")
        if "occurred_at" in fields:
            yield self._fault(place, "fields.occurred_at", "is what `at` of the step says", "remove it")
        lines = {**self._document.lines, where: self._document.line(place, ("fields",))}
        steps: list[Any] = [{}] * int(place[1]) + [{"fields": fields}]
        plain = Document(self._document.file, {"steps": steps}, lines)
        yield from validated(plain, command.body, where)[1]

    def _of_expected(self, place: Place, expected: Expected) -> Iterator[Finding]:
        for field, state in (("state", expected.state), ("escalation", expected.escalation)):
            if state and state != "none" and state not in self._policy.states:
                yield self._fault(place, field, f"{state} is no state", "choose one of states.yaml")
        clocks = [("due", expected.due)]
        if expected.beside is not None and expected.beside != "none":
            clocks += [(f"beside.{number}", each) for number, each in enumerate(expected.beside)]
        for field, due in clocks:
            if due is not None and due != "none" and due.limit not in self._policy.deadlines:
                yield self._fault(
                    place, f"{field}.limit", f"{due.limit} is no limit", "choose an id of deadlines.yaml"
                )
        if expected.documents is not None and expected.documents != "none":
            for number, one in enumerate(expected.documents):
                if one.kind not in self._policy.documents.ids:
                    field = f"documents.{number}.kind"
                    yield self._fault(place, field, f"{one.kind} is no kind", "choose one of documents.yaml")

    def _fault(self, place: Place, field: str, reason: str, remedy: str) -> Finding:
        words: Words = (reason, remedy)
        return self._document.finding(place, field.split("."), words)
