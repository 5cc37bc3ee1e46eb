"""The policy data of reasons: the steps that they are given for, and the words for whoever is told of one."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from shared.policy.entry import Entry, Reference


class ReasonText(Entry):
    """A reason (alasan), and the steps ("intake.LapseReport") that it may be given for."""

    steps: tuple[Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")], ...]

    def references_to_services(self) -> Iterable[Reference]:
        """Its steps."""
        for number, step in enumerate(self.steps):
            yield Reference(f"steps.{number}", "steps", step)
